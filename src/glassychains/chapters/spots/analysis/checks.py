"""What the length of a ring and the time step do to averages over time (claim S6)."""

import numpy as np
import pandas as pd

from glassychains.methods.averages import FALLEN, fall_time, falling, fluctuations
from glassychains.methods.estimates import log_slope
from glassychains.methods.tables import Numbers, select
from glassychains.runs.batches import read_point

SLOPES = (("own", 32, 1e3, 3e4, False), ("gibbs", 512, 1e2, 4.2e3, True))
"""Where log q is fitted against log T at g = 1: mean, length, range, and whether with a relative T^(-1/2). Fixed before the runs.

Energy goes round 32 sites in about 40, and round 512 in 10^4; T_E is of the order of 10^2. But for the second range, which had been
2e2 to 4e3: it held too few windows for the fit, so that no exponent had been seen when it was widened to their edges.
"""


def analyse(study, tables):
    """Curves (g, length, dt, mean, kind, t, value, stderr) of q; numbers: exponents, and log T_E minus that of `uses`."""
    curves, numbers = [], Numbers()
    reference = {row.g: row for row in select(tables[f"{study.uses[0]}.numbers"], "time", mean="gibbs").itertuples()}
    for point in study.points:
        p = point.parameters
        labels = {name: p[name] for name in ("g", "length", "dt")}
        t, gibbs, own = fluctuations(point, read_point(point))
        for mean, q in (("gibbs", gibbs), ("own", own)):
            curves.append(falling(t, q).assign(mean=mean, **labels))
            for which, length, low, high, correction in SLOPES:
                slope = log_slope(t, q, low, high, correction) if (which, length, 1.0) == (mean, p["length"], p["g"]) else None
                if slope:
                    numbers.add("slope", *slope, mean=mean, length=length)
            found = fall_time(t, q, FALLEN, p["duration"])
            if not found:
                continue
            numbers.add("time", np.exp(found[0]), np.exp(found[0]) * found[1], mean=mean, **labels)
            if mean == "gibbs" and p["g"] in reference:
                one = reference[p["g"]]
                difference = found[0] - np.log(one.value), np.hypot(found[1], one.stderr / one.value)
                numbers.add("log_time_difference", *difference, **labels)
    return pd.concat(curves), numbers.table()
