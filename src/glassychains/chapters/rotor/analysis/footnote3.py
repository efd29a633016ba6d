"""The scaling relation of footnote 3 (claim R3): bit for bit for a = 2, statistically for other a."""

import numpy as np
import pandas as pd

from glassychains.chapters.rotor.analysis.relaxation import controlled
from glassychains.methods.estimates import crossing_time, gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point


def analyse(study):
    """phi against a-scaled time for each a; numbers that differ in a bit; difference of log t0 from a = 1."""
    curves, numbers, logs = [], Numbers(), {}
    base = study.points[0]
    for point in study.points:
        scale = np.sqrt(point.parameters["beta"] / base.parameters["beta"])
        lag, phi = controlled(point)
        value, stderr = mean_and_error(phi)
        curves.append(pd.DataFrame({"scale": scale, "t": lag / scale, "value": value, "stderr": stderr}))
        logs[scale] = crossing_time(lag / scale, phi, 0.9)
        if scale == 2:
            pairs = [[gather(read_point(p), name) for p in (base, point)] for name in ("phi", "phi_raw", "variance")]
            different = sum(float((a.view(np.uint64) != b.view(np.uint64)).sum()) for a, b in pairs)
            numbers.add("different_bits", different)
            numbers.add("compared_numbers", sum(a.size for a, b in pairs))
        elif scale != 1 and logs[scale] and logs[1.0]:
            (a, a_error), (b, b_error) = logs[scale], logs[1.0]
            numbers.add("log_t0_difference", a - b, np.hypot(a_error, b_error), scale=scale)
    return pd.concat(curves), numbers.table()
