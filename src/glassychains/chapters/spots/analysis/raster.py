"""Density, life and return of active sites, and the energy that passes through them (claims S5a-S5k)."""

import numpy as np
import pandas as pd

from glassychains.chapters.spots.analysis import patterns
from glassychains.chapters.spots.analysis.patterns import FIRST, WIDTH
from glassychains.exact.gibbs import gibbs_energy
from glassychains.methods.estimates import gather, jackknife, mean_and_error
from glassychains.methods.scaling import local_exponents, weighted_line
from glassychains.methods.tables import Numbers, lookup
from glassychains.models.rotor import from_parameters
from glassychains.runs.batches import read_point

LENGTH, STEP = 64, 0.2  # of the points that enter laws; the others are checks
RANGES = {"bg<=0.1": 0.1, "all": np.inf}  # couplings of the exponents
CHECKS = {"threshold": {"threshold": 2 * WIDTH}, "block": {"blocks": 2}}  # both also doubled
TRIPLES = 0.368  # a^-2 times the density of resonant triples over beta g
WIDTHS = (0.125, 0.25, 0.5, 1.0, 2.0)  # thresholds of the share that active bonds carry
WINDOW = 128  # blocks: the window of the ledger
MAPS, ROWS = (0.2, 0.05), 8  # couplings that are shown as maps, and blocks per row
LATEST = 0.75  # of the run: the longest lag


def analyse(study, tables):
    """Curves (kind, g, t, site, width, value, stderr); t in blocks of 32 g^(-1/2).

    density    active sites over sites; also with twice the threshold (`density, threshold`), twice the block (`density, block`)
    map        share of `ROWS` consecutive blocks in which a site of replica 0 was active, where it was at all
    same       excess of activity of sites that were active t blocks ago, relative to that two blocks ago
    near       the same with the sites around (`patterns.NEAR`)
    return     share of waits for the next activity that are longer than t
    share      of the energy carried over windows of t blocks that passes through active bonds
    control    the same with the activity of another replica
    bonds      fraction of bonds that are active; these three also against the threshold (width)

    Numbers as told in the ledger and on the page.
    """
    numbers, curves, found = Numbers(), [], {}
    for point in study.points:
        p, data = point.parameters, read_point(point)
        velocity = gather(data, "velocity")
        reference = p["length"] == LENGTH and p["dt"] == STEP
        densities = _densities(p["g"], velocity)
        found[p["g"], p["length"], p["dt"]] = densities
        if not reference:
            continue
        for kind, known in densities.items():
            curves.append(_rows(p, "density" if kind == "main" else f"density, {kind}", [0], *known))
            numbers.add("density", *known, g=p["g"], **CHECKS.get(kind, {}))
        activity = patterns.active(velocity, p["g"])
        curves += _life(p, activity, numbers, tables, study.uses)
        curves += _returns(p, activity, numbers)
        curves += _energy(p, velocity, gather(data, "carried"), numbers)
        if p["g"] in MAPS:
            curves.append(_map(p, activity[0]))
    _laws(numbers, found, tables[f"{study.uses[2]}.numbers"])
    return pd.concat(curves), numbers.table()


def _rows(p, kind, t, value, stderr=np.nan, **more):
    return pd.DataFrame({"kind": kind, "g": p["g"], "t": t, **more, "value": value, "stderr": stderr})


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
    return _rows(p, "map", (row + 0.5) * ROWS, share[row, site], site=site + 1)


def _life(p, activity, numbers, tables, uses):
    """How long the pattern stays, in itself and against the relaxation time and the diffusion of energy."""
    labels, density = {"g": p["g"]}, activity.mean((1, 2))
    apart = jackknife(lambda n: 1 / n, patterns.spots(activity).mean(1))
    size = jackknife(lambda n, runs: n / runs, density, patterns.spots(activity).mean(1))
    numbers.add("spacing", *apart, **labels)
    numbers.add("spot_size", *size, **labels)
    numbers.add("with_a_spot", *mean_and_error(activity.any(-1).mean(1)), **labels)
    lags = patterns.steps(FIRST, int(LATEST * activity.shape[1]))
    spectra = np.fft.rfft(activity, axis=-1)
    pairs = np.stack([patterns.pair_density(spectra[:, :-j], spectra[:, j:]) for j in lags], 1)  # replica, lag, distance
    numbers.add("excess", *jackknife(lambda pair, n: patterns.excess(pair[0], n)[0], pairs, density), **labels)
    curves = []
    for kind, of in (("same", lambda e: e[..., 0]), ("near", patterns.near)):
        known = jackknife(lambda pair, n, of=of: of(patterns.excess(pair, n)) / of(patterns.excess(pair[0], n)), pairs, density)
        curves.append(_rows(p, kind, lags, *known))
        log_half, error = jackknife(
            lambda pair, n, of=of: patterns.half_life(lags, of(patterns.excess(pair, n))), pairs, density
        )
        if np.isfinite(log_half) and np.isfinite(error):
            half = np.exp(log_half)
            numbers.add(f"half_life_{kind}", half, half * error, **labels)  # in blocks
            if kind == "same":
                _mobility(p, half, error, apart[0], numbers, tables, uses)
    reach = jackknife(lambda pair, n: patterns.mean_square(patterns.excess(pair, n)), pairs, density)
    known = np.array([np.interp(4 * FIRST, lags, one) for one in reach])
    numbers.add("mean_square", *known, **labels)
    return curves


def _mobility(p, half, error, spacing, numbers, tables, uses):
    """The half-life (in blocks, relative error) against t0, and how far energy diffuses in that time."""
    g, time = p["g"], half * p["block"]
    relaxation, conduction = (tables[f"{name}.numbers"] for name in uses[:2])
    numbers.add("half_life", time, time * error, g=g)
    try:
        t0 = lookup(relaxation, f"time(g={g:g},threshold=0.9)")[0]
        numbers.add("t0", t0 / p["block"], g=g)
        numbers.add("half_life_over_t0", time / t0, time / t0 * error, g=g)
    except KeyError:
        pass
    try:
        kappa = lookup(conduction, f"kappa(bg={g * p['beta']:g})")[0]
    except KeyError:
        return
    _, variance = gibbs_energy(from_parameters(p), p["length"], p["beta"])
    diffusivity = kappa * g**0.5 / (p["beta"] ** 2 * variance / p["length"])
    length = (diffusivity * time) ** 0.5
    numbers.add("diffusivity", diffusivity, g=g)
    numbers.add("diffused", length, 0.5 * length * error, g=g)
    numbers.add("diffused_over_spacing", length / spacing, 0.5 * length / spacing * error, g=g)


def _returns(p, activity, numbers):
    """Waits for the next activity of a site, against a world in which each block is active by chance."""
    labels, density = {"g": p["g"]}, activity.mean((1, 2))
    ended, risk = patterns.waits(activity)
    j = np.arange(1, ended.shape[1] + 1)
    grid = patterns.steps(1, int(LATEST * len(j)))

    def log_at(ended, risk, at):
        return np.interp(np.log(at), np.log(j), np.log(np.maximum(patterns.survival(ended, risk), 1e-300)))

    value, stderr = jackknife(lambda e, r: patterns.survival(e, r)[grid - 1], ended, risk)
    mean, error = jackknife(lambda e, r, n: np.exp(log_at(e, r, 1 / n)), ended, risk, density)
    numbers.add("beyond_mean", mean, error, **labels)
    numbers.add("beyond_mean_by_chance", (1 - density.mean()) ** (1 / density.mean()), **labels)
    numbers.add("at_once", *jackknife(lambda e, r: e[0] / r[0], ended, risk), **labels)
    if 4 / density.mean() < 0.5 * len(j):
        slope = jackknife(lambda e, r, n: (log_at(e, r, 4 / n) - log_at(e, r, 1 / n)) / np.log(4), ended, risk, density)
        numbers.add("tail_slope", *slope, **labels)  # -3 / log 4 = -2.16 by chance
    return [_rows(p, "return", grid, value, stderr, width=density.mean())]


def _energy(p, velocity, carried, numbers):
    """The share of the carried energy that passes through active bonds, by window and by threshold."""
    labels, curves = {"g": p["g"]}, []
    carried = carried[:, 1:-1].astype(float)
    for width in WIDTHS:
        activity = patterns.active(velocity, p["g"], width)
        touched = activity[:, :-1] | activity[:, 1:]
        every, through, bonds = patterns.through(touched, carried)
        control = patterns.through(np.roll(touched, 1, 0), carried)[1]
        fraction = bonds.mean((1, 2))
        curves.append(_rows(p, "bonds", [WINDOW], *mean_and_error(fraction), width=width))
        if width == WIDTH:
            numbers.add("active_bonds", *mean_and_error(fraction), **labels)
        longest = max(1, every.shape[1] // 7)  # at least seven windows
        for window in [2**k for k in range(12) if 2**k <= longest] if width == WIDTH else [min(WINDOW, longest)]:
            b, b_active, b_control = (patterns.windows(series, window) for series in (every, through, control))
            square, shares = (b * b).mean(1), [(b * one).mean(1) for one in (b_active, b_control)]
            share = jackknife(lambda s, q: s / q, shares[0], square)
            other = jackknife(lambda s, q: s / q, shares[1], square)
            curves.append(_rows(p, "share", [window], *share, width=width))
            curves.append(_rows(p, "control", [window], *other, width=width))
            if width != WIDTH:
                numbers.add("share", *share, **labels, window=window, threshold=width)
                numbers.add("active_bonds", *mean_and_error(fraction), **labels, threshold=width)
                continue
            at = labels | {"window": window}
            numbers.add("share", *share, **at)
            numbers.add("share_excess", *jackknife(lambda s, q, f: s / q - f, shares[0], square, fraction), **at)
            numbers.add("control_excess", *jackknife(lambda s, q, f: s / q - f, shares[1], square, fraction), **at)
            unit = 2 * p["length"] * window * p["block"]
            numbers.add("running", *mean_and_error(p["g"] ** -0.5 * square / unit), **at)
    return curves


def _laws(numbers, found, clusters):
    """Exponents of the density and its prefactor, checks of length and step, and what isolated clusters say."""
    couplings = sorted({g for g, length, dt in found if (length, dt) == (LENGTH, STEP)})
    for kind in ("main", *CHECKS):
        label = CHECKS.get(kind, {})
        known = np.array([found[g, LENGTH, STEP][kind] for g in couplings])
        log, error = np.log(known[:, 0]), known[:, 1] / known[:, 0]
        for name, largest in RANGES.items():
            chosen = np.array(couplings) <= largest
            if chosen.sum() > 1:
                slope = weighted_line(np.log(couplings)[chosen], log[chosen], error[chosen])
                numbers.add("exponent", *slope, range=name, **label)
        if kind == "main":
            for g, exponent, stderr in local_exponents(couplings, log, error):
                numbers.add("local_exponent", exponent, stderr, g=float(f"{g:.4g}"))
        for g, value, stderr in zip(couplings, log, error, strict=True):
            prefactor = np.exp(value) / g
            numbers.add("prefactor", prefactor, prefactor * stderr, g=g, **label)
            numbers.add("log10_width", 0.5 * np.log10(prefactor / (3 * TRIPLES)), 0.5 * stderr / np.log(10), g=g, **label)
    for g, length, dt in found:
        if (length, dt) != (LENGTH, STEP) and (g, LENGTH, STEP) in found:
            numbers.add(
                "length_difference" if dt == STEP else "step_difference",
                *_log_ratio(found[g, length, dt]["main"], found[g, LENGTH, STEP]["main"]),
                g=g,
            )
    orders = clusters[clusters.quantity == "order"]
    for g in couplings:
        for name, length in (("log_over_triples", 3), ("log_over_fours", 4), ("log_over_fives", 5)):
            known = orders[(orders.g == g) & (orders.length == length)]
            if len(known):
                numbers.add(name, *_log_ratio(found[g, LENGTH, STEP]["main"], known[["value", "stderr"]].iloc[0]), g=g)


def _log_ratio(one, other):
    """log of one (value, error) over another, independent, and its error."""
    return np.log(one[0] / other[0]), np.hypot(one[1] / one[0], other[1] / other[0])
