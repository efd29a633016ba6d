r"""Bose-Hubbard chains at infinite temperature over the density rho: memory and conduction before the ends show (X3).

**What is read.** Two lengths agree until C differs by more than `PART` for the first time. Densities are compared at one time,
until which the two longest chains of each agree; the error of a number is what chains of one site less give otherwise. The
lowest density parts first, and without it the others are compared once more, by the same rule and later.

**Conduction.** With the mean product M_ab(t) per bond of what the bonds carry in the time t,

.. math:: L_{ab}(t) = \frac{M_{ab}(t)}{2t} = \int_0^t ds\, (1 - s/t)\, \frac{\langle J_a(s) J_b \rangle}{L - 1}, \qquad
    \kappa_\tau = L_{ee} - L_{en}^2 / L_{nn},

with L_ab averaged over the times of the grid in [tau, 2 tau]. Unlike the plainly truncated integral it is positive, and what
only goes back and forth, a total derivative, adds no more than 1 / tau; the average tames what revives at multiples of
pi / U. At a fixed number of particles L_ee belongs to an energy that norm carries along, hence the second term
(methods/onsager.py).

**Units.** Sites turn at 2 U n and hop at g rho, so energy currents are of the size U rho g rho and last for 1 / (U rho): the
natural unit of kappa is U g^2 rho^3. Cuts are tau = `CUT` rho^m / U. At a fixed number of particles kappa vanishes at two
sites, where n_1 + n_2 cannot fluctuate, and grows with the length whatever the dynamics. So densities are compared at one
length, the longest that all have. How far two lengths differ is one draw, large or small by luck: the exponent against tau gets
the root of its mean square over the densities as error.
"""

import numpy as np
import pandas as pd

from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

PART = 0.02
CUT = 3.0
POWERS = (0, 1, 2, 3, 4)  # m
RAISED = (0, 2, 4)  # r
LATE = (1e4, 1e5)  # over which C is averaged
SPAN = (1, 2)  # between which the exponent of kappa_tau against tau is taken; four sites have their Heisenberg time there


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
        one |= {name: data[name][0][0] for name in ("correlation", "forever", "moved", "truncated", "covariance")}
        rho, length = p["particles"] // p["length"], p["length"]
        one["unit"] = p["U"] * p["g"] ** 2 * rho**3
        chains[rho, length] = one
        numbers.add("forever", one["forever"], rho=rho, length=length)
        late = (one["t"] >= 0.999 * LATE[0]) & (one["t"] <= 1.001 * LATE[1])
        numbers.add("late", one["correlation"][late].mean(), rho=rho, length=length)
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
    conduction(numbers, chains)
    return pd.concat(curves), numbers.table()


def memory(numbers, pairs, longest):
    """When lengths part, and C of every density at the last time before that of any."""
    found = {rho: parting(*pair) for rho, pair in pairs.items()}
    for rho, (time, _) in found.items():
        numbers.add("parting", time, rho=rho)
        numbers.add("longest", longest[rho], rho=rho)
    for ending, densities in (("", sorted(found)), ("_later", sorted(found)[1:])):
        times = pairs[densities[0]][1]["t"]
        last = np.flatnonzero(times < min(found[rho][0] for rho in densities))[-1]
        numbers.add(f"shared_time{ending}", times[last])
        values = [(pairs[rho][1]["correlation"][last], found[rho][1][last]) for rho in densities]
        for rho, (value, error) in zip(densities, values, strict=True):
            numbers.add(f"remembered{ending}", value, error, rho=rho)
        (low, low_error), (high, high_error) = values[0], values[-1]
        numbers.add(f"growth{ending}", high - low, np.hypot(low_error, high_error))


def conduction(numbers, chains):
    """kappa_tau over the density, rho^r kappa_tau, exponents; errors from chains of one site less."""
    densities = sorted({rho for rho, _ in chains})
    common = min(max(length for r, length in chains if r == rho) for rho in densities)
    for m in POWERS:
        known = {key: cut(one, CUT * key[0] ** m) for key, one in chains.items()}
        for rho in densities:
            short, long, unit = known[rho, common - 1], known[rho, common], chains[rho, common]["unit"]
            numbers.add("kappa", long, abs(long - short), m=m, rho=rho)
            numbers.add("natural", long / unit, abs(long - short) / unit, m=m, rho=rho)
            numbers.add("moved_part", moved_part(chains[rho, common], CUT * rho**m), m=m, rho=rho)
        for (rho, length), value in known.items():
            if (rho, length - 1) in known:
                numbers.add("over_shorter", value / known[rho, length - 1], m=m, rho=rho, length=length)
                if m == POWERS[0]:  # at the first time, where currents are those of the start
                    now, before = (conductivity(chains[rho, n]["moved"], chains[rho, n]["t"])[0] for n in (length, length - 1))
                    numbers.add("over_shorter_at_first", now / before, rho=rho, length=length)
        slopes = {n: slopes_of({rho: known[rho, n] for rho in densities if (rho, n) in known}) for n in lengths(chains)}
        for length, found in slopes.items():
            if length - 1 in slopes and found and slopes[length - 1]:
                labels = {"m": m} if length == common else {"m": m, "length": length}
                before = slopes_of({rho: known[rho, length - 1] for rho in densities if (rho, length) in known})
                for name, value in found.items():
                    numbers.add(name, value, abs(value - before[name]), **labels)
        first, last = ([known[rho, n] for n in (common - 1, common)] for rho in (densities[0], densities[-1]))
        for r in RAISED:
            short, long = (densities[-1] / densities[0]) ** r * np.array(last) / np.array(first)
            numbers.add("raised", long, abs(long - short), m=m, r=r)
    of_time = {key: exponent_of_time(one, key[0]) for key, one in chains.items() if key[0] > 1}
    apart = [of_time[rho, common] - of_time[rho, common - 1] for rho in densities if rho > 1]
    for (rho, length), value in of_time.items():
        if length >= common:
            labels = {"rho": rho} if length == common else {"rho": rho, "length": length}
            numbers.add("exponent_of_time", value, np.sqrt(np.mean(np.square(apart))), **labels)


def exponent_of_time(one, rho):
    """Exponent of kappa_tau against tau between the cuts m of `SPAN`."""
    first, last = (cut(one, CUT * rho**m) for m in SPAN)
    return np.log(last / first) / ((SPAN[1] - SPAN[0]) * np.log(rho))


def lengths(chains):
    """All lengths, ascending."""
    return sorted({length for _, length in chains})


def slopes_of(kappa):
    """Exponents of kappa against rho, as it is and in natural units, and how the former steepens; {} of two densities."""
    densities = np.array(sorted(kappa))
    if len(densities) < 3:
        return {}
    x, y = np.log(densities), np.log([kappa[rho] for rho in densities])
    slope = np.polyfit(x, y, 1)[0]
    found = {"exponent": slope, "natural_exponent": slope - 3}  # U g^2 rho^3
    if {1, 3, 5} <= kappa.keys():
        one, three, five = (np.log(kappa[rho]) for rho in (1, 3, 5))
        found["steepening"] = (five - three) / np.log(5 / 3) - (three - one) / np.log(3)
    return found


def moved_part(one, tau):
    """Part of what can cross the bonds at all that has crossed, in the combination that is kappa: 1 if all is forgotten."""
    inside = (one["t"] >= 0.999 * tau) & (one["t"] <= 2.001 * tau)
    (ee, en, nn), (most_ee, most_en, most_nn) = one["moved"][:, inside].mean(-1), 2 * one["covariance"]
    return (ee - en**2 / nn) / (most_ee - most_en**2 / most_nn)
