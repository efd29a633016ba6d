"""Equilibrium of disordered chains against cases that are known otherwise."""

import numpy as np
import pytest

from glassychains.exact import disordered
from glassychains.exact.disordered import energy_and_capacity
from glassychains.exact.transfer import averages
from glassychains.numerics.realizations import generator

pytestmark = pytest.mark.usefixtures("short_disordered_chain")


def test_harmonic_chains_have_equipartition():
    assert energy_and_capacity([0.0, 1.0], [0.0, 0.25], 0.5, 3.0) == pytest.approx((1 / 3, 1.0), rel=1e-7)


def test_equal_sites_are_those_of_the_transfer_operator():
    known = averages([0.0, 1.0, 0.0, 1.0], [0.0, 0.25], 2.5)
    found = energy_and_capacity([0.0, 1.0, 0.0, 1.0], [0.0, 0.25], 0.0, 2.5)
    assert found == pytest.approx((known.energy, 2.5**2 * known.variance), rel=2e-4)


def test_sites_that_hardly_touch_are_a_mean_over_single_sites():
    """Each by quadrature, with the same random factors."""
    beta, q = 2.0, np.linspace(-3.5, 3.5, 400)
    eps = 1 + 0.5 * (2 * generator("equilibrium of disordered oscillators").random(disordered.SITES) - 1)[disordered.SKIPPED :]
    own = eps[:, None] * q**2 / 2 + q**4 / 4
    weight = np.exp(-beta * own)
    mean, square = ((weight * own**n).sum(1) / weight.sum(1) for n in (1, 2))
    expected = 0.5 / beta + mean.mean(), 0.5 + beta**2 * (square - mean**2).mean()
    assert energy_and_capacity([0.0, 1.0, 0.0, 1.0], [0.0, 1e-9], 0.5, beta) == pytest.approx(expected, rel=2e-4)
