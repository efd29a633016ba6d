"""The battery that every model passes, and the exact limits of each."""

import importlib

import naive
import numpy as np
import pytest
from scipy import integrate

from glassychains.compiled import LANES, aligned, from_lanes, to_lanes
from glassychains.dynamics.verlet import advance, bond_pulls
from glassychains.models import rotor
from glassychains.models.harmonic import Harmonic
from glassychains.models.rotor import Rotor

ROTORS = [Rotor(0.7), Rotor(0.7, periodic=False), Rotor(0.05)]
MODELS = [*ROTORS, Harmonic(0.7), Harmonic(0.7, periodic=False)]


def run(model, q, p, dt, steps):
    q, p = to_lanes(q), to_lanes(p)
    pull = aligned(1, q.shape[1] + LANES)[0]
    for group in range(len(q)):
        advance(model, q[group], p[group], pull, dt, steps)
    return from_lanes(q), from_lanes(p)


@pytest.fixture
def physics(model):
    """The module that states the model."""
    return importlib.import_module(type(model).__module__)


@pytest.mark.parametrize("model", MODELS, ids=str)
class TestEveryModel:
    def test_forces_are_minus_the_gradient(self, model, physics, gibbs_like):
        q, p = gibbs_like(7)
        assert np.allclose(physics.forces(model, q), naive.forces(physics, model, q, p), atol=1e-7)

    def test_compiled_forces_agree_with_the_readable_ones(self, model, physics, gibbs_like):
        q, _ = gibbs_like(7)
        pull = aligned(1, 8 * LANES)[0]
        bond_pulls(model, to_lanes(q)[0], pull)
        rows = pull.reshape(8, LANES).T
        assert np.allclose(rows[:, 1:] - rows[:, :-1], physics.forces(model, q), atol=1e-14)

    def test_steps_agree_with_the_naive_scheme(self, model, physics, gibbs_like):
        q, p = gibbs_like(6)
        fast, slow = run(model, q, p, 0.05, 40), naive.advance(physics, model, q, p, 0.05, 40)
        assert np.allclose(fast[0], slow[0], atol=1e-12)
        assert np.allclose(fast[1], slow[1], atol=1e-12)

    def test_energy_error_is_second_order(self, model, physics, gibbs_like):
        q, p = gibbs_like(8)
        exact, errors = physics.energy(model, q, p), []
        for dt in (0.1, 0.05, 0.025):
            end = run(model, q, p, dt, round(6.4 / dt))
            errors.append(np.abs(physics.energy(model, *end) - exact).mean())
        orders = np.log2(np.array(errors[:-1]) / errors[1:])
        assert (np.abs(orders - 2) < 0.1).all()

    def test_time_reversal_returns_to_the_start(self, model, physics, gibbs_like):
        q, p = gibbs_like(8)
        there = run(model, q, p, 0.1, 50)
        back = run(model, there[0], -there[1], 0.1, 50)
        assert np.abs(back[0] - q).max() < 1e-12
        assert np.abs(back[1] + p).max() < 1e-12

    def test_conserved_quantities(self, model, physics, gibbs_like):
        """The energy up to the bounded error of the scheme, everything else to rounding."""
        q, p = gibbs_like(64)
        end = run(model, q, p, 0.1, 5000)
        for name, quantity in physics.conserved.items():
            change = np.abs(quantity(model, *end) - quantity(model, q, p)).max()
            assert change < (5e-3 * physics.energy(model, q, p).min() if name == "energy" else 1e-12)

    def test_split_run_is_the_whole_run(self, model, physics, gibbs_like):
        """Split at a synchronized state: the same bits as two calls in a row, whatever comes between."""
        q, p = gibbs_like(8)
        half = run(model, q, p, 0.1, 30)
        split = run(model, *half, 0.1, 30)
        q, p = to_lanes(q), to_lanes(p)
        pull = aligned(1, q.shape[1] + LANES)[0]
        advance(model, q[0], p[0], pull, 0.1, 30)
        advance(model, q[0], p[0], pull, 0.1, 30)
        assert (split[1] == from_lanes(p)).all()
        assert (split[0] == from_lanes(q)).all()

    def test_currents_obey_continuity(self, model, physics, gibbs_like):
        """What a site gains equals what flows in minus what flows out, by a tiny step of the dynamics."""
        q, p = gibbs_like(6)
        dt = 1e-5
        q2, p2 = naive.advance(physics, model, q, p, dt, 1)
        for density, current in physics.currents:
            rate = (density(model, q2, p2) - density(model, q, p)) / dt
            out = current(model, (q + q2) / 2, (p + p2) / 2)
            if not model.periodic:
                out = np.concatenate([out, np.zeros((16, 1))], -1)
            assert np.allclose(rate, np.roll(out, 1, -1) - out, atol=1e-8)
        assert np.allclose(physics.site_energy(model, q, p).sum(-1), physics.energy(model, q, p))


@pytest.mark.parametrize("model", ROTORS, ids=str)
class TestRotor:
    def test_gibbs_values_are_the_integrals(self, model, gibbs_like):
        beta = 1.3

        def weight(power):
            def integrand(r):
                return (model.g * (1 - np.cos(r))) ** power * np.exp(beta * model.g * np.cos(r))

            return integrate.quad(integrand, -np.pi, np.pi)[0]

        mean, square = weight(1) / weight(0), weight(2) / weight(0)
        assert np.isclose(rotor.gibbs_bond_energy(model, beta), mean)
        bonds = 10 if model.periodic else 9
        energy, variance = rotor.gibbs_energy(model, 10, beta)
        assert np.isclose(energy, 5 / beta + bonds * mean)
        assert np.isclose(variance, 5 / beta**2 + bonds * (square - mean**2))


def test_uncoupled_rotors_turn_freely(gibbs_like):
    theta, omega = gibbs_like(5)
    end = run(Rotor(1e-300), theta, omega, 0.1, 100)
    assert (end[1] == omega).all()
    assert np.allclose(end[0], theta + 10 * omega / (2 * np.pi), atol=1e-12)


def test_two_rotors_are_a_pendulum(gibbs_like):
    """The angle between two rotors with one bond obeys r'' = -2 g sin r: compare with scipy's integrator."""
    theta, omega = gibbs_like(2)
    model = Rotor(0.7, periodic=False)
    end = run(model, theta, omega, 0.001, 5000)
    for lane in range(4):
        start = [2 * np.pi * (theta[lane, 1] - theta[lane, 0]), omega[lane, 1] - omega[lane, 0]]
        solution = integrate.solve_ivp(lambda t, y: [y[1], -2 * 0.7 * np.sin(y[0])], (0, 5), start, rtol=1e-11, atol=1e-11)
        assert np.isclose(end[1][lane, 1] - end[1][lane, 0], solution.y[1, -1], atol=1e-5)


def test_scaling_relation_of_footnote_3_is_bitwise_for_powers_of_two(gibbs_like):
    """phi(g, beta, t) = phi(g/4, 4 beta, 2 t): half the velocity, twice the step, the same angles."""
    theta, omega = gibbs_like(9)
    one = run(Rotor(0.8), theta, omega, 0.1, 500)
    other = run(Rotor(0.2), theta, omega / 2, 0.2, 500)
    assert (one[0] == other[0]).all()
    assert (one[1] == 2 * other[1]).all()
