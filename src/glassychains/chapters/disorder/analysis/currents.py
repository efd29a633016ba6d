"""Disordered chains of oscillators between reservoirs, realization by realization (claims Q2 and Q3).

The first half of each run is the burn-in. Of the bonds, the first and the last are left out: a finite step biases the account
of a site that a reservoir touches. The state counts as stationary if the halves of what is left agree, and the outer thirds of
the bonds with the middle one, within `SIGMAS` errors over realizations.
"""

import importlib
from itertools import pairwise

import numpy as np
import pandas as pd

from glassychains.exact.springs import force_constants, stationary
from glassychains.methods.estimates import gather, jackknife, mean_and_error
from glassychains.methods.scaling import local_exponents, weighted_line
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

SIGMAS = 4.0
RATE = 0.1  # flips of study `weak`: lambda = RATE x^n, x = g T / g0^2


def quartic(p):
    """g of eq. (15): the coefficient u_4."""
    return p["pinning"][3] if len(p["pinning"]) > 3 else 0.0


def perturbative(p):
    """x = g T / g0^2, with the mean temperature of the baths: the small parameter of the review."""
    temperature = 0.5 * (1 / p["beta_left"] + 1 / p["beta_right"])
    return quartic(p) * temperature / (0.5 * p["coupling"][1]) ** 2


def labels_of(g, length, flips):
    """Labels of the numbers of a point; the rate of flips is one where there are any."""
    return {"g": g, "length": length} | ({"flips": flips} if flips else {})


def steady_current(point):
    """Mean current of each realization, shape (replica,), temperatures (replica, site), and the tests, in errors, by name."""
    p, data = point.parameters, read_point(point)
    carried, square = gather(data, "carried"), gather(data, "square")
    half, block = carried.shape[1] // 2, p["block"]
    current = carried[:, half:, 1:-1] / block
    third = max(1, current.shape[2] // 3)
    late = current.shape[1] // 2
    outer = np.concatenate([current[..., :third], current[..., -third:]], -1).mean((1, 2))
    middle = current[..., third:-third] if current.shape[2] > 2 else current
    differences = {
        "halves": current[:, :late].mean((1, 2)) - current[:, late:].mean((1, 2)),
        "thirds": outer - middle.mean((1, 2)),
    }
    tests = {}
    for name, difference in differences.items():
        value, stderr = mean_and_error(difference)
        tests[name] = value / stderr if stderr > 0 else 0.0
    return current.mean((1, 2)), square[:, half:].mean(1), tests


def exact_current(point):
    """The exact current of each realization without its anharmonic terms."""
    p = point.parameters
    physics = importlib.import_module(f"glassychains.models.{point.model}")
    found = []
    for batch in range(point.batches):
        model = physics.from_parameters(p, point.realizations(batch))
        for pinning in np.broadcast_to(model.pinning[1], (p["batch"], p["length"])):
            phi, spring = force_constants(pinning, model.coupling[1]), model.coupling[1]
            state = stationary(phi, spring, p["beta_left"], p["beta_right"], p["bath_friction"], p.get("flips", 0.0))
            found.append(state[0].mean())
    return np.array(found)


def analyse(study):
    """Curves (kind, g, length, flips, x, value, stderr): JL against L, and profile of realization 0; numbers of each point."""
    curves, numbers, currents, scaled, steady = [], Numbers(), {}, {}, set()
    for point in study.points:
        p = point.parameters
        g, length, flips = quartic(p), p["length"], p.get("flips", 0.0)
        labels = labels_of(g, length, flips)
        current, square, tests = steady_current(point)
        if (g, flips, length) in currents:  # the same chain with another step
            known = currents[g, flips, length]
            count = min(len(current), len(known))
            ratio = jackknife(lambda a, b: a / b - 1, current[:count], known[:count])
            numbers.add("step_shift", *ratio, **labels, dt=p["dt"])
            continue
        hot, cold = 1 / p["beta_left"], 1 / p["beta_right"]
        value, stderr = mean_and_error(current * length)
        about = {"g": g, "length": length, "flips": flips}
        curves.append(pd.DataFrame([{"kind": "JL", "x": length, "value": value, "stderr": stderr} | about]))
        x = (np.arange(length) + 0.5) / length
        curves.append(pd.DataFrame({"kind": "profile", "x": x, "value": square[0], "stderr": 0.0} | about))
        numbers.add("JL", value, stderr, **labels)
        numbers.add("k", value / (hot - cold), stderr / (hot - cold), **labels)
        for name, z in tests.items():
            numbers.add(f"test_{name}", z, 1.0, **labels)
        good = all(abs(z) < SIGMAS for z in tests.values())
        numbers.add("stationary", good, **labels)
        if good:
            steady.add((g, flips, length))
        numbers.add("x", perturbative(p), **labels)
        variation = np.abs(np.diff(square, axis=1)).sum(1) / (hot - cold)
        numbers.add("variation", *mean_and_error(variation), **labels)
        currents[g, flips, length] = current
        if g == 0:
            difference = current - exact_current(point)
            numbers.add("off_exact", *(v / current.mean() for v in mean_and_error(difference)), **labels)
        if g and flips:
            power = round(np.log(flips / RATE) / np.log(perturbative(p)))
            ratio = jackknife(lambda a, b: a / b, current, exact_current(point))
            scaled.setdefault((power, length), []).append((g, *ratio))
            numbers.add("over_harmonic", *ratio, power=power, **labels)
    numbers.take(_growth(scaled))
    numbers.take(_comparisons(currents, steady))
    return pd.concat(curves), numbers.table()


def _growth(scaled):
    """Power of 1/g with which the current over that of the harmonic chain grows as g falls, for each law lambda = RATE x^n."""
    numbers = Numbers()
    for (power, length), found in scaled.items():
        if len(found) > 1:
            g, value, stderr = np.array(sorted(found)).T
            growth = weighted_line(-np.log(g), np.log(value), stderr / value, scatter=True)
            numbers.add("growth", *growth, power=power, length=length)
    return numbers


def _comparisons(currents, steady):
    """Local exponents of J against L, of states that are stationary; J L at one g over that at another, same realizations."""
    numbers = Numbers()
    for g, flips in sorted({key[:2] for key in currents}):
        lengths = sorted(length for *rest, length in currents if (g, flips) == tuple(rest) and (g, flips, length) in steady)
        if len(lengths) < 2 or flips:
            continue
        values = np.array([mean_and_error(currents[g, flips, length]) for length in lengths])
        if (values[:, 0] <= 0).any():
            continue
        local = local_exponents(np.array(lengths, float), np.log(values[:, 0]), values[:, 1] / values[:, 0])
        for (short, long), (_, exponent, stderr) in zip(pairwise(lengths), local, strict=True):
            numbers.add("exponent", exponent, stderr, g=g, short=short, long=long)
        numbers.add("exponent_longest", *local[-1][1:], g=g)
    for g, flips, length in currents:
        for h in {key[0] for key in currents}:
            if h > g and (h, flips, length) in currents:
                one, two = currents[h, flips, length], currents[g, flips, length]
                count = min(len(one), len(two))
                ratio = jackknife(lambda a, b: a / b, one[:count], two[:count])
                numbers.add("ratio", *ratio, over=g, **labels_of(h, length, flips))
    return numbers
