"""Activity of isolated clusters of rotors cut out of the thermal state (claims S5c, S5d)."""

import numpy as np
import pandas as pd

from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.patterns import active
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point


def analyse(study):
    """Numbers: `active_sites` (g, length) of a cluster, `order` (g, length), the density in an infinite chain to that order.

    The curves are the densities (g, length, value, stderr).
    """
    numbers, rows, found = Numbers(), [], {}
    for point in study.points:
        p = point.parameters
        activity = active(gather(read_point(point), "velocity"), p["g"])
        value, stderr = mean_and_error(activity.sum(-1).mean(1))
        once = 1 / activity[..., 0].size  # what one site, active once, would add: the error of none at all
        found[p["g"], p["length"]] = known = value, max(stderr, once)
        numbers.add("active_sites", *known, g=p["g"], length=p["length"])
    for (g, length), (value, stderr) in found.items():
        if (g, length - 1) in found:
            less, error = found[g, length - 1]
            rows.append((g, length, value - less, np.hypot(stderr, error)))
            numbers.add("order", *rows[-1][2:], g=g, length=length)
        if length == 3 and (g, 2) in found:
            less, error = found[g, 2]
            numbers.add("pairs_over_triples", less / value, np.hypot(error, less / value * stderr) / value, g=g)
    return pd.DataFrame(rows, columns=["g", "length", "value", "stderr"]), numbers.table()
