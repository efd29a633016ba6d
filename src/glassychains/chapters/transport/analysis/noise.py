"""What velocity flips do to the conductivity (claim T6): kappa(beta g, lambda) against that of the isolated chain."""

import numpy as np
import pandas as pd

from glassychains.methods.einstein import coupling, interpolated, running, shifts, slope, window
from glassychains.methods.estimates import mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point


def analyse(study, tables):
    """Columns bg, rate (lambda g^(-1/2)), reduced kappa, its error, value and stderr: its ratio to the isolated chain's."""
    rows, numbers = [], Numbers()
    for point in study.points:
        p = point.parameters
        times, integral = running(point, read_point(point))
        kappa = slope(times, integral, *window(p))
        isolated = interpolated(tables[f"{study.uses[0]}.numbers"], coupling(p))
        if kappa is None or isolated is None:
            continue
        value, stderr = mean_and_error(kappa)
        rate = p["flips"] * p["g"] ** -0.5
        ratio = value / isolated[0]
        error = ratio * np.hypot(stderr / value, isolated[1] / isolated[0])
        row = {"bg": coupling(p), "rate": rate, "kappa": value, "kappa_stderr": stderr, "value": ratio, "stderr": error}
        rows.append(row)
        numbers.add("ratio", ratio, error, bg=coupling(p), rate=rate)
        for name, *shift in shifts(times, integral, *window(p)):
            numbers.add(name, *shift, bg=coupling(p), rate=rate)
    columns = ["bg", "rate", "kappa", "kappa_stderr", "value", "stderr"]
    return pd.DataFrame(rows, columns=columns), numbers.table()
