"""The Heisenberg chain in random fields: gap ratios and entanglement against the strength W of the fields (claims X1, X7a)."""

from functools import cache
from itertools import pairwise
from math import comb

import numpy as np
import pandas as pd

from glassychains.exact import randomstates
from glassychains.methods.crossings import crossing, note, resampled
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.quantum.measures.levels import inside
from glassychains.runs.batches import read_point

WINDOW = (1.5, 3.5)  # of W, in which crossings are sought
POINTS = 4  # a parabola through fewer says nothing of how well it fits
BINS = 10  # of the whole spectrum


def sectors(length):
    """Dimensions of the two halves of a ring with total S^z = 0, for each way to share the spins that are up."""
    half = length // 2
    return [(comb(half, up), comb(length - half, half - up)) for up in range(half + 1)]


@cache
def page(length):
    """Mean entropy of half a ring in real random states with total S^z = 0, and its standard error."""
    return randomstates.real(sectors(length))


def analyse(study):
    """Curves (kind, length, W, x, value, stderr): ratio, of_page, and along the spectrum of the longest chain, spectrum.

    of_page     entropy of half a ring over that of real random states

    Numbers beside these: `random`, what it is divided by, and `random_complex`, the exact mean over complex random states.
    spectrum    gap ratio of the levels in a tenth of the spectrum, x the fraction of levels below its middle
    """
    curves, numbers, found = [], Numbers(), {"ratio": {}, "entropy": {}}

    def add(kind, length, W, x, value, stderr):
        curves.append(pd.DataFrame({"kind": kind, "length": length, "W": W, "x": x, "value": value, "stderr": stderr}))

    for point in sorted(study.points, key=lambda point: (point.parameters["length"], point.parameters["W"])):
        p, data = point.parameters, read_point(point)
        length, W = p["length"], p["W"]
        if not p.get("cut"):  # the whole spectrum
            parts = np.stack([one.mean(1) for one in np.array_split(gather(data, "ratio"), BINS, axis=1)], axis=1)
            add("spectrum", length, W, (np.arange(BINS) + 0.5) / BINS, *mean_and_error(parts))
            third = gather(data, "ratio")[:, inside(gather(data, "ratio").shape[1], 1 / 3)]
            numbers.add("edge", *mean_and_error(third.mean(1) - parts[:, [0, -1]].mean(1)), W=W, length=length)
            continue
        for name in found:
            found[name][length, W] = gather(data, name).mean(1)
        of_page = found["entropy"][length, W] / page(length)[0]
        numbers.add("ratio", *mean_and_error(found["ratio"][length, W]), W=W, length=length)
        numbers.add("entropy", *mean_and_error(found["entropy"][length, W]), W=W, length=length)
        numbers.add("entropy_per_site", *mean_and_error(found["entropy"][length, W] / p["cut"]), W=W, length=length)
        numbers.add("of_page", *mean_and_error(of_page), W=W, length=length)
        add("ratio", length, W, [W], *([x] for x in mean_and_error(found["ratio"][length, W])))
        add("of_page", length, W, [W], *([x] for x in mean_and_error(of_page)))
    for length in sorted({length for length, _ in found["entropy"]}):
        numbers.add("random", *page(length), length=length)
        numbers.add("random_complex", randomstates.entropy(sectors(length)), length=length)
    growth(numbers, found)
    crossings(numbers, found)
    return pd.concat(curves), numbers.table()


def growth(numbers, found):
    """What the ratio and the entropy gain from 8 to longer chains; the entropy, over what that of random states gains."""
    lengths, strengths = (sorted({key[which] for key in found["ratio"]}) for which in (0, 1))
    for long in lengths[1:]:
        for W in strengths:
            if (lengths[0], W) in found["ratio"] and (long, W) in found["ratio"]:
                labels = {"W": W, "short": lengths[0], "long": long}
                (one, error), (two, other) = (mean_and_error(found["ratio"][length, W]) for length in (lengths[0], long))
                numbers.add("ratio_growth", two - one, np.hypot(error, other), **labels)
                (one, error), (two, other) = (mean_and_error(found["entropy"][length, W]) for length in (lengths[0], long))
                whole, spread = page(long)[0] - page(lengths[0])[0], np.hypot(page(long)[1], page(lengths[0])[1])
                gain = (two - one) / whole
                numbers.add("entropy_growth", gain, np.hypot(np.hypot(error, other), gain * spread) / whole, **labels)


def crossings(numbers, found):
    """Where curves of neighbouring lengths cross within the window, and how that moves from pair to pair."""
    for of, scale in (("ratio", lambda length: 1.0), ("entropy", lambda length: page(length)[0])):
        sets = {}
        for length in sorted({key[0] for key in found[of]}):
            grid = np.array(sorted(W for n, W in found[of] if n == length and WINDOW[0] <= W <= WINDOW[1]))
            if len(grid) >= POINTS:
                together = min(len(found[of][length, W]) for W in grid)
                samples = np.stack([found[of][length, W][:together] for W in grid], axis=1) / scale(length)
                sets[length] = grid, resampled(samples, f"heisenberg {length}")
        roots = {}
        for short, long in pairwise(sets):
            roots[short, long] = crossing(sets[short][0], sets[short][1], sets[long][1], rising=False)
            note(numbers, "crossing", roots[short, long], of=of, short=short, long=long)
        if roots:
            note(numbers, "crossing_longest", list(roots.values())[-1], of=of)
        if len(roots) > 1:
            *_, one, two = roots.values()
            note(numbers, "drift", two - one, of=of)
