"""Flips in harmonic chains: the network of modes against the exact state, where it must be exact."""

import numpy as np
import pytest

from glassychains.chapters.disorder.analysis.exact_flips import network_resistance
from glassychains.exact.springs import force_constants, stationary


@pytest.mark.parametrize("ratio", [0.1, 1.0, 10.0])
def test_network_of_modes_is_exact_where_flips_and_baths_are_slow(rng, ratio):
    """Both slower than all differences of frequencies; what is left is of the order of their ratio."""
    for _ in range(3):
        phi = force_constants(rng.uniform(0.5, 1.5, 12), 0.25)
        slow = 1e-8
        current, _ = stationary(phi, 0.25, 1 / 0.6, 1 / 0.4, slow, ratio * slow)
        assert np.isclose(0.2 / current[0], network_resistance(phi, ratio * slow, slow), rtol=1e-4)


def test_network_is_not_exact_where_they_are_fast(rng):
    phi = force_constants(rng.uniform(0.5, 1.5, 12), 0.25)
    current, _ = stationary(phi, 0.25, 1 / 0.6, 1 / 0.4, 1.0, 1.0)
    assert not np.isclose(0.2 / current[0], network_resistance(phi, 1.0, 1.0), rtol=0.1)


def test_resistance_scales_with_the_rates(rng):
    phi = force_constants(rng.uniform(0.5, 1.5, 20), 0.25)
    assert np.isclose(network_resistance(phi, 2.0, 6.0), network_resistance(phi, 1.0, 3.0) / 2)
