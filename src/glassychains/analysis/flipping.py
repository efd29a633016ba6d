"""Flips in harmonic chains, exactly: kappa / lambda of disordered chains, lambda kappa of ordered ones (claim Q3).

Two lengths give the conductivity without the contacts: the resistances Delta T / J of disordered chains add up, so their mean
over realizations grows by 1/k per site, k being the conductivity of J = -k grad T.
"""

import numpy as np
import pandas as pd

from glassychains.analysis.estimates import gather, mean_and_error
from glassychains.analysis.scaling import local_exponents
from glassychains.tables import numbers_table


def analyse(study):
    """Curves (disorder, flips, value, stderr): k of the bulk; numbers k(...), k / flips, flips k and local exponents."""
    resistances = {}
    for point in study.points:
        p = point.parameters
        difference = 1 / p["beta_left"] - 1 / p["beta_right"]
        value, error = mean_and_error(difference / gather(point.read(), "current"))
        resistances.setdefault((p["disorder"], p["flips"]), []).append((p["length"], value, error))
    rows, numbers = [], []
    for (disorder, flips), found in sorted(resistances.items()):
        (short, r, dr), (long, s, ds) = sorted(found)[-2:]
        k = (long - short) / (s - r)
        rows.append((disorder, flips, k, k * np.hypot(dr, ds) / (s - r)))
    curves = pd.DataFrame(rows, columns=["disorder", "flips", "value", "stderr"])
    for disorder, known in curves.groupby("disorder"):
        kind = "disordered" if disorder else "ordered"
        for flips, k, error in known[["flips", "value", "stderr"]].itertuples(index=False):
            numbers.append((f"k({kind},flips={flips:g})", k, error))
            factor = 1 / flips if disorder else flips
            numbers.append((f"scaled({kind},flips={flips:g})", k * factor, error * factor))
        local = local_exponents(known.flips.to_numpy(), np.log(known.value.to_numpy()), (known.stderr / known.value).to_numpy())
        numbers += [(f"exponent({kind},flips={flips:.3g})", e, d) for flips, e, d in local]
        numbers.append((f"exponent_lowest({kind})", *local[0][1:]))
    return curves, numbers_table(numbers)
