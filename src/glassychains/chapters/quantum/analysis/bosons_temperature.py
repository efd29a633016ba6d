"""Which states of dense bosons are glassy: infinite temperature, a fixed one, and one that grows like U rho^2 (X3).

A bond is in resonance where hopping overcomes the detuning of its sites, |n_x - n_{x+1}| < 2 (2 g rho / U)^(1/2). At a fixed
temperature detunings are of the order (T / U)^(1/2), and the bonds of dense chains are all in resonance: phases lock.

Numbers that compare densities are those of the longer of two lengths, up to the largest density that both have; errors are how
far the shorter one differs. What has crossed the bonds is read at tau = 3 rho^m / U, as in bosons_density.
"""

import numpy as np
import pandas as pd

from glassychains.chapters.quantum.analysis.bosons_density import CUT, cut
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

ENSEMBLES = ("infinite", "fixed", "scaled")  # in the order of the studies' betas
DENSITIES = ("number", "energy")
DENSE = 5  # bosons per site, from which on the resonances' exponent is fitted
POWERS = (1, 2, 3)  # m


def analyse(study):
    """Curves (kind, ensemble, rho, length, t, value): correlation, and without t forever and resonant."""
    curves, numbers, known = [], Numbers(), {}
    for point in study.points:
        p, data = point.parameters, read_point(point)[0]
        rho, length = p["particles"] // p["length"], p["length"]
        for k, ensemble in enumerate(ENSEMBLES):
            labels = {"ensemble": ensemble, "rho": rho, "length": length}
            one = {name: data[name][0, k] for name in ("correlation", "forever", "resonant", "moved", "crossed")}
            one["t"] = data["t"][0]
            known[ensemble, rho, length] = one
            curves.append(pd.DataFrame({"kind": "correlation"} | labels | {"t": one["t"], "value": one["correlation"]}))
            for name in ("forever", "resonant"):
                numbers.add(name, one[name], **labels)
                curves.append(pd.DataFrame([{"kind": name} | labels | {"value": one[name]}]))
            numbers.add("spread", np.sqrt(data["variance"][0, k]), **labels)
    lengths = sorted({length for _, _, length in known})
    densities = {n: sorted({rho for _, rho, length in known if length == n}) for n in lengths}
    pair = lengths[-2:]
    both = [rho for rho in densities[pair[1]] if rho in densities[pair[0]]]
    low, high = both[0], both[-1]

    def compared(name, value):
        """The longer length's value, and how far the shorter one's is from it."""
        short, long = (value(n) for n in pair)
        numbers.add(name, long, abs(long - short))

    def forever(*key):
        return known[key]["forever"]

    compared("gap", lambda n: forever("infinite", high, n) - forever("fixed", high, n))
    compared("resonant_locked", lambda n: known["fixed", high, n]["resonant"])
    compared("scaled_growth", lambda n: forever("scaled", high, n) - forever("scaled", low, n))
    resonances(numbers, known, lengths[0], [rho for rho in densities[lengths[0]] if rho >= DENSE])
    conduction(numbers, known, both, pair)
    by_bond(numbers, known, high, pair)
    return pd.concat(curves), numbers.table()


def resonances(numbers, known, length, dense):
    """Exponents of the part of the bonds in resonance, of the length that reaches the largest density."""
    for ensemble in ("infinite", "scaled"):
        values = [known[ensemble, rho, length]["resonant"] for rho in dense]
        name = "resonant_exponent" if ensemble == "infinite" else "resonant_exponent_scaled"
        numbers.add(name, np.polyfit(np.log(dense), np.log(values), 1)[0])


def conduction(numbers, known, densities, pair):
    """kappa_tau of the ensembles at the largest density, and its exponents against the density."""
    for ensemble in ENSEMBLES:
        for m in POWERS:
            kappa = {n: [cut(known[ensemble, rho, n], CUT * rho**m) for rho in densities] for n in pair}
            short, long = (np.polyfit(np.log(densities), np.log(kappa[n]), 1)[0] for n in pair)
            numbers.add("exponent", long, abs(long - short), ensemble=ensemble, m=m)
            short, long = (kappa[n][-1] for n in pair)
            numbers.add("kappa", long, abs(long - short), ensemble=ensemble, m=m)


def by_bond(numbers, known, rho, pair):
    """What has crossed a bond by tau = 3 rho^2 / U, its mean square and correlations of bonds over it."""
    for ensemble in ENSEMBLES:
        for k, density in enumerate(DENSITIES):
            found = {}
            for n in pair:
                one = known[ensemble, rho, n]
                inside = (one["t"] >= 0.999 * CUT * rho**2) & (one["t"] <= 2.001 * CUT * rho**2)
                found[n] = one["crossed"][k][:, inside].mean(-1)
            short, long = (found[n] for n in pair)
            labels = {"ensemble": ensemble, "of": density}
            numbers.add("crossed", long[0], abs(long[0] - short[0]), **labels)
            for apart in range(1, len(long)):
                error = abs(long[apart] / long[0] - short[apart] / short[0]) if apart < len(short) else 0.0
                numbers.add("together", long[apart] / long[0], error, apart=apart, **labels)
