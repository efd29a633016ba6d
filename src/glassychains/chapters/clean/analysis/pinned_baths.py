r"""Pinned chains between reservoirs at T = 1.2 and 0.8 (claim O4): profiles, and the conductivity beside that of rings.

K varies along the chain as T^n, n = d log k / d log T, so that J is constant along it if T^(1 + n) / (1 + n) is a line. With n
from the rings (study `pinned`), K at T = 1 is J over the slope of that line, fitted over the bulk. A finite step biases the
account of a site that a reservoir touches, so J leaves out the first and the last bond. The burn-in and the test of
stationarity are those of `methods.steady`.
"""

import numpy as np
import pandas as pd

from glassychains.methods.estimates import combined, jackknife, mean_and_error
from glassychains.methods.pinned import labels, powers
from glassychains.methods.steady import bulk, state_of
from glassychains.methods.tables import Numbers, lookup, select


def analyse(study, tables):
    """Curves (a, b, x, length, position, value, stderr) of temperature; numbers: K, K over that of rings, the tests."""
    curves, numbers = [], Numbers()
    known = tables[f"{study.uses[0]}.numbers"]
    for point in study.points:
        p, where = point.parameters, labels(point.parameters)
        own = where | {"length": p["length"]}
        state = state_of(point)
        numbers.add("stationary", state.stationary, **own)
        numbers.add("burn_in", state.burn, **own)
        for name, z in state.tests.items():
            numbers.add(f"test_{name}", z, 1.0, **own)
        numbers.add("current", *mean_and_error(state.current[:, 1:-1].mean(1)), **own)
        value, stderr = mean_and_error(state.square)
        position = (np.arange(p["length"]) + 0.5) / p["length"]
        curves.append(pd.DataFrame({"position": position, "value": value, "stderr": stderr}).assign(**own))
        if not state.stationary:
            continue
        n = power(known, p)
        found = jackknife(lambda j, s, n=n: conductivity(j, s, n), state.current, state.square)
        numbers.add("power_of_temperature", n, **own)
        numbers.add("K", *found, **own)
        key = ",".join(f"{name}={value:g}" for name, value in where.items())
        ring, error = lookup(known, f"K({key})")
        ratio = found[0] / ring
        numbers.add("over_ring", ratio, ratio * np.hypot(found[1] / found[0], error / ring), **own)
    ratios = [(row["value"], row["stderr"]) for row in numbers.all("over_ring")]
    if ratios:
        numbers.add("over_rings", *combined(*np.array(ratios).T))
    return pd.concat(curves), numbers.table()


def power(known, p):
    """d log k / d log T at x, from the exponents of K of the rings, interpolated in log x and constant beyond their ends."""
    a, b = powers(p)
    rows = select(known, "exponent", a=a, b=b).sort_values("x")
    exponent = np.interp(np.log(labels(p)["x"]), np.log(rows.x), rows.value)
    return 0.5 - 1 / a + (b / a - 1) * exponent


def conductivity(current, square, n):
    """K at T = 1 of mean currents (bond,) and mean squared momenta (site,)."""
    sites = np.arange(len(square))[bulk(len(square))]
    line = np.polyfit(sites, square[sites] ** (1 + n) / (1 + n), 1)
    return -current[1:-1].mean() / line[0]
