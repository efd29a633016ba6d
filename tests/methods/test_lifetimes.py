"""Censored lifetimes, made up: of an exponential, whose half-life is known, watched for a while."""

import numpy as np

from glassychains.methods.lifetimes import quantile, reached, survival


def test_by_hand():
    """Five replicas end at 1, 2 and 4, two are lost sight of at 3 and at 5: 4/5, 3/5, then 3/5 of which one of two ends."""
    times, ended = np.array([4.0, 1, 3, 2, 5]), np.array([True, True, False, True, False])
    at, left, low, high = survival(times, ended)
    assert np.isclose(dict(zip(at, left, strict=True))[4.0], 0.6 * 0.5)
    assert np.all((low <= left) & (left <= high))
    assert reached(times, ended, 0.5) == 4.0
    assert reached(times, ended, 0.2) == np.inf
    assert quantile(times, ended, 0.2) is None
    assert quantile(times, np.zeros(5, bool), 0.5) is None


def test_no_half_life_where_half_have_just_ended(rng):
    """As many draws end with more than half alive: an error from those that do not would be too small."""
    lived = rng.exponential(10.0, 64)
    for watched, known in ((np.sort(lived)[32], False), (np.sort(lived)[44], True)):
        times, ended = np.minimum(lived, watched), lived <= watched
        assert reached(times, ended, 0.5) < np.inf
        assert (quantile(times, ended, 0.5) is not None) == known


def test_half_life_of_an_exponential(rng):
    """Censoring at random times does not bias it, and its error is honest; to ignore censoring would."""
    found, errors, naive = [], [], []
    for _ in range(60):
        lived, watched = rng.exponential(10.0, 128), rng.uniform(4, 40, 128)
        times, ended = np.minimum(lived, watched), lived <= watched
        value, error = quantile(times, ended, 0.5)
        found.append(value)
        errors.append(error)
        naive.append(np.log(np.median(times[ended])))
    true = np.log(10 * np.log(2))
    assert abs(np.mean(found) - true) < 4 * np.std(found) / np.sqrt(60)
    assert 0.7 < np.mean(errors) / np.std(found) < 1.4
    assert abs(np.mean(naive) - true) > 8 * np.std(found) / np.sqrt(60)
