"""Maps of activity against statistics that is known."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from glassychains.chapters.disorder.analysis import maps


@pytest.mark.parametrize("ties", [False, True])
def test_rank_correlation_is_that_of_scipy(rng, ties):
    one, two = rng.normal(size=(2, 5, 40))
    if ties:
        one = one.round()
    found = maps.rank_correlation(one, two)
    assert np.allclose(found, [spearmanr(a, b).statistic for a, b in zip(one, two, strict=True)])
    assert np.allclose(maps.rank_correlation(one, np.exp(3 * one)), 1)


def test_crossing_of_a_known_curve():
    times = 2.0 ** np.arange(12)
    curve = 1 - np.log(times) / 5
    assert np.isclose(maps.log_crossing(times, curve, 0.5), 2.5)
    assert np.isnan(maps.log_crossing(times, curve + 10, 0.5))
    assert np.isnan(maps.log_crossing(times, curve - 10, 0.5))
