"""How long a fast site stays fast between thermal reservoirs, and what that does to the approach to the stationary state.

Rotors: curves (kind passage, `length` n, `bg`, `w` middle of two levels, `small` = g / w^2): `value` is the mean time from one
level to the next, `response` that of linear response with the noise of the reservoirs. Kind survival: `value` is -log of the
probability that a rotor faster than the lowest level in the Gibbs state still is, after `t`. Oscillators: `w` is the energy.

Numbers (length, bg; oscillators a, length, beta): `exponent` of the time between levels, down to the level `fitted_to`;
`stretch` of the stretched exponential that follows, 2 / exponent, of oscillators 1 / exponent; `ratio` to linear response;
`bottom` and `top` levels. Of rotors `free` (exponent of the shifted law), `aic` (fixed exponent over the free one), `margin`
(AIC of the best other fixed exponent over that of 1 / 2d), `over_exponential` (of 1 over that of 1 / 2d), `deepest` -log S,
`weibull` (free shape, 1024 lifetimes) and `weibull_aic`.
"""

import itertools

import numpy as np
import pandas as pd

from glassychains.exact import leaks
from glassychains.methods import survival
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.medians import bootstrap
from glassychains.methods.scaling import weighted_line
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

MANY = 5  # times between levels from which on the upper half alone is fitted
COLD = 10.0  # beta g above which the Gibbs state has no fast rotors to speak of
FEWEST = 20  # effective replicas, up to where survival is read
TIMES = 60  # of a survival curve
SAMPLES = 6  # of lifetimes, to see how far they scatter
LIFETIMES = 1024  # as many as one might have measured without weights


def analyse(study):
    """Curves and numbers of all points, by model."""
    curves, numbers = [], Numbers()
    for point in study.points:
        curves += (_rotors if point.model == "rotor" else _oscillators)(point, numbers)
    return pd.concat(curves), numbers.table()


def _passages(point):
    """Levels, and first passages (replica, level), of a point in which every replica has reached the lowest level.

    Raises
    ------
    ValueError
        One has not, or begins below the highest: means of times would be biased.
    """
    data = read_point(point)
    passed = gather(data, "passed")
    if not passed.all():
        raise ValueError(f"{point.name}: {(passed == 0).any(1).sum()} replicas have not reached the lowest level, run longer")
    passage = gather(data, "passage")
    if passage[:, 0].min() < 2.5 * point.parameters["watched_window"]:
        raise ValueError(f"{point.name}: a replica is below the highest level as soon as it is released, raise it more")
    return data[0]["level"], passage


def _levels(values, passage, labels, numbers, response):
    """Curve of mean times between levels, and the numbers that both models have."""
    times = np.diff(passage, axis=1)
    mean, error = mean_and_error(times)
    middle = np.sqrt(values[1:] * values[:-1])
    upper = slice(0, len(mean) if len(mean) < MANY else (len(mean) + 1) // 2)  # where corrections are smallest
    x, y, off = np.log(middle[upper]), np.log(mean[upper]), (error / mean)[upper]
    slope = weighted_line(x, y, off, scatter=True)
    numbers.add("exponent", *slope, **labels)
    numbers.add("response_exponent", np.polyfit(x, np.log(response[upper]), 1, w=1 / off)[0], 0.0, **labels)
    numbers.add("fitted_to", values[upper.stop], 0.0, **labels)
    total = times.sum(1)
    numbers.add("ratio", *(one / response.sum() for one in mean_and_error(total)), **labels)
    numbers.add("bottom", values[-1], 0.0, **labels)
    numbers.add("top", values[0], 0.0, **labels)
    lasted = bootstrap(np.median, total)
    numbers.add("median", lasted[0], lasted[1], **labels)
    rows = {"kind": "passage", **labels, "w": middle, "value": mean, "stderr": error, "response": response}
    return slope, pd.DataFrame(rows)


def _rotors(point, numbers):
    p = point.parameters
    g, temperature, gamma = p["g"], 1 / p["beta"], p["bath_friction"]
    arms = [p["watched_site"] - 1, p["length"] - p["watched_site"]]
    nearest = min(arms)
    labels = {"length": p["length"], "bg": p["beta"] * g}

    def power(w):
        leak = sum(leaks.rotor_power(w, d, g, gamma)[0] for d in arms if d > 1)
        leak += arms.count(1) * leaks.warm_power(w, g, gamma, temperature)
        return leak + (gamma * w**2 if nearest == 0 else 0.0)

    held, passage = _passages(point)
    levels = np.sqrt(2 * held)
    response = np.array([leaks.mean_passage(power, temperature, *pair) for pair in itertools.pairwise(levels)])
    slope, curve = _levels(levels, passage, labels, numbers, response)
    curves = [curve.assign(small=g / curve.w**2)]
    numbers.add("expected", 4 * nearest, 0.0, **labels)
    numbers.add("nearest", nearest, 0.0, **labels)
    if nearest == 0:
        return curves
    numbers.add("stretch", 2 / slope[0], 2 * slope[1] / slope[0] ** 2, **labels)
    numbers.add("expected_stretch", 1 / (2 * nearest), 0.0, **labels)
    if labels["bg"] > COLD:
        return curves
    bottom, of_path = survival.times_to_bottom(passage), 4 * nearest
    last = 0.9 * np.median(bottom[:, 0])
    t = np.geomspace(3e-4 * last, last, TIMES)
    rows = survival.log_survival(t, levels, bottom, temperature, of_path)
    known = np.argmax(survival.effective(rows) < FEWEST) or TIMES
    t, rows = t[:known], rows[:, :known]
    log_s = survival.mean_log(rows)
    error = np.sqrt(15 * np.var([survival.mean_log(rows[np.arange(len(rows)) % 16 != k]) for k in range(16)], axis=0))
    shown = {"kind": "survival", **labels, "t": t, "value": -log_s, "stderr": error}
    curves.append(pd.DataFrame(shown))
    found = survival.fits(t, rows)
    numbers.add("free", *found["free"], **labels)
    for law, criterion in found["aic"].items():
        numbers.add("aic", criterion, 2 * abs(criterion) ** 0.5, **labels, law=law)
    others = min(one for law, one in found["aic"].items() if law != 1 / (2 * nearest))
    margin = others - found["aic"].get(1 / (2 * nearest), np.nan)
    exponential = found["aic"][1.0] - found["aic"].get(1 / (2 * nearest), np.nan)
    numbers.add("over_exponential", exponential, 2 * abs(exponential) ** 0.5, **labels)
    numbers.add("deepest", -log_s[-1], error[-1], **labels)
    numbers.add("margin", margin, 2 * abs(margin) ** 0.5, **labels)
    generator = np.random.default_rng(1)
    shapes, differences = [], []
    for _ in range(SAMPLES):
        lives = survival.drawn(levels, bottom, temperature, of_path, LIFETIMES, generator)
        shape, fixed = survival.weibull(lives, np.quantile(lives, 0.95))
        shapes.append(shape)
        differences.append([fixed[law] for law in survival.LAWS])
    numbers.add("weibull", np.mean(shapes), np.std(shapes, ddof=1), **labels)
    for law, values in zip(survival.LAWS, np.transpose(differences), strict=True):
        numbers.add("weibull_aic", values.mean(), values.std(ddof=1), **labels, law=law)
    return curves


def _oscillators(point, numbers):
    p = point.parameters
    a, sites = len(p["pinning"]), (p["length"] - 1) // 2
    labels = {"a": a, "length": p["length"], "beta": p["beta"]}
    held, passage = _passages(point)
    energy, power, moving = leaks.breathers(
        a, sites, p["bath_friction"], 0.5 * held[-1] * (a + 2) / a, 2 * held[0] * (a + 2) / a
    )
    levels = np.exp(np.interp(np.log(held), np.log(moving), np.log(energy)))
    response = np.array([leaks.fall_time(energy, power, *pair) for pair in itertools.pairwise(levels)])
    slope, curve = _levels(levels, passage, labels, numbers, response)
    numbers.add("expected", (1 - 2 / a) * 2 * sites, 0.0, **labels)
    numbers.add("stretch", 1 / slope[0], slope[1] / slope[0] ** 2, **labels)
    numbers.add("expected_stretch", 1 / ((1 - 2 / a) * 2 * sites), 0.0, **labels)
    return [curve.assign(small=curve.w ** (2 / a - 1))]
