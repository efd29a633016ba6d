"""How far a dense site beside a spot goes to equilibrium, and when (claim X6)."""

import numpy as np
import pandas as pd

from glassychains.methods.estimates import mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

ENSEMBLES = "canonical", "microcanonical"


def analyse(study):
    """Curves (kind, g, held, spot, t, value, stderr): occupation of a site that held so many bosons, beside a spot of so
    many sites.

    What part of the way to equilibrium the site goes is f = (n(0) - n(infinity)) / (n(0) - n_eq), with n(infinity) the average
    over all times and n_eq canonical: `relaxed`, or `empty` if the spot has no bosons. Nothing is sampled, but few levels meet
    few others by chance. Tilts take the part of realizations: means are over them. Few tilts say little of their scatter, so
    that the errors of f take its variance as one for all spots beside a site of so many bosons at the same g, filled ones or
    empty ones. Half of what the microcanonical n_eq would change is added in quadrature, since ensembles of few sites differ.

    Numbers beside these: `half_time`, from which on the mean n stays below half way, if f is clearly more; `growth`, slope of f
    per site of the spot; `weaker`, f at the smallest g less that at the largest; `by_spot`, f less that beside an empty spot.
    """
    numbers, rows, found, parts, unit = Numbers(), [], {}, {}, study.points[0].parameters["U"]
    empties = {}
    for point in study.points:
        p = point.parameters
        key = p["g"] / p["U"], p["dense"][0], p["length"] - 1, p["particles"] == p["dense"][0]
        found.setdefault(key, []).append(read_point(point)[0])
    way = {key: [[key[1] - one[k][0, 0] for one in tilts] for k in ("settled", *ENSEMBLES)] for key, tilts in found.items()}
    scatter = pooled({key: np.divide(settled, canonical) for key, (settled, canonical, _) in way.items()})
    for (g, held, spot, empty), tilts in found.items():
        at = {"g": g, "held": held, "spot": spot}
        settled, canonical, micro = np.array(way[g, held, spot, empty])
        error = scatter[g, held, empty] / np.sqrt(len(tilts))
        f = (settled / canonical).mean(), np.hypot(error, (settled / canonical - settled / micro).mean() / 2)
        if empty:
            empties[g, held, spot] = f
            numbers.add("empty", *f, **at)
            continue
        parts[g, held, spot] = f
        numbers.add("relaxed", *f, **at)
        level = held - canonical.mean()
        numbers.add("equilibrium", level, abs(canonical - micro).mean() / 2, **at)
        numbers.add("beta", *mean_and_error([one["beta"][0] * unit for one in tilts]), **at)
        time = tilts[0]["time"][0] * unit
        n, error = mean_and_error([one["occupation"][0, :, 0] for one in tilts])
        rows.append(pd.DataFrame({"t": time, "value": n, "stderr": error} | {"kind": "occupation"} | at))
        above = np.flatnonzero(n > (held + level) / 2)[-1]
        if f[0] - 3 * f[1] > 0.5 and above + 1 < len(time):
            numbers.add("half_time", time[above + 1], None, **at)
    for g, held, spot in sorted(parts.keys() & empties.keys()):
        (one, error), (other, wide) = parts[g, held, spot], empties[g, held, spot]
        numbers.add("by_spot", one - other, np.hypot(error, wide), g=g, held=held, spot=spot)
    for g, held in sorted({key[:2] for key in parts}):
        own = [(key[2], *f) for key, f in parts.items() if key[:2] == (g, held)]
        if len(own) > 1:
            numbers.add("growth", *slope(*np.array(own).T), g=g, held=held)
    for held in sorted({key[1] for key in parts}):
        weak, strong = (choose(key[0] for key in parts if key[1] == held) for choose in (min, max))
        for spot in sorted(key[2] for key in parts if key[:2] == (weak, held)) if weak < strong else ():
            (one, error), (other, wide) = parts[weak, held, spot], parts[strong, held, spot]
            numbers.add("weaker", one - other, np.hypot(error, wide), held=held, spot=spot)
    return pd.concat(rows)[["kind", "g", "held", "spot", "t", "value", "stderr"]], numbers.table()


def pooled(samples):
    """Standard deviation by (g, held, empty) of what tilts say by (g, held, spot, empty), about the mean of each spot."""
    found = {}
    for (g, held, _, empty), sample in samples.items():
        found.setdefault((g, held, empty), []).append(sample - sample.mean())
    return {key: np.sqrt((np.concatenate(own) ** 2).sum() / sum(len(one) - 1 for one in own)) for key, own in found.items()}


def slope(x, values, stderr):
    """(slope, its standard error) of a line through points of equal weight."""
    share = (x - x.mean()) / ((x - x.mean()) ** 2).sum()
    return share @ values, np.hypot.reduce(share * stderr)
