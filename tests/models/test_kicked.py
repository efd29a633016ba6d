"""The battery that every model of the kicked family passes, and exact limits of some."""

import naive
import numpy as np
import pytest
from chains import examples_of, label, module_of, springs
from scipy import integrate

from glassychains.config.declarations import things
from glassychains.declare import hints
from glassychains.dynamics.tangent import advance_tangent, work_of
from glassychains.dynamics.verlet import advance, bond_pulls
from glassychains.models import oscillators
from glassychains.models.oscillators import Oscillators
from glassychains.models.rotor import Rotor
from glassychains.models.seam.kicked import site_pull
from glassychains.models.seam.physics import physics_of
from glassychains.numerics.compiled import LANES, aligned, from_lanes, jit, of_group, to_lanes

SITES = 7  # of the battery
FAMILY = [name for name, physics in things("model").items() if physics.FAMILY == "kicked"]
MODELS = [model for name in FAMILY for model in examples_of(name)]


@pytest.mark.parametrize("name", FAMILY)
def test_every_model_of_the_family_has_examples(name):
    examples = examples_of(name)
    assert examples, f"no examples of the model {name}: add EXAMPLES in tests/models/examples/{name}.py"
    assert {physics_of(model) for model in examples} == {things("model")[name]}
    if "boundary" in hints(things("model")[name].Parameters):
        assert {model.periodic for model in examples} == {True, False}


def test_every_model_belongs_to_a_family_with_a_battery():
    assert {physics.FAMILY for physics in things("model").values()} == {"kicked", "flowing", "quantum"}


def run(model, q, p, dt, steps):
    q, p = to_lanes(q), to_lanes(p)
    pull = aligned(1, q.shape[1] + LANES)[0]
    for group in range(len(q)):
        advance(of_group(model, group), q[group], p[group], pull, dt, steps)
    return from_lanes(q), from_lanes(p)


@jit
def site_pulls(model, q):
    """In place: the pull of each site's own potential."""
    for i in range(q.size):
        q[i] = site_pull(model, i, q[i])
    return q


@pytest.fixture
def physics(model):
    """The module that states the model."""
    return physics_of(model)


@pytest.mark.parametrize("model", MODELS, ids=label)
class TestEveryModel:
    def test_forces_are_minus_the_gradient(self, model, physics, gibbs_like):
        q, p = gibbs_like(SITES)
        assert np.allclose(physics.forces(model, q), naive.forces(physics, model, q, p), atol=1e-7)

    def test_compiled_forces_agree_with_the_readable_ones(self, model, physics, gibbs_like):
        q, _ = gibbs_like(SITES)
        pull = aligned(1, (SITES + 1) * LANES)[0]
        group = of_group(model, 0)
        bond_pulls(group, to_lanes(q)[0], pull)
        rows = pull.reshape(SITES + 1, LANES).T
        own = from_lanes(site_pulls(group, to_lanes(q)[0])[None])
        assert np.allclose(rows[:, 1:] - rows[:, :-1] - own, physics.forces(model, q), atol=1e-13)

    def test_steps_agree_with_the_naive_scheme(self, model, physics, gibbs_like):
        q, p = gibbs_like(SITES)
        fast, slow = run(model, q, p, 0.05, 40), naive.advance(physics, model, q, p, 0.05, 40)
        assert np.allclose(fast[0], slow[0], atol=1e-12)
        assert np.allclose(fast[1], slow[1], atol=1e-12)

    def test_tangent_vectors_are_differences_of_steps(self, model, physics, gibbs_like, rng):
        """If the model states its stiffness, which only tangent dynamics asks for."""
        if not hasattr(physics, "bond_stiffness"):
            return
        (q, p), (dq, dp), step = gibbs_like(SITES), rng.normal(size=(2, 16, SITES)), 1e-5
        state, vectors = [to_lanes(one)[0] for one in (q, p)], aligned(1, 2 * SITES * LANES)
        vectors[0] = np.concatenate([to_lanes(one)[0] for one in (dq, dp)])
        group = of_group(model, 0)
        advance_tangent(group, *state, vectors, work_of(group, *state, vectors), 0.05, 5)
        ends = [run(model, q + sign * dq / physics.UNIT, p + sign * dp, 0.05, 5) for sign in (step, -step)]
        late_q, late_p = ((ahead - behind) / (2 * step) for ahead, behind in zip(*ends, strict=True))
        found = from_lanes(vectors.reshape(2, -1)).reshape(2, LANES, SITES)
        assert np.allclose(found, [physics.UNIT * late_q, late_p], atol=1e-8)

    def test_energy_error_is_second_order(self, model, physics, gibbs_like):
        q, p = gibbs_like(SITES)
        exact, errors = physics.energy(model, q, p), []
        for dt in (0.1, 0.05, 0.025):
            end = run(model, q, p, dt, round(6.4 / dt))
            errors.append(np.abs(physics.energy(model, *end) - exact).mean())
        orders = np.log2(np.array(errors[:-1]) / errors[1:])
        assert (np.abs(orders - 2) < 0.1).all()

    def test_time_reversal_returns_to_the_start(self, model, physics, gibbs_like):
        q, p = gibbs_like(SITES)
        there = run(model, q, p, 0.1, 50)
        back = run(model, there[0], -there[1], 0.1, 50)
        assert np.abs(back[0] - q).max() < 1e-12
        assert np.abs(back[1] + p).max() < 1e-12

    def test_conserved_quantities(self, model, physics, gibbs_like):
        """After a long time the energy is no further off than after a short one, everything else is kept to rounding."""
        start = gibbs_like(SITES)
        before = {name: quantity(model, *start) for name, quantity in physics.conserved.items()}
        early, late = ([run(model, *start, 0.1, steps) for steps in counts] for counts in ((7, 13, 29, 41), (5003, 5009, 5023)))
        for name, quantity in physics.conserved.items():
            soon, long_after = (
                max(np.abs(quantity(model, *end) - before[name]).mean() for end in ends) for ends in (early, late)
            )
            assert long_after < (2 * soon if name == "energy" else 1e-12)

    def test_split_run_is_the_whole_run(self, model, physics, gibbs_like):
        """Split at a synchronized state: the same bits as two calls in a row, whatever comes between."""
        q, p = gibbs_like(SITES)
        half = run(model, q, p, 0.1, 30)
        split = run(model, *half, 0.1, 30)
        q, p = to_lanes(q), to_lanes(p)
        pull = aligned(1, q.shape[1] + LANES)[0]
        advance(of_group(model, 0), q[0], p[0], pull, 0.1, 30)
        advance(of_group(model, 0), q[0], p[0], pull, 0.1, 30)
        assert (split[1] == from_lanes(p)).all()
        assert (split[0] == from_lanes(q)).all()

    def test_currents_obey_continuity(self, model, physics, gibbs_like):
        """What a site gains equals what flows in minus what flows out, by a tiny step of the dynamics."""
        q, p = gibbs_like(SITES)
        dt = 1e-5
        q2, p2 = naive.advance(physics, model, q, p, dt, 1)
        for density, current in physics.currents:
            rate = (density(model, q2, p2) - density(model, q, p)) / dt
            out = current(model, (q + q2) / 2, (p + p2) / 2)
            if not model.periodic:
                out = np.concatenate([out, np.zeros((16, 1))], -1)
            assert np.allclose(rate, np.roll(out, 1, -1) - out, atol=1e-8)
        assert np.allclose(physics.site_energy(model, q, p).sum(-1), physics.energy(model, q, p))


@pytest.mark.parametrize("periodic", [True, False])
def test_springs_alone_keep_the_total_momentum(periodic, gibbs_like):
    """And it flows from site to site by the pull of the bonds."""
    model, (q, p) = springs(0.7, periodic), gibbs_like(SITES)
    end = run(model, q, p, 0.1, 5003)
    assert np.abs(end[1].sum(-1) - p.sum(-1)).max() < 1e-12
    out = -naive.pull_from_the_right(oscillators, model, q)
    assert np.allclose(naive.forces(oscillators, model, q, p), np.roll(out, 1, -1) - out, atol=1e-7)
    pinned = run(module_of("oscillators").PINNED, q, p, 0.1, 5003)
    assert np.abs(pinned[1].sum(-1) - p.sum(-1)).max() > 0.1


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


def test_coupling_of_eq_15_has_no_half():
    """Two sites out of phase: omega^2 = omega_x^2 + 4 g0 for g0 (q_x - q_{x+1})^2."""
    g0 = 0.125
    model = Oscillators((None, np.ones((1, 2))), (None, 2 * g0))
    assert np.allclose(np.linalg.eigvalsh(oscillators.force_constants(model))[0], [1.0, 1.0 + 4 * g0])
    q = np.array([[0.3, -0.2]])
    assert np.isclose(oscillators.bond_energy(model, q)[0, 0], g0 * 0.5**2)
