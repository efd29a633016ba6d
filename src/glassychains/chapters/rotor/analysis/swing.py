"""Does phi grow monotonically from the start? Its first swing, sampled finely, coupling by coupling (claim R4, footnote 4)."""

import pandas as pd

from glassychains.chapters.rotor.analysis.relaxation import controlled
from glassychains.methods.estimates import mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point


def deepest_fall(curves):
    """The most significant fall of the mean curve from any time to any later one, and its error over replicas.

    Parameters
    ----------
    curves : array, shape (replica, time)
    """
    found = (0.0, 0.0)
    for earlier in range(curves.shape[1] - 1):
        falls, errors = mean_and_error(curves[:, earlier : earlier + 1] - curves[:, earlier + 1 :])
        worst = (falls / errors).argmax()
        if falls[worst] * found[1] > found[0] * errors[worst] or found[1] == 0:
            found = float(falls[worst]), float(errors[worst])
    return found


def analyse(study):
    """Curves phi (g, t, value, stderr); numbers: the deepest fall of each coupling, of all, and of the smallest."""
    curves, numbers, falls = [], Numbers(), {}
    for point in study.points:
        g = point.parameters["g"]
        lag, phi = controlled(point, read_point(point))
        value, stderr = mean_and_error(phi)
        curves.append(pd.DataFrame({"g": g, "t": lag, "value": value, "stderr": stderr}))
        falls[g] = deepest_fall(phi)
        numbers.add("deepest_fall", *falls[g], g=g)
    numbers.add("deepest_fall", *max(falls.values()))
    numbers.add("deepest_fall_smallest_g", *falls[min(falls)])
    return pd.concat(curves), numbers.table()
