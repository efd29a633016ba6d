"""The scaling relation of footnote 3 (claim R3): bit for bit for a = 2, statistically for other a."""

import numpy as np
import pandas as pd

from glassychains.analysis.estimates import crossing_time, gather, mean_and_error
from glassychains.analysis.relaxation import controlled
from glassychains.tables import numbers_table


def analyse(study):
    """phi against a-scaled time for each a; numbers that differ in a bit; difference of log t0 from a = 1."""
    curves, numbers, logs = [], [], {}
    base = study.points[0]
    for point in study.points:
        scale = np.sqrt(point.parameters["beta"] / base.parameters["beta"])
        lag, phi = controlled(point)
        value, stderr = mean_and_error(phi)
        curves.append(pd.DataFrame({"scale": scale, "t": lag / scale, "value": value, "stderr": stderr}))
        logs[scale] = crossing_time(lag / scale, phi, 0.9)
        if scale == 2:
            pairs = [[gather(p.read(), name) for p in (base, point)] for name in ("phi", "phi_raw", "variance")]
            different = sum(float((a.view(np.uint64) != b.view(np.uint64)).sum()) for a, b in pairs)
            numbers.append(("different_bits", different, 0.0))
            numbers.append(("compared_numbers", sum(a.size for a, b in pairs), 0.0))
        elif scale != 1 and logs[scale] and logs[1.0]:
            (a, a_error), (b, b_error) = logs[scale], logs[1.0]
            numbers.append((f"log_t0_difference(a={scale:g})", a - b, np.hypot(a_error, b_error)))
    return pd.concat(curves), numbers_table(numbers)
