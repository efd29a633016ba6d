"""A grain and the spins beyond it: at which alpha the grain begins to take in the last spin (claims X2)."""

from itertools import combinations

import numpy as np
import pandas as pd

from glassychains.methods.crossings import collapse, crossing, note, resampled, told
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

WINDOW = (0.6, 0.9)  # of alpha, for crossings and collapses
GRID = np.exp(np.linspace(np.log(0.55), np.log(0.95), 121))  # of alpha_c
OF = {"ratio": 1.0, "matching": 1.0, "entropy": np.log(2), "reach": 1.0}
"""What is looked at, and its unit."""


def analyse(study):
    """Curves (kind, length, alpha, value, stderr): ratio; matching; entropy, over log 2; and reach, plus L log alpha.

    alpha_c is that of the best collapse of the three longest rows on a cubic polynomial of L log(alpha / alpha_c), the variable
    of theory: (alpha / alpha_c)^L is the matrix element over the spacing. Its error joins that of the realizations with half of
    the range of three estimates: this one, that of all lengths, and the crossing of the first and last of the three. And with
    `drift`, how far crossings move from the first to the last pair of lengths two apart: nobody says that they have arrived.
    The mean over what is looked at, alpha_c_mean, has half of the range of these as its error.
    """
    curves, numbers, found = [], Numbers(), {of: {} for of in OF}
    for point in sorted(study.points, key=lambda point: (point.parameters["length"], point.parameters["alpha"])):
        length, alpha, data = point.parameters["length"], point.parameters["alpha"], read_point(point)
        for of, unit in OF.items():
            further = length * np.log(alpha) if of == "reach" else 0.0
            found[of][length, alpha] = gather(data, of).mean(1) / unit + further
            value, error = mean_and_error(found[of][length, alpha])
            numbers.add(of, value, error, alpha=alpha, length=length)
            curves.append({"kind": of, "length": length, "alpha": alpha, "value": value, "stderr": error})
    lengths = sorted({length for length, _ in found["ratio"]})
    for of in OF:
        for alpha in sorted({alpha for _, alpha in found[of]}):
            if all((length, alpha) in found[of] for length in (lengths[0], lengths[-1])):
                ends = [mean_and_error(found[of][length, alpha]) for length in (lengths[0], lengths[-1])]
                gain, error = ends[1][0] - ends[0][0], np.hypot(ends[0][1], ends[1][1])
                numbers.add("growth", gain, error, of=of, alpha=alpha, short=lengths[0], long=lengths[-1])
        thresholds(numbers, of, found[of])
    results = [row["value"] for row in numbers.all("alpha_c")]
    if len(results) == len(OF):  # what the signs differ by says more of the error than each of them
        numbers.add("alpha_c_mean", np.mean(results), np.ptp(results) / 2)
    return pd.DataFrame(curves), numbers.table()


def thresholds(numbers, of, found):
    """Crossings of pairs of lengths, collapses, and alpha_c of them."""
    sets = {}
    for length in sorted({length for length, _ in found}):
        alpha = np.array(sorted(a for n, a in found if n == length and WINDOW[0] <= a <= WINDOW[1]))
        together = min(len(found[length, a]) for a in alpha)
        samples = np.stack([found[length, a][:together] for a in alpha], axis=1)
        sets[length] = alpha, resampled(samples, f"avalanche {length}")
    roots = {}
    for short, long in combinations(sets, 2):
        (alpha, one), (same, two) = sets[short], sets[long]
        if len(alpha) == len(same) >= 4:
            roots[short, long] = crossing(alpha, one, two)
            note(numbers, "crossing", roots[short, long], of=of, short=short, long=long)
    three = list(sets)[-3:]
    best, squares, free = collapse({length: sets[length] for length in three}, GRID)
    every, _, _ = collapse(sets, GRID)
    estimates = {
        "collapse": best,
        "collapse of all": every,
        "crossing": roots.get((three[0], three[-1]), np.full(len(best), np.nan)),
    }
    for by, results in estimates.items():
        note(numbers, "alpha_c_by", results, of=of, by=by)
    systematic = np.ptp([results[0] for results in estimates.values()]) / 2  # nan if one is missing
    value, error = told(best)
    pairs = [results for (short, long), results in roots.items() if long - short == 2]
    if len(pairs) > 1 and np.isfinite(error) and np.isfinite(systematic):
        move, spread = told(pairs[-1] - pairs[0])
        if np.isfinite(move):
            numbers.add("statistical", error, of=of)
            numbers.add("systematic", systematic, of=of)
            numbers.add("drift", move, spread, of=of)
            numbers.add("alpha_c", value, np.sqrt(error**2 + systematic**2 + move**2), of=of)
    numbers.add("chi2", squares, of=of)
    numbers.add("dof", free, of=of)
