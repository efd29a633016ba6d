"""First-order motion: the derivative of the exact motion by the coupling, and its time average."""

import numpy as np
import pytest
from chains import at_rest
from scipy.integrate import solve_ivp

from glassychains.exact.firstorder import closer_neighbour, first_order, mean_velocity
from glassychains.models.rotor import TURN, Rotor, forces


def exact(model, theta, omega, time):
    """One chain, by an integrator that is not ours."""
    length = len(theta)

    def rates(_, y):
        return np.concatenate([y[length:] / TURN, forces(model, y[:length])])

    found = solve_ivp(rates, (0, time), np.concatenate([theta, omega]), method="DOP853", rtol=1e-12, atol=1e-13)
    return found.y[length:, -1]


@pytest.mark.parametrize("periodic", [True, False])
def test_its_error_is_of_second_order(rng, periodic):
    theta, omega = rng.uniform(-0.5, 0.5, 6), rng.normal(size=6)
    errors = []
    for g in (2e-3, 1e-3):
        model = Rotor(g, periodic)
        errors.append(exact(model, theta, omega, 7.0) - first_order(model, theta, omega, 7.0))
    assert np.allclose(errors[0], 4 * errors[1], rtol=0.1, atol=1e-8)
    assert np.abs(errors[1]).max() > 1e-6  # there is one


def test_equal_velocities_are_no_exception():
    """A force that does not turn: g t sin psi."""
    model, theta = Rotor(0.01, periodic=False), np.array([0.0, 0.1, 0.4])
    omega = at_rest(3)["momentum"][0]
    psi = TURN * np.diff(theta)
    moved = first_order(model, theta, omega, 3.0)
    assert np.allclose(moved, 0.03 * np.array([np.sin(psi[0]), np.sin(psi[1]) - np.sin(psi[0]), -np.sin(psi[1])]))


def test_mean_velocity_is_its_average(rng):
    model, theta, omega = Rotor(0.02), rng.uniform(-0.5, 0.5, 6), np.array([0.0, 1.3, -0.4, 2.0, 0.7, -1.1])
    times = np.linspace(0, 20000, 200001)
    mean = np.mean([first_order(model, theta, omega, t) for t in times], 0)
    assert np.allclose(mean, mean_velocity(model, theta, omega), atol=1e-4)
    assert np.abs(mean - omega).max() > 1e-2


def test_rates_replace_those_of_the_angles(rng):
    model, theta, omega = Rotor(0.02), rng.uniform(-0.5, 0.5, 6), rng.normal(size=6)
    assert np.array_equal(first_order(model, theta, omega, 5.0, omega), first_order(model, theta, omega, 5.0))
    boosted = first_order(model, theta, omega, 5.0, omega + 1.0)
    assert np.allclose(boosted, first_order(model, theta, omega, 5.0))  # only differences count


def test_the_closer_neighbour():
    omega = np.array([0.0, 1.0, 1.5, 4.0])
    assert np.allclose(closer_neighbour(Rotor(0.1), omega), [1.0, 0.5, 0.5, 2.5])
    assert np.allclose(closer_neighbour(Rotor(0.1), omega[::-1]), [2.5, 0.5, 0.5, 1.0])
    assert np.allclose(closer_neighbour(Rotor(0.1, periodic=False), np.array([0.0, 4.0, 1.5])), [4.0, 2.5, 2.5])
