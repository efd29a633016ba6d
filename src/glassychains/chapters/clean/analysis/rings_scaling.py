"""DNLS rings depend on g / (U alpha) alone: bit for bit where everything scales by powers of two, statistically else (O1).

psi -> alpha^(1/2) psi and t -> t / (U alpha). The first point has U = alpha = 1; the step and all times of others scale along.
"""

import numpy as np
import pandas as pd

from glassychains.methods import onsager
from glassychains.methods.estimates import crossing_time, gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.recorders.onsager import PAIRS
from glassychains.runs.batches import read_point

THRESHOLD = 0.7  # of phi


def analyse(study):
    """1 - phi(t) of each point in units; numbers that differ in a bit from the first point; difference of log times from it."""
    curves, numbers, logs = [], Numbers(), []
    base = study.points[0]
    for point in study.points:
        p, data = point.parameters, read_point(point)
        state, labels = onsager.State(p), {"U": p["U"], "alpha": p["density"]}
        lag, phi = onsager.forgotten(p, data, state)
        value, stderr = mean_and_error(1 - phi)
        curves.append(pd.DataFrame(labels | {"t": lag, "value": value, "stderr": stderr}))
        logs.append(crossing_time(lag, phi, THRESHOLD))
        numbers.add("coupling", state.coupling, **labels)
        if point is base:
            continue
        if p.get("stream") and p.get("stream") == base.parameters.get("stream"):
            norm, rate = p["density"], p["U"] * p["density"] / base.parameters["U"]
            energy = rate * norm
            scales = dict(zip(("product", *PAIRS), (norm**2, energy**2, energy * norm, norm**2), strict=True))
            pairs = [(gather(read_point(base), name), gather(data, name) / scale) for name, scale in scales.items()]
            numbers.add(
                "different_bits", sum(float((a.view(np.uint64) != b.view(np.uint64)).sum()) for a, b in pairs), **labels
            )
            numbers.add("compared_numbers", sum(a.size for a, b in pairs), **labels)
        elif logs[0] and logs[-1]:
            difference = logs[-1][0] - logs[0][0]
            numbers.add("log_time_difference", difference, np.hypot(logs[-1][1], logs[0][1]), **labels)
    numbers.add("different_bits", sum(row["value"] for row in numbers.all("different_bits")))
    return pd.concat(curves), numbers.table()
