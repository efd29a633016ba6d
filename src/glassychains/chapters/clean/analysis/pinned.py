"""Conductivity of pinned chains with two powers by the Green-Kubo relation, over decades of temperature (claim O4).

K belongs to the chain at T = 1 with the coupling x, k to that with coupling 1 at the temperature that x stands for.
"""

import numpy as np
import pandas as pd
import stacie

from glassychains.exact.goldenrule import second_order
from glassychains.methods.einstein import shifts, slope
from glassychains.methods.estimates import combined, gather, mean_and_error
from glassychains.methods.pinned import PILOTS, coupling, gibbs, labels, powers, running, temperature, unit, window
from glassychains.methods.scaling import compare_models, exponent_growth, local_exponents, weighted_line
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

LARGEST = 0.5
"""Largest coupling x that enters a law; chosen before the production runs: below it all K of the pilots were below 1."""
ENOUGH = 7
"""Temperatures of a pair from which on its largest error counts."""
SPECTRAL = {(4, 2): (0.4, 0.1)}
"""Where an independent estimator is asked, too: x by pair."""
LATE = 0.1
"""Largest x of the points whose later windows are also combined on their own; added after the standard tier had been seen."""
LAWS = ("power", "quadratic", "q_gaussian")


def analyse(study):
    """Curves (a, b, x or T, kind, t, value, stderr), t and K in reduced units: running K(t), slopes over [t/4, t], the window.

    Numbers, by a, b and x (T where a = b): k, K, the temperature, what the windows half and twice as late give, K over its
    second order, the measured mean energy over the exact one, the diffusion constant K / c. By a and b: exponents, laws.
    """
    curves, numbers, found = [], Numbers(), {}
    for point in study.points:
        p, data = point.parameters, read_point(point)
        where, (begin, end), of_k = labels(p), window(p), temperature(p) ** (0.5 - 1 / powers(p)[0])
        times, integral = running(point, data)
        parts = [("running", times, *mean_and_error(integral / times))]
        slopes = [(t, slope(times, integral, t / 4, t)) for t in times[times >= 4 * times[3]]]
        rows = [(t, *mean_and_error(s)) for t, s in slopes if s is not None]
        parts.append(("slope", *np.array(rows).T))
        chosen = slope(times, integral, begin, end)
        if chosen is not None:
            value, stderr = mean_and_error(chosen)
            parts.append(("window", np.array([begin, end]), value, stderr))
        curves += [pd.DataFrame({"kind": kind, "t": t, "value": v, "stderr": s}).assign(**where) for kind, t, v, s in parts]
        if chosen is None:  # the run is too short
            continue
        found.setdefault(powers(p), []).append((temperature(p), coupling(p), value, stderr))
        mean, variance = gibbs(p)
        heat = variance * p["beta"] ** 2
        numbers.add("small_parameter", coupling(p), **where)
        numbers.add("temperature", temperature(p), **where)
        numbers.add("K", value, stderr, **where)
        numbers.add("k", value * of_k, stderr * of_k, **where)
        numbers.add("error_percent", 100 * stderr / value, **where)
        numbers.add("length", p["length"], **where)
        numbers.add("dt", p["dt"] / unit(p), **where)
        numbers.add("duration", p["duration"] / unit(p), **where)
        numbers.add("replicas", len(chosen), **where)
        numbers.add("window_begin", begin, **where)
        numbers.add("window_end", end, **where)
        numbers.add("diffusion", value / heat, stderr / heat, **where)
        for name, *shift in shifts(times, integral, begin, end):
            numbers.add(name, *shift, **where)
        energy, error = mean_and_error(gather(data, "energy")[:, 0] / (p["length"] * mean))
        numbers.add("energy_over_exact", energy, error, **where)
        if powers(p) in PILOTS:
            second = second_order(*powers(p)) * coupling(p) ** 2
            numbers.add("over_second_order", value / second, stderr / second, **where)
        if where.get("x") in SPECTRAL.get(powers(p), ()):
            other, error = spectral(p, data)
            numbers.add("spectral_ratio", other / value, other / value * np.hypot(error / other, stderr / value), **where)
    glassy = [row for row in numbers.rows if (row["a"], row["b"]) in PILOTS]
    for name, whole, rows in (
        ("energy_over_exact", "energies_over_exact", numbers.rows),
        ("later_window", "later_windows", glassy),
        ("later_window", "later_windows_small", [row for row in glassy if row["x"] <= LATE]),
    ):
        values = [(row["value"], row["stderr"]) for row in rows if row["quantity"] == name]
        if values:
            numbers.add(whole, *combined(*np.array(values).T))
    for (a, b), rows in found.items():
        _laws(numbers, a, b, np.array(sorted(rows)).T)
    smallest = [(row["value"], row["stderr"]) for row in numbers.all("over_second_order_smallest")]
    if smallest:
        numbers.add("over_second_order_largest", *max(smallest))
    return pd.concat(curves), numbers.table()


def spectral(p, data):
    """K and its error from the low end of the power spectrum of the current, by STACIE, which chooses the range itself.

    Its error supposes that all replicas are alike, and the same runs stand behind both estimates.
    """
    carried, step = gather(data, "carried"), data[0]["block"][1] - data[0]["block"][0]
    how = {"prefactors": p["beta"] ** 2 * unit(p) / p["length"], "timestep": step, "include_zero_freq": False}
    found = stacie.estimate_acint(stacie.compute_spectrum(carried / step, **how), stacie.ExpPolyModel([0, 2]))
    return found.acint, found.acint_std


def _laws(numbers, a, b, rows):
    """Add exponents of K against x and of k against T, between neighbours and over all, and how laws compare."""
    temperatures, x, value, stderr = rows
    error, pair = stderr / value, {"a": a, "b": b}
    errors = [row["value"] for row in numbers.all("error_percent") if (row["a"], row["b"]) == (a, b)]
    numbers.add("temperatures", len(temperatures), **pair)
    if len(temperatures) >= ENOUGH:
        numbers.add("largest_error_percent", max(errors), **pair)
    if len(temperatures) < 2:
        return
    log_k = np.log(value) + (0.5 - 1 / a) * np.log(temperatures)
    of_k = local_exponents(temperatures, log_k, error)
    for middle, exponent, stderr in of_k:
        numbers.add("exponent_k", exponent, stderr, **pair, T=float(f"{middle:.4g}"))
    numbers.add("exponent_k_hottest", *of_k[-1][1:], **pair)
    numbers.add("exponent_k_all", *weighted_line(np.log(temperatures), log_k, error), **pair)
    if a <= b:
        return
    x, value, error = x[::-1], value[::-1], error[::-1]
    local = local_exponents(x, np.log(value), error)
    for middle, exponent, stderr in local:
        numbers.add("exponent", exponent, stderr, **pair, x=float(f"{middle:.4g}"))
    numbers.add("exponent_smallest", *local[0][1:], **pair)
    numbers.add("over_second_order_smallest", *numbers.get("over_second_order", **pair, x=x[0]), **pair)
    small = x <= LARGEST
    if small.sum() > 2:
        numbers.take(compare_models(x[small], -np.log(value[small]), error[small], LAWS), **pair)
        numbers.add("exponent_growth", *exponent_growth(x, -np.log(value), error), **pair)
