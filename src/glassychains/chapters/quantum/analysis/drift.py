"""Gap ratio of clean rings against g / U and length (claim X5)."""

import numpy as np
import pandas as pd

from glassychains.methods.spectra import GOE, POISSON, crossing, mean_of_spectra, straight
from glassychains.methods.tables import Numbers
from glassychains.numerics.realizations import generator
from glassychains.runs.batches import read_point

HALF = (GOE + POISSON) / 2
DRAWS = 1000


def analyse(study):
    """Curves (kind, most, g, length, value, stderr): ratio; star, the coupling at which it is half way from Poisson to GOE;
    limit, the smallest coupling, where all ratios of a length are above half way.

    A rough curve crosses the half way more than once, and the last crossing jumps: errors of g* come from redrawing all ratios
    within theirs. A limit enters the slope as if it were g*, which makes the fall look slower than it is.

    Numbers beside these: `drift`, slope of the ratio per site of each coupling; `star_slope` of log(g*); `levels`, how many are
    looked at; `below_tenth`, share of ratios below 0.1, which is 0.18 for independent levels and 0.03 in the GOE.
    """
    numbers, rows, found, random = Numbers(), [], {}, generator("half way")
    spectra = {}
    for point in study.points:
        p = point.parameters
        spectra.setdefault((p["most"], p["g"] / p["U"], p["length"]), []).append(read_point(point)[0]["ratio"][0])
    for key, sectors in spectra.items():
        at = dict(zip(("most", "g", "length"), key, strict=True))
        found[key] = value, error = mean_of_spectra(sectors)
        rows.append({"kind": "ratio"} | at | {"value": value, "stderr": error})
        numbers.add("ratio", value, error, **at)
        numbers.add("levels", sum(len(ratio) + 2 for ratio in sectors), **at)
        numbers.add("below_tenth", *mean_of_spectra([ratio < 0.1 for ratio in sectors]), **at)
    for most in sorted({key[0] for key in found}):
        lengths = sorted({key[2] for key in found if key[0] == most})
        for g in sorted({key[1] for key in found if key[0] == most}):
            own = [(length, *found[most, g, length]) for length in lengths if (most, g, length) in found]
            numbers.add("ratio_longest", *own[-1][1:], most=most, g=g)
            if len(own) > 1:
                numbers.add("drift", *straight(*zip(*own, strict=True)), most=most, g=g)
        stars = []
        for length in lengths:
            curve = sorted((np.log(key[1]), *known) for key, known in found.items() if key[::2] == (most, length))
            x, ratio, error = np.array(curve).T
            drawn = ratio + error * random.standard_normal((DRAWS, len(x)))
            stars.append([crossing(x, one, HALF) for one in (ratio, *drawn)])
            star, spread = np.exp(stars[-1][0]), np.std(stars[-1][1:])
            kind = "limit" if min(ratio) > HALF else "star"
            rows.append({"kind": kind, "most": most, "length": length, "value": star, "stderr": star * spread})
            if kind == "star":
                numbers.add("star", star, star * spread, most=most, length=length)
        if len(lengths) > 1:
            slopes = np.polyfit(lengths, np.array(stars), 1)[0]
            numbers.add("star_slope", slopes[0], slopes[1:].std(), most=most)
    curves = pd.DataFrame(rows, columns=["kind", "most", "g", "length", "value", "stderr"])
    return curves.fillna({"stderr": 0.0}), numbers.table()
