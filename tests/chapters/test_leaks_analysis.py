"""Fits of leaks on made-up replicas, and fall times whose loss has no digits in the energy."""

import numpy as np

from glassychains.chapters.clean.analysis.leaks import fall
from glassychains.methods.leaking import law, prefactor

ENERGY = np.geomspace(1e3, 1e5, 12)
SMALL = ENERGY**-0.5


def test_a_law_with_its_first_correction_is_found(rng):
    noise = np.exp(1e-4 * rng.normal(size=12))
    power = 1.3 * ENERGY**-2.0 * np.exp(2.5 * SMALL) * noise
    (f, log_a), errors = law(ENERGY, power, SMALL)
    assert abs(f - 2) < 4 * errors[0] < 0.01
    assert abs(log_a - np.log(1.3)) < 4 * errors[1]
    plain = -np.polyfit(np.log(ENERGY), np.log(power), 1)[0]
    assert abs(plain - 2) > 10 * errors[0]  # without the correction it would be missed


def test_a_prefactor_is_taken_to_the_limit(rng):
    value, error = prefactor(np.log(0.97) + 2.5 * SMALL + 1e-4 * rng.normal(size=12), SMALL)
    assert abs(value - 0.97) < 4 * error < 0.01


def test_a_small_loss_is_one_at_one_power_and_a_large_one_is_integrated():
    known, powers = np.geomspace(10, 1e3, 40), 0.5 * np.geomspace(10, 1e3, 40) ** -1.0
    assert np.isclose(fall(known, powers, 200.0, 1e-9), 1e-9 / (0.5 / 200), rtol=1e-3)
    assert np.isclose(fall(known, powers, 200.0, 1e-4), 1e-4 / (0.5 / 200), rtol=1e-3)
    assert np.isclose(fall(known, powers, 200.0, 100.0), 200.0**2 - 100.0**2, rtol=1e-6)
