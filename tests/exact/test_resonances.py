"""Probabilities of resonant pairs and triples, against drawn velocities, a plain double integral and their expansions."""

import numpy as np
import pytest
from scipy import integrate, stats

from glassychains.exact.resonances import PAIR, SEPARATRIX, TRIPLE, next_order, pair, triple


@pytest.mark.parametrize("z", [0.1, 0.7, 2.0])
def test_they_are_those_of_independent_gaussians(rng, z):
    omega = rng.normal(size=(400000, 3))  # at beta = 1
    close = np.abs(np.diff(omega)) < z
    for found, exact in ((close[:, 0], pair(z)), (close.all(1), triple(z))):
        assert abs(found.mean() - exact) < 4 * np.sqrt(exact * (1 - exact) / len(omega))


@pytest.mark.parametrize("z", [0.05, 0.3, 1.5])
def test_a_triple_is_the_integral_of_the_bivariate_normal(z):
    density = stats.multivariate_normal([0, 0], [[2, -1], [-1, 2]]).pdf
    whole, _ = integrate.dblquad(lambda x, y: density([x, y]), -z, z, -z, z, epsrel=1e-9)
    assert triple(z) == pytest.approx(whole, rel=1e-7)


def test_expansions():
    """The rest beyond the next order is of relative order z^4; that of half the z is sixteen times smaller."""
    for sites, exact, leading in ((2, pair, lambda z: PAIR * z), (3, triple, lambda z: TRIPLE * z * z)):
        rests = [exact(z) / leading(z) / next_order(sites, z) - 1 for z in (0.4, 0.2)]
        assert 13 < rests[0] / rests[1] < 19
        assert abs(rests[1]) < 1e-3
    assert pytest.approx((0.5642, 0.3676), abs=5e-5) == (PAIR, TRIPLE)


def test_the_band_is_that_of_the_separatrix():
    """A pair of bond angle 0 and velocity difference a g^(1/2) just reaches the top of the potential, energy 4 g."""
    g = 0.3
    assert (SEPARATRIX * g**0.5) ** 2 / 2 == pytest.approx(4 * g)  # of psi: psi'^2 / 2 + 2 g (1 - cos psi)
