"""The reduced conductivity depends on beta g alone (claim T4), and not on the length of the ring nor on the time step."""

import numpy as np
import pandas as pd

from glassychains.methods.einstein import coupling, running, slope, window
from glassychains.methods.estimates import mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

COLUMNS = ("g", "beta", "length", "dt", "still")


def analyse(study):
    """Reduced kappa of each point, and its relative difference from the first point of equal beta g.

    The first point of each beta g in the sweep is the reference; the others change one thing. A difference is labelled with
    what changed, and with whether the total velocity was set to zero.
    """
    rows, reference, numbers = [], {}, Numbers()
    for point in study.points:
        p = point.parameters
        times, integral = running(point, read_point(point))
        kappa = slope(times, integral, *window(p))
        if kappa is None:
            continue
        value, stderr = mean_and_error(kappa)
        p = p | {"still": p.get("still", False)}
        rows.append({"bg": coupling(p), **{k: p[k] for k in COLUMNS}, "value": value, "stderr": stderr})
        first = reference.setdefault(coupling(p), (p, value, stderr))
        changed = [k for k in COLUMNS if p[k] != first[0][k] and k != "beta"]
        if changed:
            labels = {k: p[k] for k in changed} | {"still": "yes" if p["still"] else "no"}
            error = np.hypot(stderr, value * first[2] / first[1]) / first[1]
            numbers.add("difference", value / first[1] - 1, error, bg=coupling(p), **labels)
    return pd.DataFrame(rows), numbers.table()
