"""Survival of fast rotors on made-up paths, and laws fitted to censored lifetimes that are drawn from one."""

import numpy as np
from scipy import special, stats

from glassychains.methods import survival

LEVELS = np.geomspace(9.0, 4.0, 7)
T, RATE, POWER = 0.5, 2.0, 4


def paths(rng, noise=0.0):
    """w^4 falls at a rate: times to the lowest level."""
    rates = RATE * (1 + noise * rng.normal(size=64))
    return (LEVELS**POWER - LEVELS[-1] ** POWER) / rates[:, None]


def test_survival_of_a_deterministic_fall_is_a_gaussian_tail(rng):
    t = np.geomspace(1, 1000, 30)
    rows = survival.log_survival(t, LEVELS, paths(rng), T, POWER)
    w = (LEVELS[-1] ** POWER + RATE * t) ** 0.25
    assert np.allclose(np.exp(rows[0]), special.erfc(w) / special.erfc(4.0), rtol=1e-8)
    assert np.allclose(survival.mean_log(rows), rows[0])


def test_times_to_bottom_go_down_to_zero():
    assert (survival.times_to_bottom(np.array([[1.0, 3.0, 7.0]])) == [[6.0, 4.0, 0.0]]).all()


def test_the_true_exponent_wins_among_fixed_ones_and_a_free_one_finds_it(rng):
    t = np.geomspace(3, 2500, 60)
    found = survival.fits(t, survival.log_survival(t, LEVELS, paths(rng, 0.05), T, POWER))
    assert found["aic"][0.5] < found["aic"][1.0] - 10
    assert found["aic"][0.5] < found["aic"][0.25] - 10
    assert abs(found["free"][0] - 0.5) < 0.05


def test_drawn_lifetimes_have_the_survival_that_paths_say(rng):
    lives = survival.drawn(LEVELS, paths(rng), T, POWER, 4000, rng)
    at = np.quantile(lives, [0.3, 0.7])
    expected = np.exp(survival.log_survival(at, LEVELS, paths(rng), T, POWER)[0])
    assert np.allclose(expected, [0.7, 0.3], atol=0.03)


def test_weibull_shape_of_censored_lifetimes(rng):
    """Half of them are censored, and the shape still comes out; fixed wrong shapes lose."""
    lives = stats.weibull_min.rvs(0.5, scale=10.0, size=2000, random_state=rng)
    shape, fixed = survival.weibull(lives, np.median(lives))
    assert abs(shape - 0.5) < 0.05
    assert fixed[0.5] < 10
    assert fixed[1.0] > 50
    assert fixed[0.25] > 50


def test_few_paths_that_last_longest_are_told():
    rows = np.log(np.array([[1.0, 1.0], [1.0, 1e-9], [1.0, 1e-9], [1.0, 1e-9]]))
    assert np.allclose(survival.effective(rows), [4.0, 1.0])
