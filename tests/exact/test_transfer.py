"""Equilibrium of oscillators by the transfer operator, against closed forms and integrals; and what studies say of it."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from scipy import integrate

from glassychains.exact.transfer import averages

STUDIES = Path(__file__).resolve().parents[2] / "config/spots/studies"


@pytest.mark.parametrize("spring", [0.1, 2.0])
def test_a_harmonic_ring(spring):
    """<H> / L = T, its variance T^2, and <q^2> = T / (1 + 4 k)^(1/2), the integral over the band of 1 + 2 k (1 - cos)."""
    found = averages((0.0, 1.0), (0.0, spring), beta=2.0)
    assert found.energy == pytest.approx(0.5, rel=1e-10)
    assert found.variance == pytest.approx(0.25, rel=1e-6)
    assert found.alone == pytest.approx(0.25 + 0.25 / (1 + 4 * spring) ** 0.5, rel=1e-10)


def test_sites_without_neighbours():
    pinning, beta = (0.0, 1.0, 0.0, 1.0), 0.3

    def weight(power):
        def integrand(q):
            own = q**2 / 2 + q**4 / 4
            return own**power * np.exp(-beta * own)

        return integrate.quad(integrand, -8, 8)[0]

    mean, square = weight(1) / weight(0), weight(2) / weight(0)
    found = averages(pinning, (0.0, 1e-12), beta)
    assert found.energy == pytest.approx(0.5 / beta + mean, rel=1e-9)
    assert found.alone == pytest.approx(found.energy, rel=1e-9)
    assert found.alone_square == pytest.approx(found.variance + found.energy**2, rel=1e-6)
    assert found.variance == pytest.approx(0.5 / beta**2 + square - mean**2, rel=1e-6)


def test_equipartition_of_a_coupled_quartic_chain():
    """Both <p dH/dp> and <q dH/dq> are T: 2 <bond> + 4 <U> = T with quadratic bonds and quartic pinning."""
    found = averages((0.0, 0.0, 0.0, 1.0), (0.0, 0.5), 0.7)
    bond, own = found.energy - found.alone, found.alone - 0.5 / 0.7
    assert 2 * bond + 4 * own == pytest.approx(1 / 0.7, rel=1e-9)


def test_studies_of_oscillators_count_excursions_from_the_mean():
    study = yaml.safe_load((STUDIES / "kleingordon.yaml").read_text())
    shared = study["parameters"]
    for row in [*study["sweep"], *study["tiers"]["standard"]["sweep"]]:
        exact = averages(shared["pinning"], shared["coupling"], row["beta"]).alone
        assert row["mean_energy"] == pytest.approx(exact, rel=5e-5)
