"""Density, life and return of active sites, and the energy that passes through them (claims S5a-S5k)."""

import numpy as np
import pandas as pd

from glassychains.methods import patterns
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.patterns import WIDTH, rows
from glassychains.methods.persistence import returns, stay
from glassychains.methods.scaling import local_exponents
from glassychains.methods.shares import carry
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

LENGTH, STEP = 64, 0.2  # of the points that enter laws; the others are checks
RANGES = {"bg<=0.1": 0.1, "all": np.inf}  # couplings of the exponents
PREFIX = "", "other_"
CHECKS = {"threshold": {"threshold": 2 * WIDTH}, "block": {"blocks": 2}}  # both also doubled
TRIPLES = 0.368  # a^-2 times the density of resonant triples over beta g
MAPS, ROWS = (0.2, 0.05), 8  # couplings that are shown as maps, and blocks per row
ORDERS = {"log_over_triples": 3, "log_over_fours": 4, "log_over_fives": 5}


def analyse(study, tables):
    """Curves (kind, g, t, site, width, value, stderr).

    density    active sites over sites; also with twice the threshold (`density, threshold`), twice the block (`density, block`)
    order      the same by isolated clusters of `width` sites
    map        share of `ROWS` consecutive blocks, about block t, in which a site of replica 0 was active, where it was at all
    and those of `methods.persistence` and `methods.shares`, which tell their numbers; those of the density are told in `_laws`.
    """
    relaxation, conduction, clusters = (tables[f"{name}.numbers"] for name in study.uses)
    numbers, curves, found = Numbers(), [], {}
    for point in study.points:
        p, data = point.parameters, read_point(point)
        velocity = gather(data, "velocity")
        found[p["g"], p["length"], p["dt"]] = densities = _densities(p["g"], velocity)
        if (p["length"], p["dt"]) != (LENGTH, STEP):
            continue
        for kind, known in densities.items():
            curves.append(rows(p, "density" if kind == "main" else f"density, {kind}", [0], *known))
            numbers.add(PREFIX[kind != "main"] + "density", *known, g=p["g"], **CHECKS.get(kind, {}))
        activity = patterns.active(velocity, p["g"])
        curves += stay(p, activity, numbers, relaxation, conduction)
        curves += returns(p, activity, numbers)
        curves += carry(p, velocity, gather(data, "carried"), numbers, conduction)
        if p["g"] in MAPS:
            curves.append(_map(p, activity[0]))
    orders = clusters[clusters.quantity == "order"]
    _laws(numbers, found, orders)
    curves.append(orders.rename(columns={"length": "width"})[["g", "width", "value", "stderr"]].assign(kind="order"))
    return pd.concat(curves), numbers.table()


def _densities(g, velocity):
    """(density of active sites, error) as defined, with twice the threshold, and with blocks twice as long."""
    ways = {
        "main": patterns.active(velocity, g),
        "threshold": patterns.active(velocity, g, 2 * WIDTH),
        "block": patterns.active(patterns.doubled(velocity), g),
    }
    return {kind: mean_and_error(activity.mean((1, 2))) for kind, activity in ways.items()}


def _map(p, activity):
    """Rows of the map of one replica, (block, site) of bool."""
    count = len(activity) // ROWS
    share = activity[: count * ROWS].reshape(count, ROWS, -1).mean(1)
    row, site = np.nonzero(share)
    return rows(p, "map", (row + 0.5) * ROWS, share[row, site], site=site + 1)


def _laws(numbers, found, orders):
    """Numbers of the density n as defined, and with the `CHECKS`: these are called `other_` and labelled.

    `exponent` (range) of n against beta g, `local_exponent` (g); `prefactor` (g), n over beta g; `log10_width` (g), of the
    half-width a with which triples of three sites have this density, 3 x 0.368 a^2 beta g; `length_difference` and
    `step_difference` (g), logs of ratios; those of `ORDERS` (g), log of n over what isolated clusters have.
    """
    couplings = sorted({g for g, length, dt in found if (length, dt) == (LENGTH, STEP)})
    for kind in ("main", *CHECKS):
        label, prefix = CHECKS.get(kind, {}), PREFIX[kind != "main"]
        known = np.array([found[g, LENGTH, STEP][kind] for g in couplings])
        log, error = np.log(known[:, 0]), known[:, 1] / known[:, 0]
        for name, largest in RANGES.items():
            chosen = np.array(couplings) <= largest
            if chosen.sum() > 1:
                x, y, weight = np.log(couplings)[chosen], log[chosen], 1 / error[chosen]
                line, covariance = np.polyfit(x, y, 1, w=weight, cov="unscaled")
                numbers.add(f"{prefix}exponent", line[0], covariance[0, 0] ** 0.5, range=name, **label)
        if kind == "main":
            for g, exponent, stderr in local_exponents(couplings, log, error):
                numbers.add("local_exponent", exponent, stderr, g=float(f"{g:.4g}"))
        for g, value, stderr in zip(couplings, log, error, strict=True):
            prefactor = np.exp(value) / g
            numbers.add(f"{prefix}prefactor", prefactor, prefactor * stderr, g=g, **label)
            width = np.log10(prefactor / (3 * TRIPLES))
            numbers.add(f"{prefix}log10_width", 0.5 * width, 0.5 * stderr / np.log(10), g=g, **label)
    for (g, length, dt), check in found.items():
        known = found.get((g, LENGTH, STEP))
        if known and (length, dt) != (LENGTH, STEP):
            name = "length_difference" if dt == STEP else "step_difference"
            numbers.add(name, *_log_ratio(check["main"], known["main"]), g=g)
    for g in couplings:
        for name, length in ORDERS.items():
            known = orders[(orders.g == g) & (orders.length == length)]
            if len(known):
                isolated = known[["value", "stderr"]].to_numpy()[0]
                numbers.add(name, *_log_ratio(found[g, LENGTH, STEP]["main"], isolated), g=g)


def _log_ratio(one, other):
    """log of one (value, error) over another, independent, and its error."""
    return np.log(one[0] / other[0]), np.hypot(one[1] / one[0], other[1] / other[0])
