r"""Bose-Hubbard chains at infinite temperature over the density rho: memory and conduction before the ends show (X3).

**What is read.** Two lengths agree until C differs by more than `PART` for the first time. Densities are compared at one time,
until which the two longest chains of each agree; the error of a number is what chains of one site less give otherwise.

**Conduction.** With the mean product M_ab(t) per bond of what the bonds carry in the time t,

.. math:: L_{ab}(t) = \frac{M_{ab}(t)}{2t} = \int_0^t ds\, (1 - s/t)\, \frac{\langle J_a(s) J_b \rangle}{L - 1}, \qquad
    \kappa_\tau = L_{ee} - L_{en}^2 / L_{nn},

with L_ab averaged over the times of the grid in [tau, 2 tau]. Unlike the plainly truncated integral it is positive, and what
only goes back and forth, a total derivative, adds no more than 1 / tau; the average tames what revives at multiples of
pi / U. At a fixed number of particles L_ee belongs to an energy that norm carries along, hence the second term
(methods/onsager.py).

**Units.** Sites turn at 2 U n and hop at g rho, so energy currents are of the size U rho g rho and last for 1 / (U rho): the
natural unit of kappa is U g^2 rho^3. Cuts are tau = `CUT` rho^m / U.
"""

import numpy as np
import pandas as pd

from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

PART = 0.02
CUT = 3.0
POWERS = (0, 1, 2, 3, 4)  # m
RAISED = (0, 2, 4)  # r


def conductivity(moved, times):
    """kappa of M_ab, shape (pair, ..., time), at these times."""
    ee, en, nn = moved / (2 * times)
    return ee - en**2 / nn


def cut(one, tau):
    """kappa_tau of one chain."""
    inside = (one["t"] >= 0.999 * tau) & (one["t"] <= 2.001 * tau)
    ee, en, nn = (one["moved"][:, inside] / (2 * one["t"][inside])).mean(-1)
    return ee - en**2 / nn


def parting(short, long):
    """(first time at which two curves differ by more than `PART`, infinite if they never do; largest difference so far)."""
    difference = np.abs(long["correlation"] - short["correlation"])
    apart = np.flatnonzero(difference > PART)
    first = apart[0] if len(apart) else len(difference)
    return (long["t"][first] if len(apart) else np.inf), np.maximum.accumulate(difference)


def analyse(study):
    """Curves (kind, rho, length, t, value): correlation, running and truncated kappa in natural units."""
    chains, numbers, curves = {}, Numbers(), []
    for point in study.points:
        p, data = point.parameters, read_point(point)[0]
        one = {name: data[name][0] for name in ("t", "spacing")}
        one |= {name: data[name][0][0] for name in ("correlation", "forever", "moved", "truncated")}
        rho, length = p["particles"] // p["length"], p["length"]
        one["unit"] = p["U"] * p["g"] ** 2 * rho**3
        chains[rho, length] = one
        numbers.add("forever", one["forever"], rho=rho, length=length)
        numbers.add("heisenberg", 2 * np.pi / one["spacing"], rho=rho, length=length)
        ee, en, nn = one["truncated"]
        shown = {"correlation": one["correlation"], "running": conductivity(one["moved"], one["t"]) / one["unit"]}
        shown["truncated"] = (ee - en**2 / nn) / one["unit"]
        for kind, values in shown.items():
            curves.append(pd.DataFrame({"kind": kind, "rho": rho, "length": length, "t": one["t"], "value": values}))
    densities = sorted({rho for rho, _ in chains})
    longest = {rho: max(length for r, length in chains if r == rho) for rho in densities}
    pairs = {rho: (chains[rho, longest[rho] - 1], chains[rho, longest[rho]]) for rho in densities}
    memory(numbers, pairs, longest)
    ends = densities[0], densities[-1]
    four, three = (chains[ends[1], n]["forever"] - chains[ends[0], n]["forever"] for n in (4, 3))
    numbers.add("forever_growth", four, abs(four - three))
    conduction(numbers, pairs)
    return pd.concat(curves), numbers.table()


def memory(numbers, pairs, longest):
    """When lengths part, and C of every density at the last time before that of any."""
    found = {rho: parting(*pair) for rho, pair in pairs.items()}
    for rho, (time, _) in found.items():
        numbers.add("parting", time, rho=rho)
        numbers.add("longest", longest[rho], rho=rho)
    times = next(iter(pairs.values()))[1]["t"]
    last = np.flatnonzero(times < min(time for time, _ in found.values()))[-1]
    numbers.add("shared_time", times[last])
    values = {rho: (pair[1]["correlation"][last], found[rho][1][last]) for rho, pair in pairs.items()}
    for rho, (value, error) in values.items():
        numbers.add("remembered", value, error, rho=rho)
    (low, low_error), (high, high_error) = values[min(values)], values[max(values)]
    numbers.add("growth", high - low, np.hypot(low_error, high_error))


def conduction(numbers, pairs):
    """kappa_tau, its exponents, and rho^r kappa_tau; errors from chains of one site less."""
    densities = np.array(sorted(pairs))
    for m in POWERS:
        kappa = np.array([[cut(one, CUT * rho**m) for one in pairs[rho]] for rho in densities])  # (density, length)
        units = np.array([pairs[rho][1]["unit"] for rho in densities])
        for rho, (short, long), unit in zip(densities, kappa, units, strict=True):
            numbers.add("kappa", long, abs(long - short), m=m, rho=rho)
            numbers.add("natural", long / unit, abs(long - short) / unit, m=m, rho=rho)
            numbers.add("over_shorter", long / short, m=m, rho=rho)
        x, y = np.log(densities), np.log(kappa)
        (short, long), (short_natural, long_natural) = (np.polyfit(x, one, 1)[0] for one in (y, y - np.log(units)[:, None]))
        numbers.add("exponent", long, abs(long - short), m=m)
        numbers.add("natural_exponent", long_natural, abs(long_natural - short_natural), m=m)
        for r in RAISED:
            first, last = kappa[0] * densities[0] ** r, kappa[-1] * densities[-1] ** r
            short, long = last / first
            numbers.add("raised", long, abs(long - short), m=m, r=r)
        if {1, 3, 5} <= set(densities):
            one, three, five = (y[list(densities).index(rho)] for rho in (1, 3, 5))
            short, long = (five - three) / np.log(5 / 3) - (three - one) / np.log(3)
            numbers.add("steepening", long, abs(long - short), m=m)
