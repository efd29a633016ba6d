"""Exponents of made-up times, and the amplitude that diffusion leaves in averages over time."""

import numpy as np
import pandas as pd
import pytest

from glassychains.chapters.spots.analysis.checks import diffusion
from glassychains.chapters.spots.analysis.ergodization import beside, exponents
from glassychains.chapters.spots.analysis.kleingordon import beyond
from glassychains.exact.gibbs import gibbs_energy, rotor_bond_energy
from glassychains.methods.tables import Numbers
from glassychains.models.rotor import Rotor

NOISE = 1e-6 * np.random.default_rng(8).normal(size=6)  # the errors of a perfect fit are not known
G = np.array([0.14, 0.2, 0.25, 0.3, 0.35, 0.5])


def test_a_power_of_the_coupling_over_the_energy_is_a_smaller_power_of_beta_g():
    """T_E h^(1/2) = (g/h)^(-6.5), as at fixed energy: about -5 in beta g at fixed temperature."""
    h = np.array([0.5 + rotor_bond_energy(Rotor(g), 1.0) for g in G])
    numbers = Numbers()
    exponents(numbers, {g: (-6.5 * np.log(g / e) - 0.5 * np.log(e), 0.01) for g, e in zip(G, h, strict=True)})
    assert numbers.get("slope_at_fixed_energy", range="g<=0.35")[0] == pytest.approx(-6.5)
    assert -5.3 < numbers.get("slope", range="g<=0.35")[0] < -4.7
    assert numbers.get("slope_at_fixed_energy", range="g<=0.5")[0] == pytest.approx(-6.5)


def test_two_times_that_are_tied_have_no_exponent_between_them():
    numbers, times = Numbers(), {g: (-5 * np.log(g) + noise, 0.05) for g, noise in zip(G, NOISE, strict=True)}
    beside(numbers, times, {g: (-5 * np.log(g) - 2, 0.05) for g in G}, "t0")
    beside(numbers, times, {g: (-0.6 * np.log(g), 0.01) for g in G[1:]}, "lyapunov_time")
    value, error = numbers.get("exponent_beyond_t0", range="g<=0.5")
    assert value == pytest.approx(0, abs=1e-4) and error > 0.05
    assert numbers.get("exponent_beyond_lyapunov_time", range="g<=0.35")[0] == pytest.approx(4.4, abs=1e-4)


def test_oscillators_are_compared_in_their_own_unit_of_time():
    """T = h^(-1/4) eps^-5 and 1/lambda = h^(-1/4) eps^(-1/2), energies below 1 left out."""
    strength = {h: 0.1 / h**0.5 for h in (0.5, 1.0, 2.0, 4.0)}
    known = {h: (-0.25 * np.log(h) - 5 * np.log(eps), 0.1) for h, eps in strength.items()}
    known[1.0], known[2.0] = (known[1.0][0] + NOISE[0], 0.1), (known[2.0][0] + NOISE[1], 0.1)
    known[0.5] = (0.0, 0.1)
    rates = {h: pd.Series({"value": h**0.25 * eps**0.5 * np.exp(NOISE[int(h)]), "stderr": 1e-3}) for h, eps in strength.items()}
    numbers = Numbers()
    beyond(numbers, known, rates, strength, 0.1)
    assert numbers.get("exponent", part=0.1)[0] == pytest.approx(5, abs=1e-4)
    assert numbers.get("lyapunov_exponent", part=0.1)[0] == pytest.approx(0.5, abs=1e-4)
    assert numbers.get("exponent_beyond_lyapunov_time", part=0.1)[0] == pytest.approx(4.5, abs=1e-4)


def test_the_amplitude_of_diffusion():
    """The double integral of the correlation (1 + 4 pi D t)^(-1/2) / (2 c), and 12 / T of a short memory."""
    heat, kappa = gibbs_energy(Rotor(1.0), 1, 1.0)[1], 0.556
    rate = 4 * np.pi * kappa / heat
    t = 2.0 ** np.arange(15)
    slow = [2 / T * quad(lambda s, T=T: (1 - s / T) * (1 + rate * s) ** -0.5, T) / (2 * heat) for T in t]
    mean = np.concatenate([[1.0], (slow + 12 / t)[1:]])
    q = 2 * mean * (1 + 0.05 * np.random.default_rng(9).normal(size=(64, len(t))))
    table = pd.DataFrame({"quantity": "kappa", "bg": [0.7, 1.0], "value": [0.17, kappa], "stderr": 0.001})
    numbers = Numbers()
    diffusion(numbers, t, q, {"greenkubo.numbers": table})
    ratio, error = numbers.get("amplitude_ratio")
    assert ratio == pytest.approx(1, abs=4 * error) and error < 0.05


def quad(function, end):
    """An integral from 0, of a function that is steep at its begin."""
    x = np.concatenate([[0.0], np.geomspace(1e-6, end, 4001)])
    return np.trapezoid(function(x), x)
