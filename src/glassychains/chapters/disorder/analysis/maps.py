"""Where a chain is active, in two times far apart, and how long it remembers: disorder against thermal spots (claim Q7).

What is slow is the velocity of a rotor, and of disordered oscillators the energy of a linear mode, which only anharmonicity
changes. (The kinetic energy of a site, which we followed first, changes without any chaos: modes beat against each other.) The
activity in a pair of windows is how much the average of the slow variable differs between the two; of an energy, relative to
its sum, since energies that change by a factor change by more the larger they are. Its map is compared with the first by
Spearman's rank correlation: 0 where spots forget where they were, positive where they are pinned.

Maps also agree while the energies themselves are remembered. What is pinned is what remains when they are forgotten: `pinned`,
the mean correlation of the last map with all earlier ones, of which it is half the run away or more. How far a linear mode
reaches is fixed by the disorder; `pinned_beyond_reach` is what is left once each map's ranks are rid of those of the reach.
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


def ranks(values):
    """Ranks over the last axis, their mean subtracted."""
    return rankdata(values, axis=-1) - 0.5 * (values.shape[-1] + 1)


def without(values, known):
    """What a line through `known` leaves of `values`, both of mean 0 over the last axis."""
    return values - (values * known).sum(-1, keepdims=True) / (known**2).sum(-1, keepdims=True) * known


def correlation(a, b):
    """Correlation over the last axis of what has mean 0 there."""
    return (a * b).sum(-1) / np.sqrt((a**2).sum(-1) * (b**2).sum(-1))


def rank_correlation(one, other):
    """Spearman's correlation over the last axis, per replica."""
    return correlation(ranks(one), ranks(other))


def of_the_last(maps):
    """Mean correlation of the last map with all others, per replica; `maps` (replica, map, site) have mean 0."""
    return correlation(maps[:, :-1], maps[:, -1:]).mean(1)


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
    map       activity of each site of replica 0 (mode, at its place) in the first pair of windows (t = 0) and in the last,
              over their median
    """
    curves, numbers = [], Numbers()
    for point in study.points:
        p, data = point.parameters, read_point(point)
        labels, times = labels_of(p), data[0]["window"]
        energies = "mode_energy" in data[0].variables
        means = gather(data, "mode_energy" if energies else "omega_mean")  # replica, window, half, site or mode
        activity = np.abs(means[:, :, 1] - means[:, :, 0])
        if energies:
            activity /= means[:, :, 1] + means[:, :, 0]
            numbers.add("median_activity", *mean_and_error(np.median(activity, axis=2).mean(1)), **labels)
        overlap = np.stack([rank_correlation(activity[:, 0], activity[:, k]) for k in range(1, len(times))], 1)
        value, stderr = mean_and_error(overlap)
        curves.append(pd.DataFrame(labels | {"kind": "overlap", "t": times[1:], "value": value, "stderr": stderr}))
        for t, v, e in zip(times[1:], value, stderr, strict=True):
            numbers.add("overlap", v, e, **labels, t=t)
        numbers.add("overlap_last", value[-1], stderr[-1], **labels)
        ranked = ranks(activity)
        numbers.add("pinned", *mean_and_error(of_the_last(ranked)), **labels)
        if energies:
            reach = ranks(gather(data, "reach"))[:, None]
            numbers.add("activity_with_reach", *mean_and_error(correlation(ranked, reach).mean(1)), **labels)
            numbers.add("pinned_beyond_reach", *mean_and_error(of_the_last(without(ranked, reach))), **labels)
        moved = means - means.mean(-1, keepdims=True)
        product = (moved[:, :1, 0] * moved[:, :, 1]).mean(-1)  # replica, window
        value, stderr = jackknife(lambda mean: mean[1:] / mean[0], product)
        curves.append(pd.DataFrame(labels | {"kind": "memory", "t": times[1:], "value": value, "stderr": stderr}))
        numbers.add("memory_last", value[-1], stderr[-1], **labels)
        time, error = jackknife(lambda mean, t=times: log_crossing(t[1:], mean[1:] / mean[0], HALF), product)
        if np.isfinite(time) and np.isfinite(error):
            numbers.add("log_memory_time", time, error, **labels)
        if "pinning" in p:
            numbers.add("x", labels["g"] / p["beta"] / labels["g0"] ** 2, **labels)
        places = gather(data, "place")[0] + 1 if energies else np.arange(1, activity.shape[2] + 1)
        for t, row in ((0.0, activity[0, 0]), (times[-1], activity[0, -1])):
            curves.append(pd.DataFrame(labels | {"kind": "map", "t": t, "site": places, "value": row / np.median(row)}))
    return pd.concat(curves), numbers.table()
