"""Independence of the length of the chain (claim R6)."""

import numpy as np
import pandas as pd

from glassychains.chapters.rotor.analysis.relaxation import controlled
from glassychains.methods.estimates import crossing_time, mean_and_error
from glassychains.methods.scaling import weighted_line
from glassychains.methods.tables import Numbers


def analyse(study):
    """phi(t) for each L; 1 - phi at the relaxation time of the longest chain; its slope against 1/L."""
    curves, rest, numbers = [], [], Numbers()
    known = sorted((point.parameters["length"], controlled(point)) for point in study.points)
    crossing = crossing_time(*known[-1][1], 0.9)
    log_t0 = crossing[0] if crossing else np.nan
    numbers.add("t0", np.exp(log_t0))
    for length, (lag, phi) in known:
        value, stderr = mean_and_error(phi)
        curves.append(pd.DataFrame({"length": length, "t": lag, "value": value, "stderr": stderr}))
        if crossing is None:
            continue
        at = np.array([np.interp(log_t0, np.log(lag), one) for one in phi])
        value, stderr = mean_and_error(1 - at)
        rest.append((1 / length, value, stderr))
        numbers.add("rest", value, stderr, length=length)
    if len(rest) > 2:
        slope, error = weighted_line(*np.array(rest).T)
        numbers.add("rest_slope", slope / 64, error / 64)  # what the term in 1/L amounts to at L = 64
    return pd.concat(curves), numbers.table()
