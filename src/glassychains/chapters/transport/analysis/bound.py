"""The bound of eq. (9): with velocity flips at rate lambda = g^(1/2) (beta g)^r, kappa <= C g^2 lambda (claim T5)."""

import numpy as np
import pandas as pd

from glassychains.methods.einstein import coupling, interpolated, running, unit
from glassychains.methods.estimates import mean_and_error
from glassychains.methods.scaling import weighted_line
from glassychains.methods.tables import Numbers, select
from glassychains.runs.batches import read_point

COMMON = (0.01, 0.1)  # values of g^2 lambda t at which couplings are compared
ACTED = 10.0  # times lambda t from which on the noise has acted
SHARE = 1 / 3  # of the run: longer lags have too few origins
POWERS = (1, 2, 3)  # r of which the isolated chain's share is given


def analyse(study, tables):
    """kappa(t) / (g^2 lambda) against g^2 lambda t for each (g, r), and its slope against log(1/g) at fixed g^2 lambda t.

    beta = 1 is supposed. While kappa(t) falls it is an upper bound of what it falls to; `rise` is its most significant rise
    between times a factor of two apart, from lambda t = 10 on, in standard errors.

    `scaled` is kappa(t), `isolated` what the chain conducts without flips, both over g^2 lambda; their difference `added` is
    an upper bound of what the noise adds. What is subtracted is the limit of the isolated chain's kappa(t), which is
    transport. At the time t its kappa(t) is larger (`isolated_then`, where the Green-Kubo study has run that coupling) by
    energy that goes back and forth between neighbours; flips turn that into transport, and it belongs to what they add.
    `added_then` is what would be left. `growth` is the power of 1/g of `added`, `growth_total` that of `scaled`,
    `growth_isolated` that of `isolated` at the three smallest couplings that were measured.
    """
    reference, runs = tables[f"{study.uses[0]}.numbers"], tables[study.uses[0]]
    curves, numbers, common = [], Numbers(), {}
    known = select(reference, "kappa").sort_values("bg")
    for power in POWERS:
        share = known.bg ** -(2 + power)
        for g, *own in zip(known.bg, known.value * share, known.stderr * share, strict=True):
            numbers.add("isolated", *own, power=power, g=g)
        growth = _growth(known.bg[:3], (known.value * share)[:3], (known.stderr * share)[:3])
        numbers.add("growth_isolated", *growth, power=power)
    for point in study.points:
        p = point.parameters
        g, rate = p["g"], p["flips"]
        power = round(np.log(rate * g**-0.5) / np.log(coupling(p)), 3)
        times, integral = running(point, read_point(point))
        times, integral = times[times <= SHARE * p["duration"]], integral[:, times <= SHARE * p["duration"]]
        scaled = integral / (times * unit(p) * g**2 * rate)
        value, stderr = mean_and_error(scaled)
        x, where = g**2 * rate * times, {"power": power, "g": g}
        curves.append(pd.DataFrame({"r": power, "g": g, "x": x, "lambda_t": rate * times, "value": value, "stderr": stderr}))
        numbers.add("last_x", x[-1], **where)
        numbers.add("last", value[-1], stderr[-1], **where)
        acted = np.flatnonzero(rate * times >= ACTED)
        rises = [mean_and_error(scaled[:, k] - scaled[:, j]) for j in acted for k in acted if np.isclose(x[k], 2 * x[j])]
        if rises:
            numbers.add("rise", max(rise / error for rise, error in rises), 1.0, **where)
        share = coupling(p) ** -(2 + power)
        own, error = (share * one for one in isolated(reference, coupling(p)))
        if not numbers.get("isolated", **where):
            numbers.add("isolated", own, error, **where)
        for at in COMMON:
            if max(x[0], ACTED * 0.99 * g**2) <= at <= x[-1]:
                total, stderr = mean_and_error([np.interp(np.log(at), np.log(x), row) for row in scaled])
                numbers.add("scaled", total, stderr, x=at, **where)
                numbers.add("added", total - own, np.hypot(stderr, error), x=at, **where)
                common.setdefault((power, at), []).append((g, total, stderr, total - own, np.hypot(stderr, error)))
                then = isolated_at(runs, coupling(p), at / (g**2 * rate))
                if then:
                    numbers.add("isolated_then", share * then[0], share * then[1], x=at, **where)
                    numbers.add("added_then", total - share * then[0], np.hypot(stderr, share * then[1]), x=at, **where)
    for (power, at), rows in common.items():
        g, total, stderr, added, error = np.array(sorted(rows)).T
        if len(rows) > 1:
            numbers.add("growth_total", *_growth(g, total, stderr), power=power, x=at)
            if (added > error).all():
                numbers.add("growth", *_growth(g, added, error), power=power, x=at)
    return pd.concat(curves), numbers.table()


def isolated(reference, bg):
    """(reduced kappa, error) of the chain without flips, from the table of the Green-Kubo relation.

    Below the smallest coupling of the table it is continued as a power law through the three smallest, which is more than the
    chain conducts if its exponent still grows.
    """
    known = interpolated(reference, bg)
    if known:
        return known
    g, value, stderr = select(reference, "kappa").sort_values("bg")[["bg", "value", "stderr"]].to_numpy()[:3].T
    coefficients, covariance = np.polyfit(np.log(g), np.log(value), 1, w=value / stderr, cov="unscaled")
    x = np.array([np.log(bg), 1.0])
    found = np.exp(x @ coefficients)
    return found, found * np.sqrt(x @ covariance @ x)


def isolated_at(runs, bg, t):
    """(reduced kappa(t), error) of the chain without flips at a finite time, if the table `runs` has this coupling and time."""
    rows = runs[(runs.kind == "einstein") & np.isclose(runs.bg, bg)].sort_values("t")
    if rows.empty or not rows.t.iloc[0] <= t <= rows.t.iloc[-1]:
        return None
    return tuple(np.interp(np.log(t), np.log(rows.t), rows[name]) for name in ("value", "stderr"))


def _growth(g, value, stderr):
    """Power of 1/g with which positive values grow, and its error, no smaller than their scatter says."""
    return weighted_line(-np.log(np.array(g)), np.log(np.array(value)), np.array(stderr / value), scatter=True)
