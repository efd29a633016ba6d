"""Disordered spins measured several times in each sample of the fields, in two lengths and by two rules (claims L6a to L6i).

Points that differ in their random stream alone share the fields of their samples: an analysis of variance tells what truly
differs between samples, sigma^2 relative to the squared mean, from the noise of a history. The D of a history is the slope of
<B^2> / (2 L c) over lags in [T / 25, T / 6.25]; D of a point is that over [T / 12, T / 3], as in the study `spins`.

Were a ring a series of resistances, 1 / D of a long one would be the mean of 1 / D, so D = <D> / (1 + sigma^2) to second order,
and exactly for a lognormal D. Twice the length would halve sigma^2, so that the mean D of rings of 2 L over that of L is
(1 + sigma^2 / 2) / (1 + sigma^2), once energy has gone round both.
"""

import importlib

import numpy as np
import pandas as pd

from glassychains.chapters.disorder.analysis.spins import LATEST, WIDTH, growth, over_field, ring_variance
from glassychains.methods.einstein import slope
from glassychains.methods.estimates import combined, gather, jackknife, mean_and_error
from glassychains.methods.oneway import relative_variance
from glassychains.methods.scaling import local_exponents
from glassychains.methods.tables import Numbers, select
from glassychains.runs.batches import read_point

WINDOW = (1 / 25, 1 / 6.25)  # of the run: lags for the D of one history
RESTS = 0.2  # most by which the persistence of a D at rest, with two errors, may differ from 1
APART = {(0.3, 0.2, 128): 16}  # samples of a first run by (J, dt, length), after which more were run: judged apart
FROM = 0.3  # smallest J of the exponent of the ratio of rules: below, D of short steps does not rest
USUAL = {"dt": 0.2, "length": 64}  # of the study `spins`
UNIT = {"dt": 1.0, "length": 64}


def groups_of(points):
    """Points by (J, dt, length), those that differ in their stream alone together."""
    found = {}
    for point in points:
        p = point.parameters
        found.setdefault((p["J"], p["dt"], p["length"]), []).append(point)
    return dict(sorted(found.items()))


def moved_by(point):
    """(lags, <B^2> / (2 L c) of each sample, halves' estimate, energy and length errors) of one history of each sample."""
    p, data = point.parameters, read_point(point)
    physics = importlib.import_module(f"glassychains.models.{point.model}")
    models = [physics.from_parameters(p, point.realizations(batch)) for batch in range(point.batches)]
    capacity = np.concatenate([physics.energy_variance(model) for model in models])
    energy = np.abs(np.diff(gather(data, "energy"), axis=1)).max() / p["length"]
    halves = gather(data, "carried"), 2 * p["length"] * capacity
    return data[0]["lag"], gather(data, "einstein") / capacity[:, None], halves, energy


def ratio(one, two):
    """Of two independent (value, error), and its error."""
    value = one[0] / two[0]
    return value, abs(value) * np.hypot(one[1] / one[0], two[1] / two[0])


def analyse(study, tables):
    """Curves (J, dt, length, t, value, stderr) of D(t); numbers D, persistence, variances, ratios of lengths and of rules."""
    curves, numbers, D = [], Numbers(), {}
    for (J, dt, length), points in groups_of(study.points).items():
        labels, duration = {"J": J, "dt": dt, "length": length}, points[0].parameters["duration"]
        seen = [moved_by(point) for point in points]
        times, end = seen[0][0], LATEST * duration
        moved = np.stack([one[1] for one in seen])  # (history, sample, lag)

        def slopes(begin, end, times=times, moved=moved):
            joined = slope(times, moved.reshape(-1, len(times)), begin, end)
            return joined.reshape(moved.shape[:2]).T  # (sample, history)

        late, earliest = slopes(end / WIDTH, end), slopes(end / WIDTH**2, end / WIDTH)
        D[J, dt, length] = mean_and_error(late.mean(1))
        numbers.add("D", *D[J, dt, length], **labels)
        if (J, dt, length) in APART:
            first = APART[J, dt, length]
            for part, samples in (("first", late[:first]), ("later", late[first:])):
                numbers.add(f"D_{part}", *mean_and_error(samples.mean(1)), **labels)
        numbers.add("persistence", *jackknife(lambda a, b: a / b, late.mean(1), earliest.mean(1)), **labels)
        one = slopes(*(part * duration for part in WINDOW))
        numbers.add("D_window", *mean_and_error(one.mean(1)), **labels)
        if len(points) > 1:
            numbers.add("sample_variance", *relative_variance(one), **labels)
        parts = [ring_variance(*halves, points[0].parameters["block"]) for _, _, halves, _ in seen]
        numbers.add("halves_variance", *np.array(parts).mean(0), **labels)  # errors of one history: samples are the same
        numbers.add("samples", late.shape[0], **labels)
        numbers.add("histories", late.shape[1], **labels)
        numbers.add("energy_error", max(error for *_, error in seen), **labels)
        numbers.add("J_over_Delta", over_field(J), **labels)
        kept = times <= 1.01 * end
        value, stderr = mean_and_error((moved[:, :, kept] / times[kept]).mean(0))
        curves.append(pd.DataFrame(labels | {"t": times[kept], "value": value, "stderr": stderr}))
    numbers.add("energy_error_largest", max(row["value"] for row in numbers.all("energy_error")))
    _lengths(numbers)
    _rules(numbers, D, tables["spins.numbers"])
    return pd.concat(curves), numbers.table()


def _lengths(numbers):
    """D and its variance in rings of 2 L over those of L, and what resistances in series would give."""
    for row in numbers.all("D"):
        J, dt, length = row["J"], row["dt"], row["length"]
        longer = numbers.get("D", J=J, dt=dt, length=2 * length)
        shorter, other = (numbers.get("sample_variance", J=J, dt=dt, length=L) for L in (length, 2 * length))
        if not (longer and shorter and other):
            continue
        labels, (variance, error) = {"J": J, "dt": dt}, shorter
        numbers.add("length_ratio", *ratio(longer, (row["value"], row["stderr"])), **labels)
        for part in ("first", "later"):
            apart = numbers.get(f"D_{part}", J=J, dt=dt, length=2 * length)
            if apart:
                numbers.add(f"length_ratio_{part}", *ratio(apart, (row["value"], row["stderr"])), **labels)
        numbers.add("length_ratio_of_series", (1 + variance / 2) / (1 + variance), error / 2 / (1 + variance) ** 2, **labels)
        numbers.add("variance_ratio", *ratio(other, shorter), **labels)
        numbers.add("series_over_mean", 1 / (1 + variance), error / (1 + variance) ** 2, **labels)


def _rules(numbers, D, spins):
    """D by steps of 1 over D by steps of 0.2, how that goes with J / Delta, and the smallest J at which D rests."""
    usual = {J: found for (J, *rest), found in D.items() if rest == list(USUAL.values())}
    for row in select(spins, "D", dt=USUAL["dt"]).itertuples():
        usual.setdefault(row.J, (row.value, row.stderr))
    unit = {J: found for (J, *rest), found in D.items() if rest == list(UNIT.values())}
    both = sorted(usual.keys() & unit.keys())
    # rings of both rules have the same fields, which makes these errors too large rather than too small
    ratios = {J: ratio(unit[J], usual[J]) for J in both}
    for J, found in ratios.items():
        numbers.add("step_ratio", *found, J=J)
    if ratios:
        numbers.add("step_ratio_mean", *combined(*np.array(list(ratios.values())).T))
    compared = [J for J in both if J >= FROM]
    if len(compared) > 1:
        low, high = compared[0], compared[-1]
        (a, ea), (b, eb) = ratios[low], ratios[high]
        span = np.log(over_field(high) / over_field(low))
        numbers.add("step_exponent", np.log(b / a) / span, np.hypot(ea / a, eb / b) / span)
    for name, found in (("usual", usual), ("unit", unit)):
        J = np.array(sorted(found))
        value, error = np.array([found[one] for one in J]).T
        if len(J) > 1:
            for middle, exponent, stderr in local_exponents(over_field(J), np.log(value), error / value):
                numbers.add("exponent", exponent, stderr, rule=name, J_over_Delta=float(f"{middle:.3g}"))
        if len(J) > 2:
            numbers.add("exponent_growth", *growth(over_field(J), np.log(value), error / value), rule=name)
    for rule, dt in (("usual", USUAL["dt"]), ("unit", UNIT["dt"])):
        known = [one for one in numbers.all("persistence") if (one["dt"], one["length"]) == (dt, 64)]
        if rule == "usual":
            known += select(spins, "persistence", dt=dt).to_dict("records")
        lowest = lowest_at_rest((row["J"], row["value"], row["stderr"]) for row in known)
        if lowest is not None:
            numbers.add("lowest_at_rest", over_field(lowest), rule=rule)


def lowest_at_rest(persistences):
    """Smallest J of (J, persistence, error) down to which all are within `RESTS` of 1, two errors included; None if none."""
    persistences = list(persistences)
    falling = max((J for J, value, error in persistences if abs(value - 1) + 2 * error > RESTS), default=-np.inf)
    return min((J for J, *_ in persistences if falling < J), default=None)
