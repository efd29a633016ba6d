"""Splittings of high order, exact limits of oscillators, and the stage that follows packets."""

import numpy as np
import pytest

from glassychains.compiled import LANES, aligned, from_lanes, of_group, to_lanes
from glassychains.dynamics.splitting import BLOCK, SCHEMES, advance_split
from glassychains.dynamics.verlet import advance
from glassychains.models import oscillators
from glassychains.models.oscillators import Oscillators
from glassychains.observables.packet import features
from glassychains.records import content
from glassychains.stages import run as run_module
from glassychains.stages.spread import sample_steps, spread

NAMES = [f"test {lane}" for lane in range(LANES)]
KLEIN_GORDON = {"pinning": [0.0, 1.0, 0.0, 1.0], "coupling": [0.0, 0.25], "boundary": "free", "disorder": 0.5}
LINEAR = KLEIN_GORDON | {"pinning": [0.0, 1.0]}
ORDERS = {"verlet": 2, "saba2": 2, "forest-ruth": 4, "pefrl": 4, "aba864": 4}


def chain(parameters, length):
    return oscillators.from_parameters(parameters | {"length": length}, NAMES)


def split(model, scheme, q, p, dt, steps):
    q, p = to_lanes(q), to_lanes(p)
    advance_split(of_group(model, 0), SCHEMES[scheme], q[0], p[0], aligned(1, (BLOCK + 1) * LANES)[0], dt, steps)
    return from_lanes(q), from_lanes(p)


@pytest.mark.parametrize("scheme", SCHEMES)
class TestEveryScheme:
    def test_is_symmetric_and_consistent(self, scheme):
        drifts, kicks = SCHEMES[scheme]
        assert np.isclose(drifts.sum(), 1, atol=1e-15)
        assert np.isclose(kicks.sum(), 1, atol=1e-15)
        assert (drifts == drifts[::-1]).all()
        assert (kicks == kicks[::-1]).all()
        assert len(drifts) == len(kicks) + 1

    def test_error_has_the_stated_order(self, scheme, gibbs_like):
        q, p = gibbs_like(9)
        model, errors = chain(KLEIN_GORDON, 9), []
        exact = split(model, "aba864", q, p, 0.005, 640)
        for dt in (0.2, 0.1, 0.05):
            end = split(model, scheme, q, p, dt, round(3.2 / dt))
            errors.append(np.abs(end[0] - exact[0]).mean() + np.abs(end[1] - exact[1]).mean())
        orders = np.log2(np.array(errors[:-1]) / errors[1:])
        assert abs(orders[-1] - ORDERS[scheme]) < 0.2
        if scheme == "aba864":  # small errors, not only a high order
            assert errors[0] < 1e-4

    def test_time_reversal_and_split_runs(self, scheme, gibbs_like):
        q, p = gibbs_like(9)
        model = chain(KLEIN_GORDON, 9)
        there = split(model, scheme, q, p, 0.2, 50)
        back = split(model, scheme, there[0], -there[1], 0.2, 50)
        assert np.abs(back[0] - q).max() < 1e-12
        half = split(model, scheme, q, p, 0.2, 25)
        whole = split(model, scheme, *half, 0.2, 25)
        assert (whole[0] == there[0]).all()
        assert (whole[1] == there[1]).all()


@pytest.mark.parametrize("length", [2, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
def test_blocks_do_not_matter(length, gibbs_like):
    """The blocked pass gives what the two passes of the Verlet kernel give."""
    model, (q, p) = chain(KLEIN_GORDON, length), gibbs_like(length)
    ours = split(model, "verlet", q, p, 0.1, 20)
    q, p, pull = to_lanes(q), to_lanes(p), aligned(1, (length + 1) * LANES)[0]
    advance(of_group(model, 0), q[0], p[0], pull, 0.1, 20)
    assert np.allclose(ours[0], from_lanes(q), rtol=0, atol=1e-13)
    assert np.allclose(ours[1], from_lanes(p), rtol=0, atol=1e-13)


def test_linear_chain_moves_along_its_exact_modes(gibbs_like):
    """q(t) = cos(sqrt(Phi) t) q + sin(sqrt(Phi) t) / sqrt(Phi) p, and each mode keeps its energy: eq. (15) at g = 0."""
    model, (q, p) = chain(LINEAR, 12), gibbs_like(12)
    end = split(model, "aba864", q, p, 0.1, 500)
    squares, modes = np.linalg.eigh(oscillators.force_constants(model))
    frequency = np.sqrt(squares)
    a, b = (np.einsum("rxk,rx->rk", modes, state) for state in (q, p))
    exact = np.einsum("rxk,rk->rx", modes, np.cos(50 * frequency) * a + np.sin(50 * frequency) / frequency * b)
    assert np.abs(end[0] - exact).max() < 1e-5
    late = [np.einsum("rxk,rx->rk", modes, state) for state in end]
    energies = [0.5 * (v**2 + squares * u**2) for u, v in ((a, b), late)]
    assert np.allclose(*energies, rtol=1e-6)
    anharmonic = split(chain(KLEIN_GORDON, 12), "aba864", q, p, 0.1, 500)
    late = [np.einsum("rxk,rx->rk", modes, state) for state in anharmonic]
    assert not np.allclose(energies[0], 0.5 * (late[1] ** 2 + squares * late[0] ** 2), rtol=0.1)


def test_coupling_of_eq_15_has_no_half():
    """Two sites out of phase: omega^2 = omega_x^2 + 4 g0 for g0 (q_x - q_{x+1})^2."""
    g0 = 0.125
    model = Oscillators((None, np.ones((1, 2))), (None, 2 * g0))
    assert np.allclose(np.linalg.eigvalsh(oscillators.force_constants(model))[0], [1.0, 1.0 + 4 * g0])
    q = np.array([[0.3, -0.2]])
    assert np.isclose(oscillators.bond_energy(model, q)[0, 0], g0 * 0.5**2)


PACKET = {"packet_sites": 1, "packet_density": 0.4, "scheme": "aba864", "dt": 0.5, "duration": 100.0, "per_decade": 5}


def test_packet_carries_its_energy_and_symmetric_disorder_keeps_it_symmetric():
    half = chain(KLEIN_GORDON, 40).pinning[1]
    model = Oscillators((None, np.concatenate([half, half[:, :1], half[:, ::-1]], 1), None, 1.0), (None, 0.25))
    result = spread(model, length=81, replicas=16, seed="s", **PACKET)
    assert np.allclose(result["density"].sum(-1), 0.4, rtol=1e-4)
    assert np.allclose(result["energy"][:, 0], 0.4)
    assert np.allclose(result["energy"], 0.4, rtol=1e-4)
    assert (result["m2"][:, -1] > 0.5).all()
    assert np.abs(result["centre"]).max() < 1e-9
    assert np.allclose(result["first"], result["first"][:, ::-1], atol=1e-9)
    lopsided = spread(chain(KLEIN_GORDON, 81), length=81, replicas=16, seed="s", **PACKET)
    assert np.abs(lopsided["centre"]).max() > 0.1


def test_packet_of_the_linear_chain_is_that_of_its_modes():
    model = chain(LINEAR, 129)
    how = PACKET | {"dt": 0.1, "packet_sites": 3}
    result = spread(model, length=129, replicas=16, seed="s", **how)
    squares, modes = np.linalg.eigh(oscillators.force_constants(model))
    frequency = np.sqrt(squares)
    start = np.zeros((16, 129))
    signs = [np.sign(0.5 - oscillators.uniform([f"s packet {r}"], 3)[0]) for r in range(16)]
    start[:, 63:66] = np.sqrt(0.8) * np.array(signs)
    b = np.einsum("rxk,rx->rk", modes, start)
    q = np.einsum("rxk,rk->rx", modes, np.sin(100 * frequency) / frequency * b)
    p = np.einsum("rxk,rk->rx", modes, np.cos(100 * frequency) * b)
    exact = features(oscillators.site_energy(model, q, p), 8)
    assert result["time"][-1] == 100.0
    assert np.allclose(result["m2"][:, -1], exact["m2"], rtol=1e-4)
    assert np.allclose(result["participation"][:, -1], exact["participation"], rtol=1e-4)


def test_features_of_known_packets():
    flat = np.zeros((1, 64))
    flat[0, 20:41] = 2.0
    found = features(flat, 8)
    assert np.isclose(found["participation"][0], 21)
    assert np.isclose(found["m2"][0], (21**2 - 1) / 12)
    assert np.isclose(found["centre"][0], 30 - 31.5)
    assert found["edge"][0] == 0
    assert np.isclose(features(np.ones((1, 64)), 8)["edge"][0], 0.25)


def test_packet_at_the_edge_is_an_error():
    """An ordered linear chain carries its packet to the edge at the speed of sound."""
    ordered = chain(LINEAR | {"disorder": 0.0}, 65)
    with pytest.raises(ValueError, match=r"length: packet .* reached the edge of the window of 65 sites at t = "):
        spread(ordered, length=65, replicas=16, seed="s", **PACKET | {"duration": 1000.0})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"dt": 0.0}, "dt"),
        ({"scheme": "euler"}, "scheme: expected one of verlet"),
        ({"packet_density": 0.0}, "packet_density"),
        ({"packet_sites": 60}, "packet_sites"),
        ({"duration": 0.5}, "duration"),
    ],
)
def test_bad_parameters_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        spread(chain(KLEIN_GORDON, 81), length=81, replicas=16, seed="s", **PACKET | wrong)


def test_a_step_too_long_is_an_error():
    with pytest.raises(ValueError, match=r"dt: the scheme verlet with 5\.0 is unstable"):
        spread(chain(KLEIN_GORDON, 81), length=81, replicas=16, seed="s", **PACKET | {"scheme": "verlet", "dt": 5.0})


def test_times_are_logarithmic():
    steps = sample_steps(0.5, 1000.0, 10)
    assert steps[0] == 2
    assert steps[-1] == 2000
    assert (np.diff(steps) > 0).all()
    assert np.isclose(np.log10(steps[-1] / steps[-11]), 1, atol=0.01)


def test_split_through_a_checkpoint_is_the_whole_run(tmp_path, monkeypatch):
    model, how = chain(KLEIN_GORDON, 81), {"length": 81, "replicas": 16, "seed": "s"} | PACKET
    whole = spread(model, **how)
    stage = __import__("glassychains.stages.spread", fromlist=["spread"])
    monkeypatch.setattr(run_module, "CHECKPOINT_EVERY", 0.0)
    monkeypatch.setattr(stage, "CHUNK_SITE_STEPS", 81 * LANES * 7.5)  # 7 steps at a time

    class Killed(Exception):
        pass

    saves, original = [], run_module.save

    def save_then_die(path, owner, arrays, done):
        original(path, owner, arrays, done)
        saves.append(done)
        if len(saves) == 9:
            raise Killed

    monkeypatch.setattr(run_module, "save", save_then_die)
    with pytest.raises(Killed):
        spread(model, checkpoint=tmp_path / "c", owner="me", **how)
    resumed = spread(model, checkpoint=tmp_path / "c", owner="me", **how)
    assert saves[9] > saves[8]
    assert not (tmp_path / "c").exists()
    assert content(whole) == content(resumed)


def test_a_realization_does_not_depend_on_the_others():
    names = [f"test {lane}" for lane in range(2 * LANES)]
    many = oscillators.from_parameters(KLEIN_GORDON | {"length": 81}, names)
    last = oscillators.from_parameters(KLEIN_GORDON | {"length": 81}, names[LANES:])
    assert (many.pinning[1][LANES:] == last.pinning[1]).all()
    assert len(np.unique(many.pinning[1])) == many.pinning[1].size
    assert 0.5 <= many.pinning[1].min() < 0.51 < 1.49 < many.pinning[1].max() <= 1.5
    one, all_ = (
        spread(chain(KLEIN_GORDON, 81), length=81, replicas=16, seed="s", **PACKET),
        spread(many, length=81, replicas=32, seed="s", **PACKET),
    )
    assert (one["m2"] == all_["m2"][:LANES]).all()
