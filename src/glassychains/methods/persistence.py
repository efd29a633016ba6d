"""How long a pattern of activity stays, when a site is active again, and how far energy diffuses meanwhile (claims S5f)."""

import numpy as np

from glassychains.exact.gibbs import gibbs_energy
from glassychains.methods import patterns
from glassychains.methods.estimates import jackknife, mean_and_error
from glassychains.methods.patterns import FIRST, rows
from glassychains.methods.tables import lookup
from glassychains.models.rotor import from_parameters

LATEST = 0.75  # of the run: the longest lag


def stay(p, activity, numbers, relaxation, conduction):
    """Curves `same` and `near` (lag t in blocks): the excess of activity at a site that was active, and with those around.

    Numbers (g): `spacing`, `spot_size` and `with_a_spot` of runs of neighbouring active sites; `excess`; `half_life` in units
    of time, of=same or of=near, where its error is below a half; what `_mobility` says. `relaxation`, `conduction`: numbers of
    t0 and kappa.
    """
    labels, density, runs = {"g": p["g"]}, activity.mean((1, 2)), patterns.spots(activity).mean(1)
    spacing = jackknife(lambda runs: 1 / runs, runs)
    numbers.add("spacing", *spacing, **labels)
    numbers.add("spot_size", *jackknife(lambda n, runs: n / runs, density, runs), **labels)
    numbers.add("with_a_spot", *mean_and_error(activity.any(-1).mean(1)), **labels)
    lags = patterns.steps(FIRST, int(LATEST * activity.shape[1]))
    spectra = np.fft.rfft(activity, axis=-1)
    pairs = np.stack([patterns.pair_density(spectra[:, :-j], spectra[:, j:]) for j in lags], 1)  # replica, lag, distance
    numbers.add("excess", *jackknife(lambda pair, n: patterns.excess(pair[0], n)[0], pairs, density), **labels)
    curves = []
    for kind, of in (("same", patterns.same), ("near", patterns.near)):
        known = jackknife(lambda pair, n, of=of: patterns.remaining(pair, n, of), pairs, density)
        curves.append(rows(p, kind, lags, *known))
        log_half, error = jackknife(
            lambda pair, n, of=of: patterns.log_half_life(lags, patterns.remaining(pair, n, of)), pairs, density
        )
        if np.isfinite(log_half) and error < 0.5:
            time = p["block"] * np.exp(log_half)
            numbers.add("half_life", time, time * error, **labels, of=kind)
            if kind == "same":
                _mobility(p, time, error, spacing[0], numbers, relaxation, conduction)
    return curves


def _mobility(p, time, error, spacing, numbers, relaxation, conduction):
    """The half-life (relative error) against t0, and how far energy diffuses in it, (D t)^(1/2) with D = beta^2 kappa / c."""
    g = p["g"]
    try:
        t0 = lookup(relaxation, f"time(g={g:g},threshold=0.9)")[0]
        numbers.add("t0", t0, g=g)
        numbers.add("half_life_over_t0", time / t0, time / t0 * error, g=g)
        kappa = lookup(conduction, f"kappa(bg={g * p['beta']:g})")[0]
    except KeyError:
        return
    _, variance = gibbs_energy(from_parameters(p), p["length"], p["beta"])
    diffusivity = kappa * g**0.5 / (p["beta"] ** 2 * variance / p["length"])
    length = (diffusivity * time) ** 0.5
    numbers.add("diffusivity", diffusivity, g=g)
    numbers.add("diffused", length, 0.5 * length * error, g=g)
    numbers.add("diffused_over_spacing", length / spacing, 0.5 * length / spacing * error, g=g)


def returns(p, activity, numbers):
    """Curve `return` (t in units of the mean wait): waits for the next activity that are longer.

    By Kac's lemma the mean wait is 1/n for a density n. Numbers (g): `beyond_mean`, the curve at 1, and
    `beyond_mean_by_chance`, where each block is active with probability n by chance; `at_once`, the share of waits of one
    block; `tail_slope`, the mean slope d log / d log of the curve from the mean wait to four of them, -3 / log 4 = -2.16 by
    chance.
    """
    labels, density = {"g": p["g"]}, activity.mean((1, 2))
    ended, risk = patterns.waits(activity)
    j = np.arange(1, ended.shape[1] + 1)
    grid = patterns.steps(1, int(LATEST * len(j)))

    def log_at(ended, risk, at):
        return np.interp(np.log(at), np.log(j), np.log(np.maximum(patterns.survival(ended, risk), 1e-300)))

    value, stderr = jackknife(lambda e, r: patterns.survival(e, r)[grid - 1], ended, risk)
    mean, error = jackknife(lambda e, r, n: np.exp(log_at(e, r, 1 / n)), ended, risk, density)
    n = density.mean()
    numbers.add("beyond_mean", mean, error, **labels)
    numbers.add("beyond_mean_by_chance", (1 - n) ** (1 / n), **labels)
    numbers.add("at_once", *jackknife(lambda e, r: e[0] / r[0], ended, risk), **labels)
    if 4 / n < 0.5 * len(j):
        slope = jackknife(lambda e, r, n: (log_at(e, r, 4 / n) - log_at(e, r, 1 / n)) / np.log(4), ended, risk, density)
        numbers.add("tail_slope", *slope, **labels)
    return [rows(p, "return", grid * n, value, stderr)]
