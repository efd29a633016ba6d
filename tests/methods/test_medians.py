"""Errors of medians, against many samples."""

import numpy as np
import pytest

from glassychains.methods.medians import bootstrap


def test_the_error_is_the_scatter_of_medians(rng):
    """Of a Gaussian, (pi / 2)^(1/2) times that of the mean."""
    value, stderr, draws = bootstrap(np.median, rng.normal(3.0, 1.0, 2000))
    assert value == pytest.approx(3.0, abs=5 * stderr)
    assert stderr == pytest.approx((np.pi / 2 / 2000) ** 0.5, rel=0.25)
    assert len(draws) == 200


def test_the_replica_is_the_unit(rng):
    """Sites that all say the same count once."""
    one = rng.normal(size=(300, 1))
    assert bootstrap(np.median, np.repeat(one, 8, 1))[1] == pytest.approx(bootstrap(np.median, one)[1])


def test_the_same_replicas_are_drawn_from_all(rng):
    one = rng.normal(size=500)
    assert bootstrap(lambda a, b: np.mean(a - b), one, one + 2.0)[1] < 1e-12
