"""How long a breather lives in a thermal DNLS ring, against its norm n0 (claim O3).

Its frequency is about 2 U n0, that of its neighbours 2 U alpha. It is lost when its norm, averaged over a window, first falls
below half of n0; runs that end before are censored.
"""

import lmfit
import numpy as np
import pandas as pd

from glassychains.methods.estimates import gather
from glassychains.methods.lifetimes import quantile, survival
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

FITTED_FROM = 6.0  # n0 / alpha: below, half of n0 is what many sites have
LAWS = {
    "exponential": lambda n0, a, b: a + b * n0,
    "power": lambda n0, a, b: a + b * np.log(n0),
}
"""log t against n0 / alpha, each with two parameters."""
CHECKS = ("dt", "length")
"""What differs from the first point of this g and n0 in a check, which no law is fitted to."""
DOUBLED, HALVED = 6.0, 8.0
"""n0 that is doubled, and n0 at which g is halved."""


def fits(n0, log_times, stderr):
    """Numbers of each law, and the curvature k of log t = a + n x + k x^2, x = log n0: more than 0 is faster than powers."""
    numbers = Numbers()
    for law, function in LAWS.items():
        if len(n0) > 2:
            found = lmfit.Model(function).fit(log_times, n0=n0, a=0.0, b=1.0, weights=1 / stderr, scale_covar=False)
            numbers.add("slope", found.params["b"].value, found.params["b"].stderr, law=law)
            numbers.add("constant", found.params["a"].value, found.params["a"].stderr, law=law)
            numbers.add("chi2", found.chisqr, law=law)
            numbers.add("dof", found.nfree, law=law)
    if len(n0) > 3:
        x = np.log(n0) - np.log(n0).mean()
        found = lmfit.models.QuadraticModel().fit(log_times, x=x, a=0.0, b=5.0, c=5.0, weights=1 / stderr, scale_covar=False)
        numbers.add("curvature", found.params["a"].value, found.params["a"].stderr)
    for i in range(len(n0) - 1):
        step, error = np.log(n0[i + 1] / n0[i]), np.hypot(stderr[i], stderr[i + 1])
        where = {"begin": n0[i], "end": n0[i + 1]}
        numbers.add("exponent", (log_times[i + 1] - log_times[i]) / step, error / step, **where)
    return numbers


def analyse(study):
    """Curves (g, n0, dt, length, check, t, value, low, high): survival with intervals of 68 %. Numbers: half-lives and laws."""
    curves, numbers, half, unknown = [], Numbers(), {}, []
    usual = {}
    for point in study.points:
        p, data = point.parameters, read_point(point)
        times, ended = gather(data, "passage")[:, 0], gather(data, "passed")[:, 0] > 0
        n0 = p["raised_to"]
        first = usual.setdefault((p["g"], n0), p)
        check = {key: p[key] for key in CHECKS if p[key] != first[key]}
        at, left, low, high = survival(times, ended)
        # alive from the start, and to the end of the run
        at, last = np.concatenate([[0.0], at, [p["duration"]]]), left[-1] if len(left) else 1.0
        left, low, high = ([1.0, *one, last if one is left else one[-1] if len(one) else 1.0] for one in (left, low, high))
        labels = {"g": p["g"], "n0": n0, "dt": p["dt"], "length": p["length"], "check": len(check)}
        curves.append(pd.DataFrame(labels | {"t": at, "value": left, "low": low, "high": high}))
        who = {"g": p["g"], "n0": n0} | check
        numbers.add("small", p["g"] / p["U"], **who)
        numbers.add("mismatch", p["g"] / (2 * p["U"] * n0), **who)
        numbers.add("watched", len(times), **who)
        numbers.add("censored", 1 - ended.mean(), **who)
        numbers.add("duration", p["duration"], **who)
        energy = gather(data, "energy")
        numbers.add("energy_error", np.abs(energy[:, 1] - energy[:, 0]).max() / (p["U"] * n0**2), **who)
        if (found := quantile(times, ended, 0.5)) is not None:
            numbers.add("log_half_life", *found, **who)
            numbers.add("half_life", np.exp(found[0]), np.exp(found[0]) * found[1], **who)
            if not check:
                half[p["g"], n0] = found
        elif not check:
            unknown.append((p["g"], n0, times, ended))
        if (found := quantile(times, ended, 0.25)) is not None and (p["g"], n0) in half and not check:
            numbers.add("quarter_over_half", np.exp(found[0] - half[p["g"], n0][0]), None, **who)
    for g in sorted({g for g, _ in half}):
        rows = np.array([(n0, *found) for (other, n0), found in sorted(half.items()) if other == g and n0 >= FITTED_FROM])
        if len(rows) > 1:
            numbers.take(fits(*rows.T), g=g)
        _ratio(numbers, "doubling", half.get((g, 2 * DOUBLED)), half.get((g, DOUBLED)), g=g)
        _ratio(numbers, "halving", half.get((g / 2, HALVED)), half.get((g, HALVED)), g=g)
    for g, n0, times, ended in unknown:
        for law, function in LAWS.items():
            fit = [numbers.get(name, law=law, g=g) for name in ("constant", "slope")]
            if None not in fit:
                half_life = np.exp(function(n0, fit[0][0], fit[1][0]))
                numbers.add("predicted", half_life, None, g=g, n0=n0, law=law)
                numbers.add("alive_then", *alive(times, ended, half_life), g=g, n0=n0, law=law)
    return pd.concat(curves), numbers.table()


def alive(times, ended, when):
    """The part that is alive at a time, with its binomial error; at the end of the run, if that comes first."""
    at, left, _, _ = survival(times, ended)
    part = float(np.append(1.0, left)[np.searchsorted(at, when, side="right")])
    return part, np.sqrt(max(part * (1 - part), 1 / len(times)) / len(times))


def _ratio(numbers, name, longer, shorter, **labels):
    """The ratio of two half-lives, if there are both, and its logarithm."""
    if longer and shorter:
        difference, error = longer[0] - shorter[0], np.hypot(longer[1], shorter[1])
        numbers.add(name, np.exp(difference), np.exp(difference) * error, **labels)
        numbers.add(f"log_{name}", difference, error, **labels)
