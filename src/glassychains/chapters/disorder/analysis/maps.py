"""Where a chain is active, in two times far apart, and how long sites remember: disorder against thermal spots (claim Q7).

The activity of a site in a pair of windows is how much the average of its slow variable differs between the two: of rotors the
velocity, of oscillators the square of the momentum. Its map is compared with the first by Spearman's rank correlation over
the sites of each chain: 0 where spots forget where they were, positive where they are pinned.
"""

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from glassychains.chapters.disorder.analysis.currents import quartic
from glassychains.methods.estimates import gather, jackknife, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

HALF = 0.5


def labels_of(p):
    """Labels of a point: both couplings of oscillators, the one of rotors."""
    return {"g": quartic(p), "g0": 0.5 * p["coupling"][1]} if "pinning" in p else {"g": p["g"]}


def rank_correlation(one, other):
    """Spearman's correlation over the last axis, per replica."""
    a, b = (rankdata(x, axis=-1) - 0.5 * (x.shape[-1] + 1) for x in (one, other))
    return (a * b).sum(-1) / np.sqrt((a**2).sum(-1) * (b**2).sum(-1))


def log_crossing(times, curve, level):
    """log of the time when a falling curve first lies below a level, by a line between its points; nan if it never does."""
    below = np.flatnonzero(curve < level)
    if not below.size or below[0] == 0:
        return np.nan
    k = below[0]
    return np.interp(-level, -curve[k - 1 : k + 1], np.log(times[k - 1 : k + 1]))


def analyse(study):
    """Curves (g, g0 of oscillators, kind, t, site, value, stderr).

    overlap   rank correlation of the activity with that of the first pair of windows
    memory    correlation over sites of the slow variable itself with that of the first window
    map       activity of each site of replica 0 in the first pair of windows (t = 0) and in the last, over their median
    """
    curves, numbers = [], Numbers()
    for point in study.points:
        p, data = point.parameters, read_point(point)
        labels, times = labels_of(p), data[0]["window"]
        means = gather(data, "omega_mean")  # replica, window, half, site
        activity = np.abs(means[:, :, 1] - means[:, :, 0])
        overlap = np.stack([rank_correlation(activity[:, 0], activity[:, k]) for k in range(1, len(times))], 1)
        value, stderr = mean_and_error(overlap)
        curves.append(pd.DataFrame(labels | {"kind": "overlap", "t": times[1:], "value": value, "stderr": stderr}))
        for t, v, e in zip(times[1:], value, stderr, strict=True):
            numbers.add("overlap", v, e, **labels, t=t)
        numbers.add("overlap_last", value[-1], stderr[-1], **labels)
        moved = means - means.mean(-1, keepdims=True)
        product = (moved[:, :1, 0] * moved[:, :, 1]).mean(-1)  # replica, window
        value, stderr = jackknife(lambda mean: mean[1:] / mean[0], product)
        curves.append(pd.DataFrame(labels | {"kind": "memory", "t": times[1:], "value": value, "stderr": stderr}))
        time, error = jackknife(lambda mean, t=times: log_crossing(t[1:], mean[1:] / mean[0], HALF), product)
        if np.isfinite(time) and np.isfinite(error):
            numbers.add("log_memory_time", time, error, **labels)
        if "pinning" in p:
            numbers.add("x", labels["g"] / p["beta"] / labels["g0"] ** 2, **labels)
        for t, row in ((0.0, activity[0, 0]), (times[-1], activity[0, -1])):
            sites = np.arange(1, len(row) + 1)
            curves.append(pd.DataFrame(labels | {"kind": "map", "t": t, "site": sites, "value": row / np.median(row)}))
    return pd.concat(curves), numbers.table()
