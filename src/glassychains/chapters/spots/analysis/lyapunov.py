r"""The largest Lyapunov exponent of rings against the coupling, of rotors (beta g) or of a Klein-Gordon chain (eps).

The growth of a tangent vector is added up over the second half of a run; in the first half it turns to the direction that
grows. Without chaos, where it grows like t, ln(duration) / duration is what would be left.
"""

import numpy as np
import pandas as pd

from glassychains.chapters.spots.analysis.kleingordon import density, eps
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.scaling import local_exponents, weighted_line
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

RANGES = {"g<=0.5": 0.5, "g<=0.2": 0.2}
"""Couplings that enter a fit."""


def analyse(study):
    """Curves (coupling, t, value, stderr) of growth per time in blocks; numbers: rate, its exponents, checks of it."""
    curves, numbers, rates = [], Numbers(), {}
    for point in study.points:
        p, data = point.parameters, read_point(point)
        name, coupling = ("g", p["g"]) if point.model == "rotor" else ("h", density(p))
        growth = gather(data, "growth")[:, :, 0] / p["block"]
        half = growth.shape[1] // 2
        value, stderr = mean_and_error(growth[:, half:].mean(1))
        if coupling in rates:
            first, error = rates[coupling]
            difference = np.log(value / first), np.hypot(stderr / value, error / first)
            numbers.add("log_rate_difference", *difference, **{name: coupling}, length=p["length"], dt=p["dt"])
            continue
        rates[coupling] = value, stderr
        numbers.add("rate", value, stderr, **{name: coupling})
        if name == "h":
            numbers.add("eps", eps(p), h=coupling)
        quarter = growth[:, half // 2 : half].mean(1)
        numbers.add("still_changing", *mean_and_error((growth[:, half:].mean(1) - quarter) / value), **{name: coupling})
        numbers.add("without_chaos", np.log(p["duration"]) / p["duration"], **{name: coupling})
        found, error = mean_and_error(growth)
        curves.append(pd.DataFrame({name: coupling, "t": data[0]["block"], "value": found, "stderr": error}))
    if name == "g":
        exponents(numbers, rates)
    return pd.concat(curves), numbers.table()


def exponents(numbers, rates):
    """Add d log(rate) / d log(g), between neighbours and over ranges."""
    g, rate, stderr = np.array(sorted((g, *rate) for g, rate in rates.items())).T
    for middle, exponent, error in local_exponents(g, np.log(rate), stderr / rate):
        numbers.add("exponent", exponent, error, g=float(f"{middle:.4g}"))
    for label, largest in RANGES.items():
        chosen = g <= largest
        if chosen.sum() > 2:
            slope = weighted_line(np.log(g[chosen]), np.log(rate[chosen]), (stderr / rate)[chosen], scatter=True)
            numbers.add("slope", *slope, range=label)
