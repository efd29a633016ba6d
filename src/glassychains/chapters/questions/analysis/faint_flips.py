"""The conductivity as the rate of velocity flips vanishes (claims L7a to L7e).

The rate is lambda = g^(1/2) (beta g)^r. The window is that of the isolated chain wherever the run reaches its end, so that the
ratio to the isolated chain compares like with like; else, for the fast flips of r = 2, the one that flips bound
(`methods.einstein.window`).
"""

import lmfit
import numpy as np
import pandas as pd
from scipy.optimize import curve_fit

from glassychains.methods.einstein import coupling, interpolated, running, shifts, slope, window
from glassychains.methods.estimates import mean_and_error
from glassychains.methods.tables import Numbers, select
from glassychains.runs.batches import read_point


def analyse(study, tables):
    """Rows bg, r, rate (lambda g^(-1/2)), value and stderr, the ratio to the isolated chain, whose error is `isolated_error`.

    Numbers: `ratio` (bg, r) with the whole error; `short_window`, the relative shift if flips bound the window where they need
    not; `fall` (bg) from r = 3 to 4; the powers of the rate, at a coupling, and of the coupling, at an r, in what flips add;
    `isolated_until_flip` (bg, r), see there; and those of `_collapse`.
    """
    reference, rows, numbers = tables[f"{study.uses[0]}.numbers"], [], Numbers()
    for point in study.points:
        p = point.parameters
        bg, rate = coupling(p), p["flips"] * p["g"] ** -0.5
        r = round(np.log(rate) / np.log(bg), 3)
        times, integral = running(point, read_point(point))
        bounded, isolated = window(p), window(p | {"flips": 0.0})
        chosen = isolated if times[-1] >= isolated[1] else bounded
        kappa, alone = slope(times, integral, *chosen), interpolated(reference, bg)
        if kappa is None or alone is None:
            continue
        value, stderr = mean_and_error(kappa)
        rows.append((bg, r, rate, value / alone[0], stderr / alone[0], alone[1] / alone[0]))
        numbers.add("ratio", value / alone[0], np.hypot(stderr, value * alone[1] / alone[0]) / alone[0], bg=bg, r=r)
        numbers.add("window_begin", chosen[0], bg=bg, r=r)
        numbers.add("flips_in_window", p["flips"] * chosen[0], bg=bg, r=r)
        for name, *shift in shifts(times, integral, *chosen):
            numbers.add(name, *shift, bg=bg, r=r)
        if chosen != bounded:
            other = slope(times, integral, *bounded)
            shift, error = mean_and_error(other - kappa)
            numbers.add("short_window", shift / value, error / value, bg=bg, r=r)
        early = isolated_until_flip(reference, bg, 1 / p["flips"])
        if early is not None:
            numbers.add("time_of_a_flip", 1 / p["flips"], bg=bg, r=r)
            numbers.add("isolated_until_flip", early / alone[0], bg=bg, r=r)
    table = pd.DataFrame(rows, columns=["bg", "r", "rate", "value", "stderr", "isolated_error"])
    for bg, chains in table.groupby("bg"):
        _fall(numbers, bg, chains.set_index("r"))
        slower = chains[chains.r <= 4]
        if len(slower) > 2:
            numbers.add("power_of_rate", *added(slower.rate, slower.value, slower.stderr, slower.isolated_error.iloc[0]), bg=bg)
    for r, chains in table.groupby("r"):
        if len(chains) > 2:
            error = np.hypot(chains.stderr, chains.value * chains.isolated_error)
            numbers.add("power_of_coupling", *added(chains.bg, chains.value, error), r=r)
    if table.bg.nunique() > 2:
        _collapse(numbers, table)
    return table, numbers.table()


def added(x, ratio, stderr, isolated_error=None):
    """Power a of x, and its error, by which a ratio exceeds 1, fitted as c (1 + A x^a).

    `isolated_error` is the relative error of what all ratios are divided by; without it c is 1, and errors are complete.
    """
    x, ratio, stderr = (np.asarray(values, float) for values in (x, ratio, stderr))
    middle = np.exp(np.log(x).mean())

    def residuals(parameters):
        scale, amount, power = (parameters[name].value for name in ("scale", "amount", "power"))
        own = (scale * (1 + amount * (x / middle) ** power) - ratio) / stderr
        return own if isolated_error is None else np.append(own, (scale - 1) / isolated_error)

    start = lmfit.Parameters()
    start.add("scale", 1.0, vary=isolated_error is not None)
    start.add("amount", max(ratio.mean() - 1, 0.01))
    start.add("power", 0.5)
    fit = lmfit.minimize(residuals, start, scale_covar=False)
    power = fit.params["power"]
    return power.value, power.stderr if power.stderr else np.nan


def _fall(numbers, bg, chains):
    """Add by how much the ratio falls from r = 3 to r = 4; the error of the isolated chain scales both."""
    if {3.0, 4.0} <= set(chains.index):
        more, less = chains.loc[3.0], chains.loc[4.0]
        fall = more.value - less.value
        numbers.add("fall", fall, np.hypot(np.hypot(more.stderr, less.stderr), fall * more.isolated_error), bg=bg)


def isolated_until_flip(reference, bg, time):
    """The isolated chain's slope until a time, interpolated in its logarithm; None where that was not recorded."""
    rows = select(reference, "slope_until", bg=bg)
    if not len(rows) or not rows.t.min() < time < rows.t.max():
        return None
    rows = rows.sort_values("t")
    return np.interp(np.log(time), np.log(rows.t), rows.value)


def _collapse(numbers, table):
    """Add K of a share K x^(1/2) / (beta g)^2 that flips add, x their rate, for all couplings, and for each (bg).

    With it chi^2 and the number of ratios, what the ratios would be `on_line`, and the powers of x and of beta g if both are
    free. The form was found in the data.
    Ratios of one coupling share the error of the isolated chain.
    """

    def fit(rows, form, start):
        same = np.equal.outer(rows.bg.to_numpy(), rows.bg.to_numpy())
        shared = (rows.value * rows.isolated_error).to_numpy()
        errors = np.diag(rows.stderr**2) + same * np.outer(shared, shared)
        x, y = rows[["rate", "bg"]].to_numpy().T, rows.value.to_numpy() - 1
        best, covariance = curve_fit(form, x, y, start, sigma=errors, absolute_sigma=True)
        rest = y - form(x, *best)
        return best, np.sqrt(np.diag(covariance)), rest @ np.linalg.solve(errors, rest)

    def one(x, K):
        return K * x[0] ** 0.5 / x[1] ** 2

    def free(x, K, rate, coupling):
        return K * x[0] ** rate * x[1] ** coupling

    best, error, chi2 = fit(table, one, [0.2])
    numbers.add("collapse", best[0], error[0])
    numbers.add("collapse_chi2", chi2)
    numbers.add("collapse_points", len(table))
    for row in table.itertuples():
        numbers.add("on_line", 1 + one((row.rate, row.bg), best[0]), bg=row.bg, r=row.r)
    for bg, rows in table.groupby("bg"):
        if len(rows) > 1:
            own, own_error, _ = fit(rows, one, [0.2])
            numbers.add("collapse", own[0], own_error[0], bg=bg)
    powers, errors, _ = fit(table, free, [best[0], 0.5, -2.0])
    numbers.add("collapse_rate", powers[1], errors[1])
    numbers.add("collapse_coupling", powers[2], errors[2])
