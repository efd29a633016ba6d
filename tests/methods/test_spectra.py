"""Errors of gap ratios of one spectrum against the scatter of many, lines and crossings."""

import numpy as np
import pytest

from glassychains.methods.spectra import GOE, POISSON, crossing, mean_of_levels, straight
from glassychains.quantum.measures.levels import inside, ratios

LEVELS, SPECTRA = 240, 48


def goe(random):
    matrix = random.normal(size=(LEVELS, LEVELS))
    return np.linalg.eigvalsh(matrix + matrix.T)


def poisson(random):
    return np.sort(random.random(LEVELS))


@pytest.mark.parametrize("draw, expected", [(goe, GOE), (poisson, POISSON)])
def test_block_error_is_the_scatter_of_spectra(draw, expected):
    random = np.random.default_rng(5)
    found = [mean_of_levels(ratios(draw(random)[inside(LEVELS, 2 / 3)])) for _ in range(SPECTRA)]
    means, errors = np.array(found).T
    assert means.mean() == pytest.approx(expected, abs=3 * means.std() / SPECTRA**0.5)
    assert np.sqrt((errors**2).mean()) == pytest.approx(means.std(ddof=1), rel=0.3)


def test_block_error_knows_that_neighbours_are_alike():
    """Each number said four times: the error of the quarter of them."""
    alone = np.random.default_rng(6).random(200)
    value, error = mean_of_levels(np.repeat(alone, 4))
    assert value == pytest.approx(alone.mean())
    assert error == pytest.approx(alone.std(ddof=1) / 200**0.5, rel=0.3)


def test_too_few_levels_have_no_error():
    assert np.isnan(mean_of_levels(np.ones(9))[1])
    assert mean_of_levels(np.ones(10)) == (1.0, 0.0)


def test_straight_line_is_that_of_least_squares():
    x, y, error = np.array([1.0, 2.0, 4.0]), np.array([0.3, 0.1, 0.5]), np.array([0.2, 0.4, 0.6])
    slope, spread = straight(x, y, error)
    (exact, _), covariance = np.polyfit(x, y, 1, w=1 / error, cov="unscaled")
    assert (slope, spread) == pytest.approx((exact, covariance[0, 0] ** 0.5))
    assert straight(x[:2], y[:2], error[:2]) == pytest.approx((-0.2, np.hypot(0.2, 0.4)))


def test_points_that_scatter_more_than_they_say_widen_the_error():
    """As polyfit scales its covariance; points that scatter less do not narrow it."""
    x, y, error = np.arange(4.0), np.array([0.0, 1.0, 0.0, 1.0]), np.full(4, 0.1)
    _, scaled = np.polyfit(x, y, 1, w=1 / error, cov=True)
    assert straight(x, y, error)[1] == pytest.approx(scaled[0, 0] ** 0.5)
    assert straight(x, y, 9 * error)[1] == pytest.approx(0.9 / 5**0.5)


@pytest.mark.parametrize("level, where", [(1.0, 2.25), (-1.0, 0.0), (6.0, 4.0)])
def test_crossing_is_the_last_one_or_the_end(level, where):
    x = np.arange(5.0)
    assert crossing(x, [0.0, 2.0, 0.0, 4.0, 5.0], level) == pytest.approx(where)
