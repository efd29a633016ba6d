"""The reduced conductivity depends on beta g alone (claim T4), and not on the length of the ring nor on the time step."""

import numpy as np
import pandas as pd

from glassychains.analysis.conductivity import coupling, running, slope, window
from glassychains.analysis.estimates import mean_and_error
from glassychains.tables import numbers_table

COLUMNS = ("g", "beta", "length", "dt", "still")


def analyse(study):
    """Reduced kappa of each point, and its relative difference from the first point of equal beta g.

    The first point of each beta g in the sweep is the reference; the others change one thing.
    """
    rows, reference, numbers = [], {}, []
    for point in study.points:
        p = point.parameters
        times, integral = running(point, point.read())
        kappa = slope(times, integral, *window(p))
        if kappa is None:
            continue
        value, stderr = mean_and_error(kappa)
        p = p | {"still": p.get("still", False)}
        rows.append({"bg": coupling(p), **{k: p[k] for k in COLUMNS}, "value": value, "stderr": stderr})
        first = reference.setdefault(coupling(p), (p, value, stderr))
        changed = [k for k in COLUMNS if p[k] != first[0][k] and k != "beta"]
        if changed:
            key = ",".join(f"{k}={p[k]!r}" for k in changed)
            error = np.hypot(stderr, value * first[2] / first[1]) / first[1]
            numbers.append((f"difference(bg={coupling(p)!r},{key})", value / first[1] - 1, error))
    return pd.DataFrame(rows), numbers_table(numbers)
