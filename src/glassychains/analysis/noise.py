"""What velocity flips do to the conductivity (claim T6): kappa(beta g, lambda) against that of the isolated chain."""

import numpy as np
import pandas as pd

from glassychains.analysis.conductivity import coupling, interpolated, running, shifts, slope, window
from glassychains.analysis.estimates import mean_and_error
from glassychains.tables import numbers_table


def analyse(study, tables):
    """Columns bg, rate (lambda g^(-1/2)), reduced kappa, its error, value and stderr: its ratio to the isolated chain's."""
    rows, numbers = [], []
    for point in study.points:
        p = point.parameters
        times, integral = running(point, point.read())
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
        numbers.append((f"ratio(bg={coupling(p)!r},rate={rate:.3g})", ratio, error))
        where = f"bg={coupling(p)!r},rate={rate:.3g}"
        numbers += [(f"{name}({where})", *shift) for name, *shift in shifts(times, integral, *window(p))]
    columns = ["bg", "rate", "kappa", "kappa_stderr", "value", "stderr"]
    return pd.DataFrame(rows, columns=columns), numbers_table(numbers)
