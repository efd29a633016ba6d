import os
import subprocess
import sys

import naive
import numpy as np
import pytest
from scipy import stats

from glassychains.analysis.conductivity import controls
from glassychains.analysis.estimates import control
from glassychains.compiled import LANES, aligned, of_group, to_lanes
from glassychains.dynamics.composition import WEIGHTS, advance_composed
from glassychains.dynamics.verlet import advance, wrap
from glassychains.models import oscillators, spins
from glassychains.models.rotor import Rotor, bond_energy, gibbs_bond_energy
from glassychains.points import Point
from glassychains.records import content
from glassychains.stages import linear as linear_stage
from glassychains.stages import run as run_module
from glassychains.stages.linear import linear
from glassychains.stages.ness import ness
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize

CHAIN = Rotor(0.7)


@pytest.fixture(scope="module")
def start():
    return thermalize(CHAIN, length=16, beta=1.0, replicas=32, seed="tests", time=50.0)


def test_thermal_state_is_gibbs():
    beta = 2.0
    state = thermalize(CHAIN, length=64, beta=beta, replicas=512, seed="gibbs", time=100.0)
    omega = state["momentum"]
    assert stats.kstest(omega.ravel(), "norm", args=(0, beta**-0.5)).pvalue > 1e-3
    bonds = bond_energy(CHAIN, state["position"]).mean(-1)
    assert abs(bonds.mean() - gibbs_bond_energy(CHAIN, beta)) < 4 * bonds.std() / np.sqrt(512)
    kinetic = 0.5 * (omega**2).mean(-1)
    assert abs(kinetic.mean() - 0.5 / beta) < 4 * kinetic.std() / np.sqrt(512)


def test_short_thermalization_is_not_gibbs():
    """The test above can fail: chains begun at rest are still cold after a tenth of a relaxation time."""
    state = thermalize(CHAIN, length=64, beta=2.0, replicas=64, seed="cold", time=0.1)
    assert stats.kstest(state["momentum"].ravel(), "norm", args=(0, 2.0**-0.5)).pvalue < 1e-6


@pytest.mark.parametrize("wrong", [{"beta": 0.0}, {"dt": -0.1}, {"time": 0.0}, {"friction": -1.0}])
def test_bad_parameters_are_named(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        thermalize(CHAIN, **({"length": 8, "beta": 1.0, "replicas": 16, "seed": "x"} | wrong))


def test_odd_length_and_replica_alone_or_among_many():
    """A replica's bits do not depend on how many others are computed beside it."""
    many = thermalize(CHAIN, length=7, beta=1.0, replicas=48, seed="s", time=5.0)
    few = thermalize(CHAIN, length=7, beta=1.0, replicas=16, seed="s", time=5.0)
    assert (many["position"][:16] == few["position"]).all()
    one = produce(CHAIN, few, beta=1.0, dt=0.1, duration=20.0, sample=5)
    all_ = produce(CHAIN, many, beta=1.0, dt=0.1, duration=20.0, sample=5)
    assert (one["phi"] == all_["phi"][:16]).all()


def series(start, samples, sample, replica):
    """Velocities (sample, site) of one replica, step by step."""
    q, p = to_lanes(start["position"]), to_lanes(start["momentum"])
    pull = aligned(1, q.shape[1] + LANES)[0]
    group, lane = divmod(replica, LANES)
    rows = [p[group].reshape(-1, LANES)[:, lane].copy()]
    for _ in range(samples):
        advance(CHAIN, q[group], p[group], pull, 0.1, sample)
        wrap(CHAIN, q[group])
        rows.append(p[group].reshape(-1, LANES)[:, lane].copy())
    return np.array(rows)


def test_relaxation_recorder_agrees_with_the_naive_estimator(start):
    result = produce(CHAIN, start, beta=1.0, dt=0.1, duration=800.0, sample=5).to_xarray()
    omega = series(start, 1600, 5, 21)
    for lag in (1, 7, 15):  # level 0: no averaging, origins at every second sample of 1 to 1600
        moving = omega[1:] - omega[0].mean()
        current = np.arange(0, 1600, 2)
        current = current[current >= lag]
        products = (moving[current] * moving[current - lag]).mean()
        assert np.isclose(result.phi.sel(lag=0.5 * lag)[21], 1 - 1 / 16 - products, atol=1e-12)
    for level, lag in ((1, 9), (3, 12)):
        blocks = omega[1:].reshape(-1, 2**level, 16).mean(1) - omega[0].mean()
        current = np.arange(0, len(blocks), 2)
        current = current[current >= lag]
        products = (blocks[current] * blocks[current - lag]).mean()
        assert np.isclose(result.phi.sel(lag=0.5 * lag * 2**level)[21], 1 - 1 / 16 - products, atol=1e-12)
    # averaging over blocks changes a slowly varying phi little
    assert abs(result.phi.sel(lag=48.0)[21] - naive.phi(omega, 1.0, 96)) < 0.03
    # raw: one origin, windows of +-10 %
    squares = 0.5 * ((omega - omega[0]) ** 2).mean(-1)
    centre = result.time.values[-1] / 0.5
    k = round(np.log2(centre) * 4)
    low, high = np.ceil(0.9 * 2 ** (k / 4)), np.floor(1.1 * 2 ** (k / 4))
    assert np.isclose(result.phi_raw.values[21, -1], squares[int(low) : int(high) + 1].mean(), atol=1e-12)


def test_raw_and_improved_estimators_agree():
    start = thermalize(CHAIN, length=32, beta=1.0, replicas=512, seed="estimators", time=50.0)
    result = produce(CHAIN, start, beta=1.0, dt=0.1, duration=256.0, sample=10)
    labelled = result.to_xarray()
    point = Point("s", "produce", "rotor", {"g": 0.7, "boundary": "periodic", "length": 32, "beta": 1.0}, 512)
    for time in (8.0, 32.0, 128.0):
        raw = labelled.phi_raw.interp(time=time).values
        improved = control(labelled.phi.interp(lag=time).values, controls(point, [result]))
        difference = raw - improved
        assert abs(difference.mean()) < 4 * difference.std() / np.sqrt(512)
        assert improved.std() < 0.7 * raw.std()


def test_activity_recorder_agrees_with_the_naive_series(start):
    options = {"window": 20, "traces": [0, 50], "trace_length": 30}
    result = produce(CHAIN, start, beta=1.0, dt=0.1, duration=200.0, sample=10, record="activity", **options)
    omega = series(start, 200, 10, 0)
    assert (result["omega_trace"][1] == omega[51:81]).all()
    assert np.allclose(result["omega_mean"][0, 0, 0], omega[1:21].mean(0), atol=1e-14)
    assert np.allclose(result["omega_mean"][0, 1, 1], omega[61:81].mean(0), atol=1e-14)
    assert list(result["window"]) == [0, 40, 80, 160]
    squares = produce(CHAIN, start, beta=1.0, dt=0.1, duration=200.0, sample=10, record="activity", moment=2, **options)
    assert np.allclose(squares["omega_mean"][0, 1, 1], (omega[61:81] ** 2).mean(0), atol=1e-14)


OPEN = Rotor(0.7, periodic=False)
RUNS = {
    "relaxation": lambda start, **how: produce(CHAIN, start, beta=1.0, duration=400.0, record="relaxation", **how),
    "activity": lambda start, **how: produce(
        CHAIN, start, beta=1.0, duration=400.0, record="activity", window=20, traces=[30], trace_length=30, **how
    ),
    "current": lambda start, **how: produce(
        CHAIN, start, beta=1.0, duration=400.0, record="current", block=20, still=True, **how
    ),
    "current with flips": lambda start, **how: produce(
        CHAIN, start, beta=1.0, duration=400.0, record="current", block=20, flips=0.1, seed="flips", **how
    ),
    "relaxation with flips": lambda start, **how: produce(CHAIN, start, beta=1.0, duration=400.0, flips=0.1, seed="f", **how),
    "ness with flips": lambda start, **how: ness(
        OPEN, start, beta_left=0.8, beta_right=1.2, bath_friction=1.0, flips=0.1, duration=400.0, block=20, seed="ness", **how
    ),
    "ness": lambda start, **how: ness(
        OPEN, start, beta_left=0.8, beta_right=1.2, bath_friction=1.0, duration=400.0, block=20, seed="ness", **how
    ),
}


@pytest.mark.parametrize("kind", RUNS)
def test_split_through_a_checkpoint_is_the_whole_run(start, tmp_path, monkeypatch, kind):
    arguments = {"dt": 0.1, "sample": 10}
    whole = RUNS[kind](start, **arguments)
    monkeypatch.setattr(run_module, "CHECKPOINT_EVERY", 0.0)
    monkeypatch.setattr(run_module, "CHUNK_SITE_STEPS", 512 * 10 * 37)  # 37 samples at a time

    class Killed(Exception):
        pass

    saves = []

    def save_then_die(path, owner, arrays, done):
        original(path, owner, arrays, done)
        saves.append(done)
        if len(saves) == 5:
            raise Killed

    original = run_module.save
    monkeypatch.setattr(run_module, "save", save_then_die)
    checkpoint = tmp_path / "run.ckpt"
    with pytest.raises(Killed):
        RUNS[kind](start, checkpoint=checkpoint, owner="me", **arguments)
    assert checkpoint.exists()
    resumed = RUNS[kind](start, checkpoint=checkpoint, owner="me", **arguments)
    assert saves[5] == 6 * 37  # went on after the fifth chunk
    assert not checkpoint.exists()
    assert content(whole) == content(resumed)


@pytest.mark.parametrize("kind", ["current with flips", "ness"])
def test_noise_of_a_replica_does_not_depend_on_the_others(kind):
    many = thermalize(CHAIN, length=8, beta=1.0, replicas=48, seed="s", time=5.0)
    few = thermalize(CHAIN, length=8, beta=1.0, replicas=16, seed="s", time=5.0)
    one, all_ = (RUNS[kind](start, dt=0.1, sample=10) for start in (few, many))
    assert (one["carried"] == all_["carried"][:16]).all()
    assert not (all_["carried"][16:32] == one["carried"]).any()


def test_foreign_or_broken_checkpoint_is_not_used(start, tmp_path, capsys):
    arguments = {"beta": 1.0, "dt": 0.1, "duration": 20.0, "sample": 10}
    whole = produce(CHAIN, start, **arguments)
    checkpoint = tmp_path / "run.ckpt"
    checkpoint.write_bytes(b"PK not a checkpoint")
    assert content(whole) == content(produce(CHAIN, start, checkpoint=checkpoint, owner="me", **arguments))
    run_module.save(checkpoint, "me", {"q": np.zeros(3)}, 1)
    checkpoint.write_bytes(checkpoint.read_bytes()[:-30])
    assert content(whole) == content(produce(CHAIN, start, checkpoint=checkpoint, owner="me", **arguments))
    run_module.save(checkpoint, "another", {"q": np.zeros(3)}, 1)
    assert content(whole) == content(produce(CHAIN, start, checkpoint=checkpoint, owner="me", **arguments))
    assert "begun anew" in capsys.readouterr().out


def test_duration_must_be_whole_samples(start):
    with pytest.raises(ValueError, match="duration"):
        produce(CHAIN, start, beta=1.0, dt=0.1, duration=20.05, sample=10)


SPINS = {"J": 0.4, "length": 16}


def test_spins_start_at_infinite_temperature_and_carry_what_their_account_says():
    """Nothing is added to the account of exact flows; and a point of the same name draws the same fields."""
    point = Point("s", "produce", "spins", SPINS | {"batch": 32}, 32)
    model = spins.from_parameters(SPINS, point.realizations(0))
    start = thermalize(model, length=16, replicas=32, seed="spins")
    few = thermalize(spins.from_parameters(SPINS, point.realizations(0)[:16]), length=16, replicas=16, seed="spins")
    assert (few["momentum"] == start["momentum"][:16]).all()
    s = spins.spins(start["position"], start["momentum"])
    assert np.allclose((s**2).sum(1), 1, rtol=1e-14)
    assert abs(s.mean()) < 4 / np.sqrt(3 * s.size)
    result = produce(model, start, dt=0.2, duration=80.0, sample=10, record="current", block=20)
    assert np.allclose(result["energy"][:, 1], result["energy"][:, 0], atol=1e-12)
    carried = aligned(1, 16 * LANES)[0]
    q, p = to_lanes(start["position"])[0], to_lanes(start["momentum"])[0]
    advance_composed(of_group(model, 0), WEIGHTS["strang"], q, p, carried, 0.2, 200)
    moved = -0.5 * carried.reshape(16, LANES).sum(0)
    assert np.allclose(result["carried"][:16, 0], moved, atol=1e-12)
    assert np.abs(moved).max() > 0.1


DISORDERED = {"pinning": [0.0, 1.0], "coupling": [0.0, 0.5], "boundary": "free", "disorder": 0.5, "length": 5}


@pytest.mark.parametrize("rate", [0.0, 0.05])
def test_simulated_harmonic_chain_carries_the_exact_current(rate):
    """Realization by realization, with disorder, with and without flips; and has the exact temperatures."""
    names = [f"test {r}" for r in range(256)]
    model = oscillators.from_parameters(DISORDERED, names)
    start = thermalize(model, length=5, beta=1.0, replicas=256, seed="exact", time=50.0)
    baths = {"beta_left": 1 / 1.5, "beta_right": 2.0, "bath_friction": 1.0, "flips": rate}
    run = ness(model, start, dt=0.05, duration=6000.0, sample=20, block=500, seed="exact", **baths)
    found = linear(model, length=5, replicas=256, beta_left=1 / 1.5, beta_right=2.0, bath_friction=1.0, flips=rate)
    current = run["carried"][:, 2:, 1:-1].mean((1, 2)) / 500.0
    for ours, exact in ((current, found["current"]), *zip(run["square"][:, 2:].mean(1).T, found["temperature"].T, strict=True)):
        difference = ours - exact
        assert abs(difference.mean()) < 4 * difference.std() / 16 + 2e-3 * abs(exact.mean())
        assert difference.std() / 16 < 0.02 * abs(exact.mean())


def test_linear_stage_solves_an_ordered_chain_once_and_refuses_what_is_not_linear(monkeypatch):
    how = {"length": 5, "replicas": 16, "beta_left": 1.0, "beta_right": 2.0, "bath_friction": 1.0}
    stage, calls = linear_stage, []
    monkeypatch.setattr(stage, "stationary", lambda *a, original=stage.stationary: calls.append(a) or original(*a))
    ordered = linear(oscillators.from_parameters(DISORDERED | {"disorder": 0.0}), **how)
    assert len(calls) == 1
    assert (ordered["current"] == ordered["current"][0]).all()
    names = [f"test {r}" for r in range(16)]
    disordered = linear(oscillators.from_parameters(DISORDERED, names), **how)
    assert len(set(disordered["current"])) == 16
    with pytest.raises(ValueError, match="model"):
        linear(oscillators.from_parameters(DISORDERED | {"pinning": [0.0, 1.0, 0.0, 1.0]}, names), **how)
    with pytest.raises(ValueError, match="beta_left"):
        linear(oscillators.from_parameters(DISORDERED, names), **how | {"beta_left": 0.0})


BITS = """
from glassychains.models import dnls, oscillators, spins
from glassychains.stages.spread import spread
from glassychains.models.rotor import Rotor
from glassychains.records import content
from glassychains.stages.ness import ness
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize
start = thermalize(Rotor(0.7), length=9, beta=1.0, replicas=16, seed="bits", time=20.0)
how = {"dt": 0.1, "duration": 100.0, "sample": 10}
baths = {"beta_left": 0.8, "beta_right": 1.2, "bath_friction": 1.0, "block": 5, "seed": "bits"}
print(content(start))
print(content(produce(Rotor(0.7), start, beta=1.0, **how)))
print(content(produce(Rotor(0.7), start, beta=1.0, record="current", block=5, flips=0.1, seed="bits", **how)))
print(content(ness(Rotor(0.7, False), start, **baths, **how)))
names = [f"bits {lane}" for lane in range(16)]
packet = {"length": 161, "replicas": 16, "packet_sites": 3, "packet_density": 0.4, "per_decade": 5, "seed": "bits"}
packet |= {"duration": 50.0, "dt": 0.5}
chain = {"pinning": [0.0, 1.0, 0.0, 1.0], "coupling": [0.0, 0.25], "boundary": "free", "disorder": 0.5, "length": 161}
print(content(spread(oscillators.from_parameters(chain, names), scheme="aba864", **packet)))
chain = {"U": 0.36, "g": 1.0, "disorder": 4.0, "length": 161}
print(content(spread(dnls.from_parameters(chain, names), scheme="suzuki4", **packet)))
ring = spins.from_parameters({"J": 0.4, "length": 10}, names)
start = thermalize(ring, length=10, replicas=16, seed="bits")
print(content(produce(ring, start, record="current", block=5, **how)))
"""


def test_bits_do_not_depend_on_the_vector_width(tmp_path):
    avx2 = "+sse,+sse2,+sse3,+ssse3,+sse4.1,+sse4.2,+avx,+avx2,+fma,+bmi,+bmi2,+popcnt,+lzcnt"
    emulated = {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": avx2, "GLASSYCHAINS_CACHE": str(tmp_path)}
    outputs = []
    for extra in ({}, emulated):
        done = subprocess.run([sys.executable, "-c", BITS], env=os.environ | extra, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1]
    assert any(tmp_path.rglob("*.nbc"))  # the emulated machine compiled its own code
