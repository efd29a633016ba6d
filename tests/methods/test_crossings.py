"""Crossings and collapses of made curves, with errors that are right."""

import numpy as np
import pytest

from glassychains.methods import crossings
from glassychains.methods.tables import Numbers

ALPHA = np.array([0.6, 0.65, 0.7, 0.725, 0.75, 0.775, 0.8, 0.9])


def samples(rng, length, count, noise=0.03, centre=0.72):
    """Realizations of a step in L log(alpha / 0.72); noise of a realization is common to all alpha in part."""
    mean = 0.46 + 0.07 * np.tanh(0.8 * length * np.log(ALPHA / centre))
    return mean + noise * (0.7 * rng.standard_normal((count, 1)) + 0.7 * rng.standard_normal((count, len(ALPHA))))


def found(rng):
    sets = {length: crossings.resampled(samples(rng, length, count), f"{length}") for length, count in ((6, 200), (8, 100))}
    crossed = crossings.told(crossings.crossing(ALPHA, sets[6], sets[8]))
    grid = np.exp(np.linspace(np.log(0.5), np.log(1.0), 121))
    return crossed, crossings.told(crossings.collapse({n: (ALPHA, one) for n, one in sets.items()}, grid)[0])


def test_crossings_and_collapses_find_the_threshold_with_the_right_error(rng):
    """As large as the scatter of independent data sets. A parabola is not quite the difference of two steps, hence 0.025."""
    every = np.array([found(rng) for _ in range(20)])
    for values, errors in every.transpose(1, 2, 0):
        fine = np.isfinite(errors)
        assert fine.mean() > 0.8
        assert np.median(errors[fine]) < 0.04
        assert abs(np.mean(values[fine]) - 0.72) < 0.025
        assert 0.6 < np.median(errors[fine]) / np.std(values[fine]) < 1.6


def test_collapse_is_good_in_the_variable_of_theory_only(rng):
    """Sizes 4 and 8, whose curves in L log(alpha / alpha_c) are one: the sum of squares is about its degrees of freedom."""
    grid = np.exp(np.linspace(np.log(0.6), np.log(0.9), 121))
    inner = ALPHA[1:7]
    sets = {n: samples(rng, n, 400, noise=0.01)[:, 1:7] for n in (4, 8)}
    _, squares, free = crossings.collapse({n: (inner, crossings.resampled(s, f"{n}")) for n, s in sets.items()}, grid)
    assert free == 12 - 5
    assert squares < 4 * free
    _, squares, _ = crossings.collapse({n**2: (inner, crossings.resampled(s, f"{n}")) for n, s in sets.items()}, grid)
    assert squares > 10 * free


def test_of_two_zeros_the_one_that_rises_is_meant():
    curve = np.linspace(0, 3, 7)
    short, long = np.zeros((crossings.DRAWS + 1, 7)), np.zeros((crossings.DRAWS + 1, 7)) + (curve - 1) * (2.5 - curve)
    short[1:] += 1e-9 * np.random.default_rng(1).standard_normal((crossings.DRAWS, 7))
    for rising, zero in ((True, 1.0), (False, 2.5)):
        assert crossings.crossing(curve, short, long, rising)[0] == pytest.approx(zero)
        assert crossings.crossing(curve, long, short, rising)[0] == pytest.approx(3.5 - zero)


def test_no_crossing_no_number(rng):
    short = crossings.resampled(samples(rng, 6, 100), "short")
    assert np.isnan(crossings.told(crossings.crossing(ALPHA, short, short + 0.05))[0])
    off = np.exp(np.linspace(np.log(0.8), np.log(1.0), 41))  # the threshold is below
    sets = {n: (ALPHA, crossings.resampled(samples(rng, n, 100, noise=0.01), f"{n}")) for n in (6, 8)}
    assert np.isnan(crossings.told(crossings.collapse(sets, off)[0])[0])


def test_resampling_draws_whole_realizations(rng):
    """What all points of a realization share shows in all points of a resampling, and the error is that of a mean."""
    shared = rng.standard_normal((50, 1)) + np.zeros(3)
    means = crossings.resampled(shared, "any")
    assert means.shape == (crossings.DRAWS + 1, 3)
    assert means[0] == pytest.approx(shared.mean(0))
    assert (np.ptp(means, axis=1) < 1e-12).all()
    assert crossings.told(means[:, 0])[1] == pytest.approx(shared[:, 0].std() / np.sqrt(50), rel=0.15)
    assert (means == crossings.resampled(shared, "any")).all()


def test_too_few_results_have_no_error():
    results = np.concatenate([[1.0], np.linspace(0, 2, 300), np.full(100, np.nan)])
    value, error = crossings.told(results)
    assert value == 1.0
    assert np.isnan(error)
    numbers = Numbers()
    crossings.note(numbers, "any", results)
    crossings.note(numbers, "any", results[:301], of="it")
    assert [(row["quantity"], row["of"]) for row in numbers.rows] == [("any", "it")]
