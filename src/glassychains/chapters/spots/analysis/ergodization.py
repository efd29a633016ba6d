"""Ergodization of rotors: how averages over time come to agree, T_E beside t0 and the Lyapunov time, excursions (claim S6).

Ref. 61 of the review lets the Josephson energy E_J = g fall at fixed energy per site h, or h grow (recalled): its variable is
E_J / h, and times are compared as T h^(1/2). From beta g one comes to it by h = 1/(2 beta) + g (1 - I1(beta g) / I0(beta g)): a
power of beta g is a larger one of E_J / h as long as bonds have their share of h.
"""

import numpy as np
import pandas as pd

from glassychains.exact.gibbs import rotor_bond_energy
from glassychains.methods.averages import FALLEN, fall_time, falling, fluctuations
from glassychains.methods.estimates import mean_and_error
from glassychains.methods.excursions import excursions
from glassychains.methods.scaling import compare_models, local_exponents, weighted_line
from glassychains.methods.tables import Numbers, select
from glassychains.models.rotor import Rotor
from glassychains.runs.batches import read_point

RANGES = {"g<=0.5": 0.5, "g<=0.35": 0.35}
"""Couplings that enter a fit, chosen before the runs; the review names none."""


def analyse(study, tables):
    """Curves (g, kind, mean, t, value, stderr); numbers: T_E, its exponents, those beyond t0 and 1/lambda, excursions."""
    curves, numbers, times, spreads = [], Numbers(), {}, {}
    for point in study.points:
        p, data = point.parameters, read_point(point)
        g = p["g"]
        t, gibbs, own = fluctuations(point, data)
        curves += [falling(t, q).assign(g=g, mean=mean) for mean, q in (("gibbs", gibbs), ("own", own))]
        numbers.add("q_0", *mean_and_error(gibbs[:, 0]), g=g)
        for mean, q in (("gibbs", gibbs), ("own", own)):
            found = fall_time(t, q, FALLEN, p["duration"])
            if found:
                numbers.add("time", np.exp(found[0]), np.exp(found[0]) * found[1], mean=mean, g=g)
                numbers.add("covered", p["duration"] / np.exp(found[0]), mean=mean, g=g)
            if found and mean == "gibbs":
                times[g] = found
        rows, measured = excursions(point, data, g=g)
        curves.append(rows.assign(g=g))
        numbers.take(measured)
        spreads[g] = measured.get("log_spread_time", side="above", g=g)
        latest = measured.get("relative_spread", side="above", g=g), g
    numbers.add("relative_spread_smallest_g", *latest[0], side="above")
    exponents(numbers, times)
    t0 = {row.g: (np.log(row.value), row.stderr / row.value) for row in known(tables, "relaxation", "time", threshold=0.9)}
    rates = {row.g: (-np.log(row.value), row.stderr / row.value) for row in known(tables, "lyapunov", "rate")}
    for name, others in (("t0", t0), ("lyapunov_time", rates), ("spread_time", spreads)):
        beside(numbers, times, others, name)
    return pd.concat(curves), numbers.table()


def known(tables, study, quantity, **labels):
    """Rows of a quantity of another study."""
    return select(tables[f"{study}.numbers"], quantity, **labels).itertuples()


def exponents(numbers, times):
    """Add local exponents of T_E, and power and parabola over each range."""
    g, log_t, error = np.array(sorted((g, *time) for g, time in times.items())).T
    for middle, exponent, stderr in local_exponents(g, log_t, error):
        numbers.add("exponent", exponent, stderr, g=float(f"{middle:.4g}"))
    for name, largest in RANGES.items():
        chosen = g <= largest
        if chosen.sum() > 2:
            found = compare_models(g[chosen], log_t[chosen], error[chosen], ("power", "quadratic"))
            numbers.take(found, range=name)
            h = np.array([0.5 + rotor_bond_energy(Rotor(one), 1.0) for one in g[chosen]])
            slope = weighted_line(np.log(g[chosen] / h), log_t[chosen] + 0.5 * np.log(h), error[chosen])
            numbers.add("slope_at_fixed_energy", *slope, range=name)


def beside(numbers, times, others, name):
    """Add log(T_E / other) at each coupling that both have, and by how much the exponent of 1/g of T_E is larger."""
    shared = sorted(set(times) & set(others))
    ratio = {g: (times[g][0] - others[g][0], np.hypot(times[g][1], others[g][1])) for g in shared}
    for g, (value, stderr) in ratio.items():
        numbers.add(f"log_over_{name}", value, stderr, g=g)
    for label, largest in RANGES.items():
        chosen = [g for g in shared if g <= largest]
        if len(chosen) > 2:
            slope, stderr = weighted_line(np.log(chosen), *np.array([ratio[g] for g in chosen]).T, scatter=True)
            numbers.add(f"exponent_beyond_{name}", -slope, stderr, range=label)
