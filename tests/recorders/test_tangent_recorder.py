"""Growth of small displacements: what is recorded, and exponents that are known."""

import numpy as np
import pytest
from chains import KLEIN_GORDON, LANGEVIN, at_rest, disordered

from glassychains.declare import Refused
from glassychains.dynamics.tangent import advance_tangent, work_of
from glassychains.dynamics.verlet import wrap
from glassychains.models import spins
from glassychains.models.oscillators import Oscillators
from glassychains.models.rotor import Rotor
from glassychains.numerics.compiled import LANES, aligned, of_group, to_lanes
from glassychains.recorders import tangent
from glassychains.stages import loop
from glassychains.stages.loop import Every
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize

CHAIN = Rotor(0.7)
NO_TRACES = {"traces": [], "trace_length": 1.0}
RUN = {"record": "tangent", "dt": 0.1, "sample": 10, "duration": 200.0, "block": 20.0} | NO_TRACES


@pytest.fixture(scope="module")
def start():
    return thermalize(CHAIN, length=6, beta=1.0, replicas=32, seed="tests", thermal_time=50.0, **LANGEVIN)


def exponents(model, q, p, dt, steps, *, vectors, sample=1, blocks=1, scheme=None):
    """Growth per unit of time, (replica, block, vector), of 16 replicas, without the limits of a stage."""
    q, p = to_lanes(q), to_lanes(p)
    samples = Every(sample, steps // sample)
    parameters = tangent.Parameters(vectors=vectors, block=steps * dt / blocks, **NO_TRACES)
    (drawn,) = tangent.draw(parameters, "tests", LANES)
    recorder = tangent.start(parameters, of_group(model, 0), q[0], p[0], samples.count, sample * dt, **drawn)
    loop.run(model, q, p, [recorder], [None], samples, dt=dt, scheme=scheme)
    return tangent.finish([recorder], parameters, np.zeros((LANES, q.shape[1] // LANES)), sample * dt)["growth"] / (
        steps * dt / blocks
    )


def test_growth_and_weight_are_those_of_a_qr_decomposition(start):
    """By NumPy, of one replica, from the kernel's vectors at each sample."""
    options, replica = {"vectors": 3, "traces": [20.0, 60.0], "trace_length": 10.0}, 0
    run = produce(CHAIN, start, seed="qr", **RUN | options)
    parameters = tangent.Parameters(block=20.0, **options)
    q, p = to_lanes(start["position"])[0], to_lanes(start["momentum"])[0]
    (first, _) = tangent.draw(parameters, "qr", 32)
    vectors = tangent.start(parameters, CHAIN, q, p, 200, 1.0, **first).vectors
    work = work_of(CHAIN, q, p, vectors)
    growth, weight, rows = np.zeros((200, 3)), np.zeros((200, 3, 6)), []
    for sample in range(200):
        advance_tangent(CHAIN, q, p, vectors, work, 0.1, 10)
        wrap(CHAIN, q)
        columns = vectors.reshape(3, 12, LANES)
        basis, triangle = np.linalg.qr(columns[:, :, replica].T)
        growth[sample] = np.log(np.abs(np.diag(triangle)))
        weight[sample] = (basis.T.reshape(3, 2, 6) ** 2).sum(1)
        rows.append(p.reshape(6, LANES)[:, replica].copy())
        for lane in range(LANES):
            columns[:, :, lane] = np.linalg.qr(columns[:, :, lane].T)[0].T
    assert np.allclose(run["growth"][replica], growth.reshape(10, 20, 3).sum(1), atol=1e-7)
    assert np.allclose(run["weight"][replica], weight.reshape(10, 20, 3, 6).mean(1), atol=1e-7)
    assert np.allclose(run["weight"].sum(-1), 1, atol=1e-14)
    assert (run["block"] == 20 * np.arange(1, 11)).all()
    assert (run["trace"] == [20, 60]).all()
    assert (run["sample"] == np.arange(1, 11)).all()
    for trace, begin in enumerate((20, 60)):
        assert np.allclose(run["omega_trace"][trace], rows[begin : begin + 10], atol=1e-12)
        assert np.allclose(run["weight_trace"][trace], weight[begin : begin + 10].sum(1), atol=1e-7)


def test_first_vectors_and_the_state_do_not_depend_on_how_many_there_are(start):
    plain = produce(CHAIN, start, dt=0.1, sample=10, duration=200.0, record="activity", window=20.0, **NO_TRACES)
    one, five = (produce(CHAIN, start, seed="s", **RUN | {"vectors": count}) for count in (1, 5))
    assert (one["growth"] == five["growth"][..., :1]).all()
    assert (one["weight"] == five["weight"][:, :, :1]).all()
    for run in (one, five):
        assert (run["energy"] == plain["energy"]).all()


def test_directions_have_names(start):
    """The same name begins in the same directions, another in others, and the growth soon forgets them."""
    one, again, other = (produce(CHAIN, start, seed=seed, **RUN) for seed in ("a", "a", "b"))
    assert (one["growth"] == again["growth"]).all()
    assert not (one["growth"][:, 0] == other["growth"][:, 0]).any()
    chaotic = one["growth"].sum((1, 2)) > 40
    assert chaotic.any()
    assert np.allclose(one["growth"][chaotic, -1], other["growth"][chaotic, -1], atol=1e-6)


@pytest.mark.parametrize("pieces", [1, 7])
def test_split_run_is_the_whole_run(pieces, start, monkeypatch):
    whole = produce(CHAIN, start, seed="s", **RUN | {"vectors": 3})
    monkeypatch.setattr(loop, "CHUNK_SITE_STEPS", pieces * 10 * 6 * LANES)
    split = produce(CHAIN, start, seed="s", **RUN | {"vectors": 3})
    for name in ("growth", "weight", "energy"):
        assert (whole[name] == split[name]).all()


@pytest.mark.parametrize("K", [10.0, 30.0, 100.0])
def test_a_pair_of_rotors_with_long_steps_is_the_standard_map(K):
    """Their angle psi obeys p' = p - K sin psi, psi' = psi + p' with K = 2 g dt^2 and p = dt (omega_2 - omega_1). For large K
    the largest exponent is ln(K / 2) per step, but for terms of order 1 / K^2: B. V. Chirikov, Phys. Rep. 52, 263 (1979)."""
    model, steps = Rotor(K / 2, periodic=False), 6000
    q, p = np.random.default_rng(int(K)).uniform(-0.5, 0.5, (2, LANES, 2))
    growth = exponents(model, q, p, 1.0, steps, vectors=4, sample=2, blocks=3)[:, 1:]  # once the vectors have turned
    largest = growth[..., 0].mean(1)
    error = largest.std(ddof=1) / 4
    assert error < 0.01  # of the order of (pi^2 / 12 / 64000)^(1/2)
    assert abs(largest.mean() - np.log(K / 2)) < 4 * error + 2 / K**2
    assert np.abs(growth[..., 0] + growth[..., 3]).max() < 1e-9
    assert np.abs(growth[..., 1:3]).max() < 0.01  # a common angle and a common velocity


@pytest.mark.parametrize("periodic", [True, False])
@pytest.mark.parametrize("curvature", [-0.5, 0.6])
def test_spectrum_of_a_linear_chain_is_exact(periodic, curvature):
    """The map of a mode has the trace 2 - (w dt)^2: in a step it grows by exp(2 arsinh(|w| dt / 2)) if w^2 < 0, else not."""
    sites, dt, steps = 5, 0.1, 8000
    model = Oscillators((None, curvature), (None, 0.3), periodic)
    difference = np.roll(np.eye(sites), -1, 1) - np.eye(sites)
    difference = difference if periodic else difference[:-1]
    squares = curvature + 0.3 * np.linalg.eigvalsh(difference.T @ difference)
    rates = np.where(squares < 0, 2 * np.arcsinh(np.sqrt(np.abs(squares)) * dt / 2) / dt, 0.0)
    q, p = np.zeros((2, LANES, sites))
    found = exponents(model, q, p, dt, steps, vectors=2 * sites, sample=10, blocks=2)[:, 1]
    exact = np.sort(np.concatenate([rates, -rates]))[::-1]
    assert np.allclose(found[:, exact != 0], exact[exact != 0], atol=1e-12)
    assert np.abs(found[:, exact == 0]).max() < np.log(400) / 400
    assert np.allclose(exponents(model, q, p, dt, 400, vectors=10, sample=10).sum(-1), 0, atol=1e-10)


@pytest.mark.parametrize("scheme", [None, "aba864"])
def test_a_full_set_of_exponents_comes_in_pairs(scheme):
    """lambda_i = -lambda_{2 L + 1 - i}, at finite times but for terms of order ln(t) / t; their sum is 0 to rounding."""
    model = disordered(KLEIN_GORDON | {"coupling": [0.0, 0.5]}, 3)
    q, p = np.random.default_rng(5).normal(scale=1.5, size=(2, LANES, 3))
    growth = exponents(model, q, p, 0.1, 20000, vectors=6, sample=10, blocks=2, scheme=scheme)
    assert np.abs(growth.sum(-1)).max() < 1e-10
    late = growth[:, 1]
    assert np.abs(late + late[:, ::-1]).max() < 5 * np.log(1000) / 1000
    assert late[:, 0].max() > 0.05
    assert (late[:, 0] > 0).all()


def test_a_pair_of_rotors_is_not_chaotic_and_three_in_resonance_are():
    """Orbits of an integrable chain part linearly in time. Three rotors of like velocities are chaotic for many starts; if the
    middle one is much faster, they are not."""
    rng = np.random.default_rng(11)
    q, p = rng.uniform(-0.5, 0.5, (LANES, 3)), 0.3 * rng.normal(size=(LANES, 3))
    model, time = Rotor(0.7, periodic=False), 2000.0
    pair, three, fast = (
        time * exponents(model, angles, velocities, 0.1, 20000, vectors=1, sample=10)[:, 0, 0]
        for angles, velocities in ((q[:, :2], p[:, :2]), (q, p), (q, p + 4.0 * np.eye(3)[1]))
    )
    assert pair.max() < 2 * np.log(time)
    assert fast.max() < 2 * np.log(time)
    assert three.mean() > 10 * np.log(time)


def test_what_has_no_tangent_vectors_is_refused(start):
    point = {"J": 0.4, "length": 6}
    chain = spins.from_parameters(point, [f"spins {lane}" for lane in range(LANES)])
    thermal = thermalize(chain, length=6, replicas=16, seed="spins")
    with pytest.raises(Refused, match="record: the model spins states no stiffness"):
        produce(chain, thermal, **RUN)
    with pytest.raises(Refused, match="flips: the recorder tangent takes chains that nothing disturbs"):
        produce(CHAIN, start, **RUN, flips=0.1)
    with pytest.raises(Refused, match="vectors: a chain of 6 sites has 12 directions, got 13"):
        produce(CHAIN, at_rest(6), **RUN | {"vectors": 13})
    assert produce(CHAIN, at_rest(6), **RUN | {"vectors": 12}, flips=0.0)["growth"].shape == (16, 10, 12)


def test_vectors_begin_orthonormal_with_or_without_a_stream():
    """What a run would cost is asked before any stream is known."""
    parameters = tangent.Parameters(vectors=8, block=1.0, **NO_TRACES)
    for drawn in ({}, *tangent.draw(parameters, "tests", LANES)):
        rows = tangent.start(parameters, CHAIN, *aligned(2, 4 * LANES), 10, 1.0, **drawn).vectors.reshape(8, 8, LANES)
        assert np.allclose(np.einsum("kil,jil->lkj", rows, rows), np.eye(8), atol=1e-12)
