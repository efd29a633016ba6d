"""The battery that every model with exact flows passes, and exact limits of each."""

import numpy as np
import pytest
from chains import examples_of, module_of
from scipy import integrate, special

from glassychains.config.declarations import things
from glassychains.dynamics.composition import WEIGHTS, advance_composed
from glassychains.models import dnls, spins
from glassychains.models.seam.physics import physics_of
from glassychains.numerics.compiled import LANES, aligned, from_lanes, of_group, to_lanes

SPINS, DNLS = module_of("spins"), module_of("dnls")
ring, chain, NAMES = SPINS.ring, DNLS.chain, SPINS.NAMES


def known_of(model):
    """The module of a model's examples."""
    return module_of(physics_of(model).__name__.rsplit(".", 1)[1])


def random_state(model, rng):
    """(q, p) of 16 replicas."""
    return known_of(model).random_state(model, rng)


def naive_flow(model, part, q, p, time):
    """The exact flow of one part, from the definition of the model."""
    return known_of(model).naive_flow(model, part, q, p, time)


def run(model, q, p, dt, steps, scheme="strang"):
    """q, p after `steps` steps, and the account, (replica, site)."""
    account = np.zeros(p.shape)
    q, p, carried = to_lanes(q), to_lanes(p), to_lanes(account)
    advance_composed(of_group(model, 0), WEIGHTS[scheme], q[0], p[0], carried[0], dt, steps)
    return from_lanes(q), from_lanes(p), from_lanes(carried)


def near(a, b, tolerance):
    """Is the largest difference below the tolerance?"""
    return np.abs(np.subtract(a, b)).max() < tolerance


def naive_parts(model, dt, weights):
    """(part, time) in order."""
    last = type(model).PARTS - 1
    for weight in weights:
        yield from ((part, weight * dt / (1 if part == last else 2)) for part in [*range(last), *range(last, -1, -1)])


def solution(model, q, p, time):
    """The state after `time` by scipy's integrator from the readable rate, one replica at a time."""
    ends = []
    for replica in range(len(q)):
        one = type(model)(*(value[replica] if np.ndim(value) else value for value in model))
        physics, rows = physics_of(model), q.shape[1]

        def derivative(t, y, one=one, physics=physics, rows=rows):
            return np.concatenate(physics.rate(one, y[:rows], y[rows:]))

        start = np.concatenate([q[replica], p[replica]])
        ends.append(integrate.solve_ivp(derivative, (0, time), start, method="DOP853", rtol=1e-12, atol=1e-12).y[:, -1])
    ends = np.array(ends)
    return ends[:, : q.shape[1]], ends[:, q.shape[1] :]


def gradient(energy, rows):
    """dH/d(rows) by central differences."""
    result, step = np.zeros_like(rows), 1e-5
    for x in range(rows.shape[-1]):
        plus, minus = rows.copy(), rows.copy()
        plus[..., x] += step
        minus[..., x] -= step
        result[..., x] = (energy(plus) - energy(minus)) / (2 * step)
    return result


FAMILY = [name for name, physics in things("model").items() if physics.FAMILY == "flowing"]
MODELS = [model for name in FAMILY for model in examples_of(name)]


@pytest.mark.parametrize("name", FAMILY)
def test_every_model_of_the_family_has_examples(name):
    examples = examples_of(name)
    assert examples, f"no examples of the model {name}: add EXAMPLES in tests/models/examples/{name}.py"
    assert {physics_of(model) for model in examples} == {things("model")[name]}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
class TestEveryModel:
    @pytest.mark.parametrize("scheme", WEIGHTS)
    def test_steps_agree_with_the_naive_flows(self, model, scheme, rng):
        q, p = random_state(model, rng)
        fast = run(model, q, p, 0.3, 7, scheme)
        for part, time in list(naive_parts(model, 0.3, WEIGHTS[scheme])) * 7:
            q, p = naive_flow(model, part, q, p, time)
        assert near(fast[0], q, 1e-12)
        assert near(fast[1], p, 1e-12)

    def test_steps_converge_to_the_equations_of_motion(self, model, rng):
        q, p = random_state(model, rng)
        exact = solution(model, q, p, 2.0)
        errors = []
        for steps in (40, 80):
            end = run(model, q, p, 2.0 / steps, steps)
            errors.append(np.sqrt(((end[0] - exact[0]) ** 2).mean() + ((end[1] - exact[1]) ** 2).mean()))
        assert abs(np.log2(errors[0] / errors[1]) - 2) < 0.1
        assert errors[1] < 5e-3

    @pytest.mark.parametrize("scheme", WEIGHTS)
    def test_steps_back_return_to_the_start(self, model, scheme, rng):
        q, p = random_state(model, rng)
        there = run(model, q, p, 0.2, 20, scheme)
        back = run(model, *there[:2], -0.2, 20, scheme)
        assert np.abs(back[0] - q).max() < 1e-12
        assert np.abs(back[1] - p).max() < 1e-12

    def test_split_run_is_the_whole_run(self, model, rng):
        """Split at a synchronized state: the same bits as two calls in a row, whatever comes between."""
        q, p = random_state(model, rng)
        half = run(model, q, p, 0.1, 30)
        split = run(model, *half[:2], 0.1, 30)
        q, p = to_lanes(q), to_lanes(p)
        carried, mine = aligned(1, p.shape[1])[0], of_group(model, 0)
        for _ in range(2):
            advance_composed(mine, WEIGHTS["strang"], q[0], p[0], carried, 0.1, 30)
        assert (split[0] == from_lanes(q)).all()
        assert (split[1] == from_lanes(p)).all()
        assert near(half[2] + split[2], from_lanes(carried[None]), 1e-12)

    def test_site_energies_add_up(self, model, rng):
        q, p = random_state(model, rng)
        physics = physics_of(model)
        assert near(physics.site_energy(model, q, p).sum(-1), physics.energy(model, q, p), 1e-12)


class TestDnls:
    @pytest.mark.parametrize(
        ("scheme", "order", "steps"), [("strang", 2, 40), ("yoshida4", 4, 40), ("suzuki4", 4, 20), ("kahan-li6", 6, 10)]
    )
    def test_order_of_the_energy_error(self, scheme, order, steps, rng):
        model = chain(12, U=0.5)
        q, p = 0.7 * random_state(model, rng)
        exact, errors = dnls.energy(model, q, p), []
        for refined in (steps, 2 * steps, 4 * steps):
            end = run(model, q, p, 2.0 / refined, refined, scheme)
            errors.append(np.sqrt(((dnls.energy(model, *end[:2]) - exact) ** 2).mean()))
        assert np.abs(np.log2(np.array(errors[:-1]) / errors[1:]) - order).max() < 0.1 * order

    def test_rate_is_the_gradient(self, rng):
        model = chain()
        q, p = random_state(model, rng)
        rate = dnls.rate(model, q, p)
        assert near(rate[0], gradient(lambda rows: dnls.energy(model, q, rows), p), 1e-8)
        assert near(rate[1], -gradient(lambda rows: dnls.energy(model, rows, p), q), 1e-8)

    @pytest.mark.parametrize("U", [0.0, 1.0])
    def test_norm_is_kept_to_rounding(self, U, rng):
        """A random walk of roundings grows to 1e-14 here; a constant error of each rotation's last bit, to 1e-12."""
        model = chain(64, U=U)
        q, p = random_state(model, rng)
        start = dnls.norm(model, q, p)
        end = run(model, q, p, 0.1, 20000)
        assert np.abs(dnls.norm(model, *end[:2]) / start - 1).max() < 1e-13
        assert not end[2].any()  # no account

    def test_quiet_sites_do_not_lose_norm(self):
        """A lone small amplitude turns by the same angle in each step, so that errors of its rotation would add up."""
        model = chain(16, U=1.0, g=1e-30)
        q = np.full((LANES, 16), 1e-3)
        end = run(model, q, 0 * q, 0.1, 100000)
        assert np.abs(dnls.site_norm(model, *end[:2]) / (0.5 * q**2) - 1).max() < 2e-13

    def test_momentum_reversal_returns_to_the_start(self, rng):
        model = chain()
        q, p = random_state(model, rng)
        there = run(model, q, p, 0.1, 50, "yoshida4")
        back = run(model, there[0], -there[1], 0.1, 50, "yoshida4")
        assert np.abs(back[0] - q).max() < 1e-12
        assert np.abs(back[1] + p).max() < 1e-12

    def test_linear_chain_is_diagonalized(self, rng):
        model = chain(20, U=0.0)
        q, p = random_state(model, rng)
        frequencies, modes = np.linalg.eigh(dnls.single_particle(model))
        amplitudes = np.exp(-1j * 30 * frequencies) * np.einsum("rxk,rx->rk", modes, q + 1j * p)
        psi = np.einsum("rxk,rk->rx", modes, amplitudes)
        end = run(model, q, p, 0.025, 1200, "kahan-li6")
        assert near(end[0], psi.real, 1e-9)
        assert near(end[1], psi.imag, 1e-9)
        occupied = 0.5 * np.abs(np.einsum("rxk,rx->rk", modes, q + 1j * p)) ** 2
        assert near(dnls.energy(model, q, p), (frequencies * occupied).sum(-1), 1e-12)

    def test_linear_chain_superposes_and_scales(self, rng):
        model = chain(20, U=0.0)
        one, other = random_state(model, rng), random_state(model, rng)
        a, b, both = (run(model, *state, 0.1, 100)[:2] for state in (one, other, one + other))
        assert near(np.add(a, b), both, 1e-12)
        assert (np.array(run(model, *(4 * one), 0.1, 100)[:2]) == 4 * np.array(a)).all()

    def test_scaling_of_norm_and_interaction_is_bitwise(self, rng):
        """psi -> 2 psi with U -> U / 4 is the same dynamics."""
        state = random_state(chain(20), rng)
        one = np.array(run(chain(20, U=0.8), *state, 0.1, 100)[:2])
        other = np.array(run(chain(20, U=0.2), *(2 * state), 0.1, 100)[:2])
        assert (other == 2 * one).all()

    def test_ordered_linear_chain_spreads_ballistically(self):
        """From one site, |psi_n| = |J_n(2 g t)| and m2 = 2 g^2 t^2."""
        model, x, time = chain(129, U=0.0, disorder=0.0), np.arange(129) - 64, 30.0
        q = np.zeros((LANES, 129))
        q[:, 64] = np.sqrt(2)
        end = run(model, q, 0 * q, 0.1, 300, "kahan-li6")
        density = dnls.site_norm(model, *end[:2])
        assert near(np.sqrt(density), np.abs(special.jv(x, 2 * model.g * time)), 1e-8)
        assert near(density @ x**2 / (2 * (model.g * time) ** 2), 1, 1e-8)
        assert np.abs(density @ x).max() < 1e-8

    def test_mirrored_disorder_keeps_a_mirrored_packet(self, rng):
        """To the last bit: bond x of a chain of even length is mirrored on a bond of the same part."""
        half = chain(16).eps
        model = chain(32)._replace(eps=np.concatenate([half, half[:, ::-1]], -1))
        q, p = np.zeros((2, LANES, 32))
        q[:, 13:16], p[:, 13:16] = dnls.packet(model, 1.0, rng.random((LANES, 3)))
        q, p = q + q[:, ::-1], p + p[:, ::-1]
        end = run(model, q, p, 0.1, 200)
        assert dnls.site_norm(model, *end[:2])[:, 0].min() > 1e-9
        assert (end[0] == end[0][:, ::-1]).all()
        assert (end[1] == end[1][:, ::-1]).all()

    def test_packet_has_its_norm_and_phases(self, rng):
        phases = rng.random((LANES, 3))
        q, p = dnls.packet(chain(), 0.4, phases)
        assert near(q + 1j * p, np.sqrt(0.8) * np.exp(2j * np.pi * phases), 1e-14)

    def test_polynomials(self):
        r = np.linspace(0, 0.5, 1001)[1:]
        sine = np.array([dnls._sine(x * x) * x for x in r])
        tangent = np.array([dnls._tangent(x * x) * x for x in r])
        assert np.abs(sine / np.sin(np.pi * r) - 1).max() < 1e-15
        assert np.abs(tangent / np.tan(np.pi * r / 2) - 1).max() < 1e-15

    def test_disorder(self):
        model = chain(200, disorder=3.0)
        assert model.eps.shape == (LANES, 200)
        assert np.abs(model.eps).max() < 1.5
        assert abs(model.eps.var() - 0.75) < 0.04
        assert (chain(200, names=NAMES[3:5]).eps == model.eps[3:5]).all()
        assert not chain(disorder=0.0).eps.any()


class TestSpins:
    def test_rate_turns_about_the_gradient(self, rng):
        model = ring()
        q, p = random_state(model, rng)
        field = np.concatenate(
            [gradient(lambda rows: spins.energy(model, rows, p), q), gradient(lambda rows: spins.energy(model, q, rows), p)], -1
        )
        assert near(spins.vectors(field), spins.field(model, q, p), 1e-8)
        (bx, by, bz), (x, y, z) = spins.vectors(field).swapaxes(0, 1), spins.spins(q, p).swapaxes(0, 1)
        expected = [by * z - bz * y, bz * x - bx * z, bx * y - by * x]
        assert near(np.concatenate(spins.rate(model, q, p), -1), np.concatenate(expected, -1), 1e-8)

    @pytest.mark.parametrize("dt", [0.1, 1.5])
    def test_energy_and_length_are_kept_to_rounding(self, dt, rng):
        model = ring(64)
        q, p = random_state(model, rng)
        end = run(model, q, p, dt, 10000)
        assert np.abs(spins.energy(model, *end[:2]) - spins.energy(model, q, p)).max() < 1e-12
        assert np.abs((spins.spins(*end[:2]) ** 2).sum(1) - 1).max() < 1e-12
        assert np.abs(spins.spin_length(model, *end[:2]) - 64).max() < 1e-11
        assert np.abs(end[0] - q).max() > 1

    def test_long_steps_turn_by_the_right_angle(self, rng):
        """Any angle up to 4 pi: the only one beyond the trajectory tests."""
        model = ring(16)
        q, p = random_state(model, rng)
        fields = spins.field(model, q, p)[..., ::2]
        time = 4 * np.pi / np.sqrt((fields**2).sum(1).max())
        q2, p2, carried = to_lanes(q), to_lanes(p), aligned(1, 16 * LANES)[0]
        mine = of_group(model, 0)
        spins.turn_every_other(mine.J, mine.h, q2[0], p2[0], carried, time, 0)
        expected = naive_flow(model, 0, q, p, time)
        assert near(from_lanes(q2), expected[0], 1e-13)
        assert near(from_lanes(p2), expected[1], 1e-13)

    def test_a_spin_without_a_field_stays(self, rng):
        model = ring(4)._replace(h=np.zeros((LANES, 12)))
        q, p = random_state(model, rng)
        q[:, [1, 3, 5, 7]] = p[:, [1, 3]] = 0.0
        end = run(model, q, p, 0.3, 1)
        assert near(end[0][:, [0, 2]], q[:, [0, 2]], 1e-15)

    @pytest.mark.parametrize("scheme", ["strang", "yoshida4"])
    def test_account_is_the_change_of_the_polarization(self, scheme, rng):
        """In a flow, what bond and field energies gain, times how far they are from the spin that turns."""
        model = ring()
        q, p = random_state(model, rng)
        end, expected = run(model, q, p, 0.1, 20, scheme), np.zeros((LANES, 8))
        for part, time in list(naive_parts(model, 0.1, WEIGHTS[scheme])) * 20:
            after = naive_flow(model, part, q, p, time)
            gain = spins.bond_energy(model, *after) - spins.bond_energy(model, q, p)
            field = spins.field_energy(model, *after) - spins.field_energy(model, q, p)
            assert near((field + gain + np.roll(gain, 1, -1))[:, part::2], 0, 1e-14)
            expected[:, part::2] += 0.5 * (gain - np.roll(gain, 1, -1))[:, part::2]
            q, p = after
        assert near(-0.5 * end[2], expected, 1e-13)
        assert np.abs(expected.sum(-1)).min() > 1e-4

    def test_account_is_the_polarization_of_a_ring_cut_open(self, rng):
        """Far from where the ring closes, the energy times position sum_x x h_x.S_x + (x + 1/2) J S_x.S_{x+1} is what it says.

        Spins along their fields with J = 0.01 stay nearly at rest, except for a few in the middle.
        """
        model = ring(40, J=0.01)
        q, p = random_state(model, rng)
        middle = slice(14, 26)
        s = spins.vectors(model.h) / np.sqrt((spins.vectors(model.h) ** 2).sum(1, keepdims=True))
        s[..., middle] = spins.spins(q, p)[..., middle]
        for _ in range(200):  # relax the others towards their full fields
            fields = spins.field(model, *self.rows(s))
            fields /= np.sqrt((fields**2).sum(1, keepdims=True))
            s = np.where((np.arange(40) < 14) | (np.arange(40) >= 26), fields, s)
        q, p = self.rows(s)
        end, x = run(model, q, p, 0.1, 100), np.arange(40)

        def polarization(q, p):
            return (x * spins.field_energy(model, q, p) + (x + 0.5) * spins.bond_energy(model, q, p)).sum(-1)

        moved = polarization(*end[:2]) - polarization(q, p)
        assert np.abs(moved).min() > 1e-6
        assert near(-0.5 * end[2].sum(-1), moved, 1e-10)

    @staticmethod
    def rows(s):
        return np.concatenate([s[:, 0], s[:, 1]], -1), s[:, 2]

    def test_variance_at_infinite_temperature(self):
        """Averages over the six directions along the axes, independently for each spin, are those over the sphere: degree 2."""
        model = ring(4)
        axes = np.concatenate([np.eye(3), -np.eye(3)])
        s = axes[np.indices((6,) * 4).reshape(4, -1)].transpose(1, 2, 0)
        energies = spins.energy(spins.Spins(model.J, model.h[:, None]), *self.rows(s))
        assert near(energies.var(1) / 4, spins.energy_variance(model), 1e-14)

    def test_uniform_directions(self, rng):
        s = spins.spins(*spins.infinite_temperature(50, [rng] * 640))
        assert near((s**2).sum(1), 1, 1e-15)
        assert near(s.mean((0, 2)), 0, 5 / np.sqrt(3 * 32000))
        assert near((s**2).mean((0, 2)), 1 / 3, 5 * np.sqrt(4 / 45 / 32000))
        assert near((s[:, :, 1:] * s[:, :, :-1]).sum(1).mean(), 0, 5 / np.sqrt(3 * 31360))

    def test_polynomials(self):
        x = np.linspace(0, np.pi / 2, 1001)[1:]
        assert near([spins._sine(y * y) for y in x], np.sin(x) / x, 5e-16)
        assert near([spins._cosine(y * y) for y in x], np.cos(x), 5e-16)

    def test_mean_square_field_is_one(self, rng):
        model = ring(1000, J=0.4)
        assert abs((spins.vectors(model.h) ** 2).sum(1).mean() + 2 * 0.4**2 - 1) < 0.02
        q, p = spins.infinite_temperature(1000, [rng] * LANES)
        assert abs((spins.field(model, q, p) ** 2).sum(1).mean() - 1) < 0.03

    def test_realizations_do_not_depend_on_the_others(self):
        alone = spins.from_parameters({"J": 0.3, "length": 8}, NAMES[5:6])
        assert (alone.h[0] == ring().h[5]).all()
        assert not (ring().h[4] == ring().h[5]).any()

    @pytest.mark.parametrize("J", [0.0, -0.1, 0.7072, float("nan")])
    def test_coupling_out_of_range(self, J):
        with pytest.raises(ValueError, match=r"^J: must be (> 0|< 0\.707107|a finite number), got "):
            ring(J=J)

    def test_odd_ring(self):
        with pytest.raises(ValueError, match=r"^length: .* turn in turns, so the number of sites is even, got 7$"):
            ring(7)
