"""Resonant pairs and triples, counted in thermal states, against their exact probabilities (claim S2)."""

import numpy as np
import pandas as pd

from glassychains.exact.resonances import SEPARATRIX, next_order, pair, triple
from glassychains.methods.estimates import combined, gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point


def analyse(study):
    """Fractions of bonds that are resonant, and of sites in the middle of a triple: columns sites, g (beta g), value, exact."""
    curves, numbers, ratios = [], Numbers(), {2: [], 3: []}
    for point in study.points:
        p = point.parameters
        g, small = p["g"], p["beta"] * p["g"]
        z = SEPARATRIX * small**0.5
        omega = gather(read_point(point), "momentum")
        bond = np.abs(np.roll(omega, -1, 1) - omega) < SEPARATRIX * g**0.5
        for sites, found, exact in ((2, bond, pair(z)), (3, bond & np.roll(bond, 1, 1), triple(z))):
            value, stderr = mean_and_error(found.mean(1))
            ratios[sites].append((value / exact, stderr / exact))
            leading = z ** (sites - 1) * next_order(sites, z)
            numbers.add("probability", value, stderr, sites=sites, g=small)
            numbers.add("exact", exact, sites=sites, g=small)
            numbers.add("counted_over_exact", *ratios[sites][-1], sites=sites, g=small)
            numbers.add("coefficient", value / leading, stderr / leading, sites=sites, g=small)
            curves.append({"sites": sites, "g": small, "value": value, "stderr": stderr, "exact": exact})
    for sites, found in ratios.items():
        numbers.add("counted_over_exact", *combined(*np.transpose(found)), sites=sites)
    return pd.DataFrame(curves), numbers.table()
