"""Leaks by linear response: closed forms, and direct runs of small amplitude."""

import numpy as np
import pytest
from scipy import integrate

from glassychains.exact import leaks


def test_one_site_of_an_arm_is_a_driven_damped_oscillator():
    nu, k, gamma = 3.0, 0.7, 0.4
    assert np.isclose(leaks.response(nu, 1, k, gamma)[0], k / (k - nu**2 + 1j * nu * gamma))
    assert np.isclose(leaks.response(nu, 1, k, gamma, held=False)[0], k / (-(nu**2) + 1j * nu * gamma))


@pytest.mark.parametrize("held", [True, False])
def test_an_arm_answers_as_its_equations_of_motion_say(held):
    """Integrated from rest until the start is forgotten."""
    sites, k, gamma, nu = 3, 0.8, 0.9, 2.7
    stiffness = leaks.stiffness_of(sites, k, held)

    def motion(t, y):
        q, p = y[:sites], y[sites:]
        force = -stiffness @ q
        force[0] += k * np.cos(nu * t)
        force[-1] -= gamma * p[-1]
        return np.concatenate([p, force])

    end = 20 / leaks.slowest(sites, k, gamma, held)
    run = integrate.solve_ivp(motion, (0, end), np.zeros(2 * sites), rtol=1e-9, atol=1e-12)
    expected = np.real(leaks.response(nu, sites, k, gamma, held) * np.exp(1j * nu * end))
    q = run.y[:sites, -1]
    shift = 0.0 if held else (q - expected).mean()  # an arm that nobody holds stands somewhere
    assert np.allclose(q - shift, expected, atol=1e-6)


@pytest.mark.parametrize("power", [4, 6, 8])
def test_frequency_and_harmonics_are_those_of_the_oscillator(power):
    omega, q = leaks.pure_frequency(power)

    def motion(t, y):
        return [y[1], -(y[0] ** (power - 1))]

    period = 2 * np.pi / omega
    t = np.linspace(0, period, 257)[:-1]
    start = [power ** (1 / power), 0.0]
    run = integrate.solve_ivp(motion, (0, period), start, t_eval=t, rtol=1e-11, atol=1e-12)
    orders = 2 * np.arange(leaks.HARMONICS) + 1
    measured = 2 / 256 * np.cos(np.outer(orders, omega * t)) @ run.y[0]
    assert np.allclose(measured, q, atol=2e-5)


def test_breather_between_short_arms_is_a_periodic_orbit_of_the_chain():
    """Its start, all phases zero, comes back after a period, but for what friction takes."""
    power, sites, gamma = 4, 2, 1e-3
    shape = leaks.pure_frequency(power)[1]
    guess = np.append(3.0, shape[1:] / shape[0])
    one = leaks.breather(4.0, power, sites, gamma, guess)
    orders = 2 * np.arange(leaks.HARMONICS) + 1
    arms = np.array([leaks.response(n * one.frequency, sites, 1.0, gamma) for n in orders]).real
    chain = np.concatenate(
        [(one.amplitudes[:, None] * arms).sum(0)[::-1], [one.amplitudes.sum()], (one.amplitudes[:, None] * arms).sum(0)]
    )

    def motion(t, y):
        q, p = y[:5], y[5:]
        pull = np.diff(q)
        force = np.append(pull, 0) - np.insert(pull, 0, 0)
        force[2] -= q[2] ** 3  # the arms are linear
        force[[0, -1]] -= gamma * p[[0, -1]]
        return np.concatenate([p, force])

    period = 2 * np.pi / one.frequency
    t = np.linspace(0, period, 65)
    run = integrate.solve_ivp(motion, (0, period), np.append(chain, np.zeros(5)), t_eval=t, rtol=1e-11, atol=1e-12)
    assert np.allclose(run.y[:5, -1], chain, atol=2e-3)
    q, p = run.y[:5, :-1], run.y[5:, :-1]
    energy = (0.5 * p**2).sum(0) + q[2] ** 4 / 4 + 0.5 * (np.diff(q, axis=0) ** 2).sum(0)
    assert np.isclose(energy.mean(), one.energy, rtol=1e-4)
    assert np.isclose((0.5 * p[2] ** 2).mean(), one.moving, rtol=1e-3)


def test_exponents_and_prefactors_are_those_of_far_breathers():
    energy, power, _ = leaks.breathers(6, 2, 1.0, 1e5, 1e8, count=12)
    constant, f = leaks.breather_law(6, 2, 1.0)
    assert np.isclose(f, 5 / 3)
    assert np.allclose(power, constant * energy**-f, rtol=3e-3)
    assert np.isclose(leaks.rotor_power(100.0, 3, 1.0, 0.5)[0] * 100.0**10, 0.25, rtol=2e-3)


def test_fall_time_of_a_power_law():
    energy = np.geomspace(1, 100, 50)
    assert np.isclose(leaks.fall_time(energy, 2 * energy**-1.5, 50.0, 10.0), (50**2.5 - 10**2.5) / 5, rtol=1e-7)


def test_passage_without_noise_is_the_fall_and_with_noise_that_of_the_ornstein_uhlenbeck_process():
    fall = leaks.mean_passage(lambda w: 0.3 * w**-2, 1e-6, 5.0, 3.0)
    assert np.isclose(fall, (5**4 - 3**4) / (4 * 0.3), rtol=1e-4)
    exact, _ = integrate.dblquad(lambda z, y: np.exp((y**2 - z**2) / 2), 1.0, 2.0, lambda y: y, lambda y: 12.0)
    assert np.isclose(leaks.mean_passage(lambda w: 0.7 * w**2, 1.0, 2.0, 1.0), exact / 0.7, rtol=1e-6)


def test_a_brownian_neighbour_that_cools_is_one_at_rest():
    w, g, gamma = 9.0, 0.5, 0.8
    cold = leaks.warm_power(w, g, gamma, 1e-4)
    assert np.isclose(cold, leaks.rotor_power(w, 1, g, gamma)[0], rtol=2e-3)
    law = 0.5 * gamma * g**2 / w**2 * (1 + (10 * 0.4 - gamma**2) / w**2)
    assert np.isclose(leaks.warm_power(w, g, gamma, 0.4), law, rtol=0.01)
