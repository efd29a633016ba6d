r"""Flips in harmonic chains, exactly: kappa / lambda of disordered chains, lambda kappa of ordered ones (claim Q3).

Two lengths give the conductivity without the contacts: the resistances Delta T / J of disordered chains add up, so their mean
over realizations grows by 1/k per site, k being the conductivity of J = -k grad T.

As the rate goes to 0, a flip only passes energy from mode to mode: with v_k the modes,

.. math:: \dot E_k = 2 \lambda \sum_l \Gamma_{kl} (E_l - E_k), \qquad \Gamma_{kl} = \sum_x v_k(x)^2 v_l(x)^2 ,

since the flip of p_x changes the momentum of mode k by -2 v_k(x) p_x and phases forget each other between flips. A disordered
chain is then a network of resistors, and k / lambda is that of the network (`network`, of the same realizations).
"""

import importlib
from itertools import pairwise

import numpy as np
import pandas as pd

from glassychains.exact.springs import force_constants, modes
from glassychains.methods.estimates import gather
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point


def bulk(resistances):
    """log k from means over realizations of the resistances at two lengths (length, resistance), shorter first."""
    (short, r), (long, s) = resistances
    return np.log((long - short) / (s - r))


def network_resistance(phi, flips, friction):
    """Resistance, (T_left - T_right) / J, of the network of modes between baths of a `friction` on the first and last sites.

    It is that of the chain where flips and friction are slower than all differences of frequencies.
    """
    _, vectors = modes(phi)
    weight = vectors**2
    exchange = 2 * flips * weight @ weight.T
    left, right = friction * weight[:, 0], friction * weight[:, -1]
    energy = np.linalg.solve(np.diag(exchange.sum(1) + left + right) - exchange, left)  # baths at 1 and 0
    return 1 / (right @ energy)


def network(points):
    """(flips, resistance) of each realization of the points, from the modes alone; contacts as good as can be."""
    found = {}
    for point in points:
        p, physics = point.parameters, importlib.import_module(f"glassychains.models.{point.model}")
        rows = np.concatenate([physics.from_parameters(p, point.realizations(b)).pinning[1] for b in range(point.batches)])
        spring = p["coupling"][1]
        found[p["length"]] = np.array([network_resistance(force_constants(row, spring), 1.0, 1e3) for row in rows])
    return found


def leave_one_out(function, samples):
    """Value and error of a function of means. `samples` maps a length to (rate, realization): rates share realizations."""
    means = {length: rows.mean(1) for length, rows in samples.items()}
    value, variance = function(means), 0.0
    for length, rows in samples.items():
        count = rows.shape[1]
        parts = [function(means | {length: (rows.sum(1) - rows[:, r]) / (count - 1)}) for r in range(count)]
        variance = variance + (count - 1) * np.var(parts, axis=0)
    return value, np.sqrt(variance)


def analyse(study):
    """Curves (disorder, flips, value, stderr): k of the bulk; numbers k, k / flips, flips k and local exponents."""
    found = {}
    for point in study.points:
        p = point.parameters
        difference = 1 / p["beta_left"] - 1 / p["beta_right"]
        found.setdefault((p["disorder"], p["flips"]), {})[p["length"]] = difference / gather(read_point(point), "current")
    rows, numbers = [], Numbers()
    for disorder in sorted({key[0] for key in found}):
        kind, local = "disordered" if disorder else "ordered", []
        rates = sorted(flips for key, flips in found if key == disorder)
        for flips in rates:
            lengths = sorted(found[disorder, flips])[-2:]
            samples = {length: found[disorder, flips][length][None] for length in lengths}
            value, error = leave_one_out(lambda means: bulk([(n, m[0]) for n, m in means.items()]), samples)
            k, stderr = np.exp(value), np.exp(value) * error
            rows.append((disorder, flips, k, stderr))
            numbers.add("k", k, stderr, kind=kind, flips=flips)
            factor = 1 / flips if disorder else flips
            numbers.add("scaled", k * factor, stderr * factor, kind=kind, flips=flips)
        for low, high in pairwise(rates):
            lengths = sorted(found[disorder, low].keys() & found[disorder, high].keys())[-2:]
            if len(lengths) < 2:
                continue
            samples = {}
            for length in lengths:
                pair = found[disorder, low][length], found[disorder, high][length]
                count = min(map(len, pair))
                samples[length] = np.array([one[:count] for one in pair])
            step = np.log(high / low)
            value, error = leave_one_out(
                lambda means, step=step: np.subtract(*(bulk([(n, m[i]) for n, m in means.items()]) for i in (1, 0))) / step,
                samples,
            )
            local.append((float(value), float(error)))
            numbers.add("exponent", *local[-1], kind=kind, flips=float(f"{np.sqrt(low * high):.3g}"))
        numbers.add("exponent_lowest", *local[0], kind=kind)
        if disorder:
            lengths = sorted(found[disorder, rates[0]])[-2:]
            chosen = [q for q in study.points if (q.parameters["disorder"], q.parameters["flips"]) == (disorder, rates[0])]
            resistances = network([q for q in chosen if q.parameters["length"] in lengths])
            value, error = leave_one_out(
                lambda means: bulk([(n, m[0]) for n, m in means.items()]), {n: resistances[n][None] for n in lengths}
            )
            numbers.add("network", np.exp(value), np.exp(value) * error)
            samples = {n: np.array([resistances[n], found[disorder, rates[0]][n]]) for n in lengths}
            value, error = leave_one_out(
                lambda means: np.subtract(*(bulk([(n, m[i]) for n, m in means.items()]) for i in (0, 1))), samples
            )
            over = np.exp(value) * rates[0]  # exact resistances are those at the rate rates[0]
            numbers.add("network_over_exact", over, over * error)
    return pd.DataFrame(rows, columns=["disorder", "flips", "value", "stderr"]), numbers.table()
