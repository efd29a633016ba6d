"""How fast velocity and energy diffuse along rotor rings, against the relaxation time: one rate or several?

The protocol, written down before the production runs; pilots of one to two seconds at g = 1, 0.5 and 0.35 had been seen.

- Diffusivities are those of `methods.waves`: slope over the window [w, 4 w] of the Green-Kubo study (`methods.einstein`), limit
  k -> 0 by a line in k^2 over the waves, n = 1 to 4, of which more than 0.4 is left at the end of the window.
- D_E is the conductivity of the study `greenkubo` over the exact heat capacity, t0 the time of the study `relaxation`.
- The waves of the energy are a check: over the windows of which that study gives its slope, a sixteenth and a quarter of
  the way to the end, they must give the same D_E. The last window was added after review; where energy has decayed too far
  within it there is no such number, and it does not enter the mean.
- Exponents are weighted lines in log g over all g <= 1; errors no smaller than the scatter of the points says. Those over
  g <= 0.5 were added after the quick tier, which has one such coupling.
- D_E is a conductivity over a heat capacity c, which itself depends on g. Ratios and products with 2 c beta^2 D_E, which is
  1 for free rotors, were added after review, and so was the comparison of two waves, free of D, in place of what is left of
  the second when D k^2 t = 1.
"""

import numpy as np
import pandas as pd

from glassychains.methods.einstein import controls, coupling, unit, window
from glassychains.methods.estimates import combined, control, gather, jackknife, mean_and_error
from glassychains.methods.scaling import local_exponents, weighted_line
from glassychains.methods.tables import Numbers, lookup, select
from glassychains.methods.waves import capacity, diffusivity, logarithm, reciprocal, variances, wave_squares
from glassychains.runs.batches import read_point

RANGES = (1.0, 0.5)  # largest couplings that enter exponents
CHECKED = (1 / 16, 1 / 4)  # parts of the window's end at which waves of energy are held against Green-Kubo
SHOWN = 2  # the wave that is held against the first when D k^2 t = 1 of it
OTHERS = (
    ("earlier_window", 0.5, reciprocal),
    ("later_window", 2.0, reciprocal),
    ("logarithm", 1.0, logarithm),
)
"""Name, window over that of the rule, and form of estimates that are held against the rule's."""
THRESHOLDS = (0.5, 0.7, 0.8, 0.9)


def analyse(study, tables):
    """Curves: what is left of each wave (density, n, g, t). Numbers (g): diffusivities, their ratio, and times t0 in sites."""
    greenkubo, relaxation = (tables[f"{name}.numbers"] for name in study.uses)
    curves, numbers = [], Numbers()
    for point in study.points:
        p, data = point.parameters, read_point(point)
        g, times, (begin, end) = p["g"], data[0]["lag"], window(p)
        left = {density: remaining(point, data, density) for density in ("velocity", "energy")}
        curves += [_curves(g, p["length"], times, density, one) for density, one in left.items()]
        found = diffusivity(times, left["velocity"], p["length"], begin, end)
        if found is None:
            continue
        numbers.add("velocity_diffusivity", found.value, found.stderr, g=g)
        numbers.add("velocity_error_percent", 100 * found.stderr / found.value, g=g)
        for n, (slope, stderr) in enumerate(zip(found.slopes, found.errors, strict=True), 1):
            numbers.add("velocity_slope", slope, stderr, g=g, n=n)
        for name, factor, form in OTHERS:
            other = diffusivity(times, left["velocity"], p["length"], factor * begin, factor * end, form)
            if other is not None:
                numbers.add(name, *found.relative(other), g=g)
        _two_waves(numbers, g, p["length"], times, left["velocity"], found.value)
        _check(numbers, p, times, left["energy"], greenkubo)
    ratios = [(row["value"], row["stderr"]) for row in numbers.all("energy_over_greenkubo") if row["part"] in CHECKED]
    if ratios:
        numbers.add("energy_over_greenkubo_mean", *combined(*np.array(ratios).T))
    _compare(numbers, study.points[0].parameters, greenkubo, relaxation)
    return pd.concat(curves), numbers.table()


def remaining(point, data, density):
    """Normalized autocorrelation C of the waves of a density, shape (replica, wave, lag), less what `controls` explain."""
    change = control(gather(data, f"{density}_change"), controls(point, data))
    return 1 - change / variances(density, point.parameters, change.shape[1])[:, None]


def _curves(g, length, times, density, left):
    value, stderr = mean_and_error(left)
    squares = wave_squares(length, len(value))
    rows = [
        pd.DataFrame({"g": g, "density": density, "n": n, "square": squares[n - 1], "t": times, "value": v, "stderr": s})
        for n, (v, s) in enumerate(zip(value, stderr, strict=True), 1)
    ]
    return pd.concat(rows)


def _two_waves(numbers, g, length, times, left, found):
    """Add log C_2 / log C_1 over k_2^2 / k_1^2 at one time, that at which D k_2^2 t = 1: 1 if all places conduct alike.

    Free of D, which only chooses the time. Rates with an exponential distribution that stay where they are leave
    log 2 / 4 log(5/4) = 0.78.
    """
    first, square = wave_squares(length, SHOWN)[[0, -1]]
    at = -np.log(found * square)
    if np.log(times[-1]) < at + np.log(1.2):
        return
    pair = np.array([[np.interp(at, np.log(times), one[n]) for n in (0, SHOWN - 1)] for one in left])
    numbers.add("wave_ratio", *jackknife(lambda c: np.log(c[1]) / np.log(c[0]) * first / square, pair), g=g)


def _check(numbers, p, times, left, greenkubo):
    """Add D_E of the waves of energy over that of Green-Kubo within the same earlier windows."""
    end = window(p)[1]
    for part in (*CHECKED, 1):
        t = float(f"{part * end:.4g}")
        found = diffusivity(times, left, p["length"], t / 4, t)
        key = f"slope_until(bg={coupling(p)},t={t})" if part < 1 else f"kappa(bg={coupling(p)})"
        try:
            kappa, stderr = lookup(greenkubo, key)
        except KeyError:
            continue
        if found is not None:
            numbers.add("energy_slope", found.value, found.stderr, g=p["g"], part=part)
            expected = kappa / unit(p) / capacity(p)
            ratio = found.value / expected
            error = ratio * np.hypot(found.stderr / found.value, stderr / kappa)
            numbers.add("energy_over_greenkubo", ratio, error, g=p["g"], part=part)


def _compare(numbers, p, greenkubo, relaxation):
    """Add D_E (g), the ratio of the two diffusivities, 2 c beta^2 D_E t for each threshold of phi, and all exponents.

    `conductivity` is 2 c beta^2 D_E, `conductivity_ratio` that over D_v: 2 beta times the ratio of the integrals of the two
    current correlations.
    """
    energy, conducted, series = {}, {}, {}
    for g, kappa, stderr in select(greenkubo, "kappa")[["bg", "value", "stderr"]].to_numpy():
        here = p | {"g": g}
        value = kappa / unit(here) / capacity(here)
        energy[g] = value, value * stderr / kappa
        heat = p["beta"] ** 2 * capacity(here)
        conducted[g] = 2 * heat * energy[g][0], 2 * heat * energy[g][1]
        numbers.add("heat_capacity", heat, g=g)
        for name, one in (("energy_diffusivity", energy[g]), ("conductivity", conducted[g])):
            numbers.add(name, *one, g=g)
            if g <= RANGES[0]:
                series.setdefault(name, []).append((g, *one))
    velocity = {row["g"]: (row["value"], row["stderr"]) for row in numbers.all("velocity_diffusivity")}
    for g, one in sorted(velocity.items()):
        series.setdefault("velocity_diffusivity", []).append((g, *one))
        if g in energy:
            slowness = 1 / one[0], one[1] / one[0] ** 2
            _product(numbers, series, "ratio", g, energy[g], slowness)
            _product(numbers, series, "conductivity_ratio", g, conducted[g], slowness)
    times = {row["g"]: (row["value"], row["stderr"]) for _, row in select(relaxation, "time", threshold=0.9).iterrows()}
    for name, known in (("energy_sites", energy), ("conductivity_sites", conducted), ("velocity_sites", velocity)):
        for g in sorted(known):
            if g in times:
                _product(numbers, series, name, g, known[g], times[g])
    for threshold in THRESHOLDS:
        for _, row in select(relaxation, "time", threshold=threshold).iterrows():
            if row["g"] in conducted:
                value, stderr = _times(conducted[row["g"]], (row["value"], row["stderr"]))
                numbers.add("conductivity_until", value, stderr, g=row["g"], threshold=threshold)
    for name, rows in series.items():
        g, value, stderr = np.array(sorted(rows)).T
        for largest in RANGES:
            if (g <= largest).sum() > 1:
                few = g <= largest
                line = weighted_line(np.log(g[few]), np.log(value[few]), (stderr / value)[few], scatter=True)
                numbers.add("exponent", *line, of=name, range=f"g<={largest:g}")
        if len(g) > 1:
            for middle, exponent, error in local_exponents(g, np.log(value), stderr / value):
                numbers.add("local_exponent", exponent, error, of=name, g=float(f"{middle:.4g}"))
    for name in ("ratio", "wave_ratio"):
        if numbers.all(name):
            row = min(numbers.all(name), key=lambda row: row["g"])
            numbers.add(f"{name}_smallest_g", row["value"], row["stderr"])
    if "conductivity_ratio" in series:
        _, value, stderr = np.array(series["conductivity_ratio"]).T
        mean, error = combined(value, stderr)
        numbers.add("conductivity_ratio_mean", mean, error)
        numbers.add("conductivity_ratio_chi2", (((value - mean) / stderr) ** 2).sum())
        numbers.add("conductivity_ratio_points", len(value))


def _times(one, other):
    """Product of two independent numbers (value, error)."""
    value = one[0] * other[0]
    return value, value * np.hypot(one[1] / one[0], other[1] / other[0])


def _product(numbers, series, name, g, one, other):
    product = _times(one, other)
    numbers.add(name, *product, g=g)
    if g <= RANGES[0]:
        series.setdefault(name, []).append((g, *product))
