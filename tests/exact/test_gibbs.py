"""Equilibrium in closed form, against integrals."""

import numpy as np
import pytest
from chains import KLEIN_GORDON, disordered, label, springs
from scipy import integrate

from glassychains.exact.gibbs import gibbs_energy, mean_cosine, rotor_bond_energy
from glassychains.exact.springs import force_constants
from glassychains.models import oscillators, spins
from glassychains.models.oscillators import Oscillators
from glassychains.models.rotor import Rotor


@pytest.mark.parametrize("model", [Rotor(0.7), Rotor(0.7, periodic=False), Rotor(0.05)], ids=str)
class TestRotor:
    def test_gibbs_values_are_the_integrals(self, model):
        beta = 1.3

        def weight(power):
            def integrand(r):
                return (model.g * (1 - np.cos(r))) ** power * np.exp(beta * model.g * np.cos(r))

            return integrate.quad(integrand, -np.pi, np.pi)[0]

        mean, square = weight(1) / weight(0), weight(2) / weight(0)
        assert np.isclose(rotor_bond_energy(model, beta), mean)
        bonds = 10 if model.periodic else 9
        energy, variance = gibbs_energy(model, 10, beta)
        assert np.isclose(energy, 5 / beta + bonds * mean)
        assert np.isclose(variance, 5 / beta**2 + bonds * (square - mean**2))


def test_mean_cosine_is_the_integral():
    for n, x in ((1, 0.3), (2, 5.0)):
        weight = integrate.quad(lambda r, x=x: np.exp(x * np.cos(r)), -np.pi, np.pi)[0]
        moment = integrate.quad(lambda r, n=n, x=x: np.cos(n * r) * np.exp(x * np.cos(r)), -np.pi, np.pi)[0]
        assert np.isclose(mean_cosine(n, x), moment / weight)


PINNED = Oscillators((None, 0.4), (None, 0.7), True)


@pytest.mark.parametrize(
    "model", [springs(0.7), springs(0.7, periodic=False), PINNED, PINNED._replace(periodic=False)], ids=label
)
def test_quadratic_energies_are_those_of_a_gaussian(model, rng):
    """Mean and variance of H from independent normal coordinates, drawn; the free translation is held at rest."""
    beta, length = 1.3, 5
    own = model.pinning[1] if model.pinning else 0.0
    phi = force_constants(np.full(length, own), 0.7)
    if model.periodic:
        phi += 0.7 * (np.outer(e := np.eye(length)[0] - np.eye(length)[-1], e))
    squares, modes = np.linalg.eigh(phi)
    stiff = squares > 1e-9
    amplitudes = rng.normal(size=(100_000, stiff.sum())) / np.sqrt(beta * squares[stiff])
    p = rng.normal(size=(100_000, length)) / np.sqrt(beta)
    energies = oscillators.energy(model, amplitudes @ modes.T[stiff], p)
    mean, variance = gibbs_energy(model, length, beta)
    assert abs(energies.mean() - mean) < 4 * np.sqrt(variance / 100_000)
    assert abs(energies.var() / variance - 1) < 4 * np.sqrt((2 + 12 / (2 * mean * beta)) / 100_000)


@pytest.mark.parametrize("model", [disordered(KLEIN_GORDON, 5), spins.Spins(0.3, np.zeros((16, 12)))], ids=label)
def test_what_is_not_known_is_refused(model):
    with pytest.raises(TypeError, match="closed form"):
        gibbs_energy(model, 5, 1.0)


@pytest.mark.parametrize("beta", [0.3, 2.0])
def test_pinned_chains_of_one_power_have_its_equipartition(beta):
    """With |q|^4 / 4 and v |r|^4 / 4 the potential energy is T / 4 per site for any v: <H> = 3 T / 4, variance 3 T^2 / 4."""
    model = Oscillators((None, None, None, 1.0), (None, None, None, 0.7), True)
    mean, variance = gibbs_energy(model, 10, beta)
    assert mean == pytest.approx(7.5 / beta, rel=1e-8)
    assert variance == pytest.approx(7.5 / beta**2, rel=1e-6)


def test_weakly_coupled_sites_are_alone():
    """<p^2 / 2 + |q|^6 / 6> = T / 2 + T / 6."""
    model = Oscillators((None, None, None, None, None, 1.0), (None, 1e-9), True)
    mean, variance = gibbs_energy(model, 3, 0.5)
    assert mean == pytest.approx(3 * (2 / 3) * 2, rel=1e-6)
    assert variance == pytest.approx(3 * (2 / 3) * 4, rel=1e-5)


def test_anharmonic_chains_without_pinning_are_refused():
    with pytest.raises(TypeError, match="closed form"):
        gibbs_energy(Oscillators((), (None, 1.0, None, 1.0), True), 5, 1.0)
