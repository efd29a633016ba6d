"""Gap ratio of clean rings against g / U and length (claim X5)."""

import numpy as np
import pandas as pd

from glassychains.methods.spectra import GOE, POISSON, crossing, mean_of_levels, straight
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

HALF = (GOE + POISSON) / 2


def analyse(study):
    """Curves (kind, most, g, length, value, stderr): ratio; star, the coupling at which it is half way from Poisson to GOE; limit, the
    smallest coupling, where all ratios of a length are above half way.

    Numbers beside these: `drift`, slope of the ratio per site of each coupling; `star_slope` of log(g*); `levels`, how many are
    looked at; `below_tenth`, share of ratios below 0.1, 0.19 of which are independent levels and 0.02 those of the GOE.
    """
    numbers, rows, found = Numbers(), [], {}
    for point in study.points:
        p, data = point.parameters, read_point(point)[0]
        at = {"most": p["most"], "g": p["g"] / p["U"], "length": p["length"]}
        ratio = data["ratio"][0]
        value, error = mean_of_levels(ratio)
        found[tuple(at.values())] = value, error
        rows.append({"kind": "ratio"} | at | {"value": value, "stderr": error})
        numbers.add("ratio", value, error, **at)
        numbers.add("missing", (GOE - value) / (GOE - POISSON), error / (GOE - POISSON), **at)
        numbers.add("levels", len(ratio) + 2, **at)
        numbers.add("below_tenth", *mean_of_levels(ratio < 0.1), **at)
    for most in sorted({key[0] for key in found}):
        lengths = sorted({key[2] for key in found if key[0] == most})
        stars = {}
        for g in sorted({key[1] for key in found if key[0] == most}):
            own = [(length, *found[most, g, length]) for length in lengths if (most, g, length) in found]
            numbers.add("ratio_longest", *own[-1][1:], most=most, g=g)
            if len(own) > 1:
                numbers.add("drift", *straight(*zip(*own, strict=True)), most=most, g=g)
        for length in lengths:
            curve = sorted((np.log(key[1]), *known) for key, known in found.items() if key[::2] == (most, length))
            star = crossing(*zip(*curve, strict=True), HALF)
            if star:
                stars[length] = star
                value, error = np.exp(star[0]), np.exp(star[0]) * star[1]
                rows.append({"kind": "star", "most": most, "length": length, "value": value, "stderr": error})
                numbers.add("star", value, error, most=most, length=length)
            elif min(value for _, value, _ in curve) > HALF:
                rows.append({"kind": "limit", "most": most, "length": length, "value": np.exp(curve[0][0])})
        if len(stars) > 1:
            numbers.add("star_slope", *straight(list(stars), *zip(*stars.values(), strict=True)), most=most)
    curves = pd.DataFrame(rows, columns=["kind", "most", "g", "length", "value", "stderr"])
    return curves.fillna({"stderr": 0.0}), numbers.table()
