"""Level spacing and gap ratio of spots of bosons against their size (claim X6)."""

from itertools import pairwise

import numpy as np
import pandas as pd

from glassychains.methods.spectra import mean_of_levels
from glassychains.methods.tables import Numbers
from glassychains.models.bosons import dimension
from glassychains.runs.batches import read_point


def analyse(study):
    """Curves (kind, g, length, value, stderr): spacing, counted, ratio.

    `counted` is the number of states turned into a spacing, sqrt(s) / D(s) times what makes it agree at the largest spot. What
    it predicts for the rate between two sizes is log(D' / D) - log(s' / s) / 2. `rate_over_counted` is minus the slope of the
    straight line through log(spacing) against log(D / sqrt(s)), all sizes; its error comes from how they scatter about it.
    """
    numbers, rows, spacings, states = Numbers(), [], {}, {}
    for point in sorted(study.points, key=lambda point: point.parameters["length"]):
        p, data = point.parameters, read_point(point)[0]
        g, length = p["g"] / p["U"], p["length"]
        spacings.setdefault(g, {})[length] = data["spacing"][0] / p["U"]
        states[length] = dimension(p)
        ratio, error = mean_of_levels(data["ratio"][0])
        rows.append({"kind": "ratio", "g": g, "length": length, "value": ratio, "stderr": error})
        numbers.add("ratio", ratio, error, g=g, length=length)
        numbers.add("spacing", spacings[g][length], g=g, length=length)
    for length, count in states.items():
        numbers.add("states", count, length=length)
    for g, known in spacings.items():
        last = max(known)
        scale = known[last] * states[last] / np.sqrt(last)
        for length, spacing in known.items():
            rows.append({"kind": "spacing", "g": g, "length": length, "value": spacing})
            rows.append({"kind": "counted", "g": g, "length": length, "value": scale * np.sqrt(length) / states[length]})
        for short, long in pairwise(sorted(known)):
            rate = np.log(known[short] / known[long]) / (long - short)
            counted = (np.log(states[long] / states[short]) - 0.5 * np.log(long / short)) / (long - short)
            numbers.add("rate", rate, g=g, short=short, long=long)
            numbers.add("counted", counted, g=g, short=short, long=long)
        if len(known) > 2:
            counted = [np.log(states[length] / np.sqrt(length)) for length in known]
            slope, covariance = np.polyfit(counted, -np.log(list(known.values())), 1, cov=True)
            numbers.add("rate_over_counted", slope[0], covariance[0, 0] ** 0.5, g=g)
    return pd.DataFrame(rows, columns=["kind", "g", "length", "value", "stderr"]).fillna({"stderr": 0.0}), numbers.table()
