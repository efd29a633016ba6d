"""Energy and norm carried along DNLS rings, and the correlation of their norms, as they are recorded."""

import numpy as np
import pytest

from glassychains.dynamics.composition import WEIGHTS, advance_composed
from glassychains.methods import onsager
from glassychains.models import dnls, rotor
from glassychains.numerics.compiled import aligned, from_lanes, of_group, to_lanes
from glassychains.recorders import current
from glassychains.recorders import norms as norms_recorder
from glassychains.recorders import onsager as recorder
from glassychains.runs.result import Result
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize


def ring(U, g, length, replicas=16):
    return dnls.from_parameters(
        {"U": U, "g": g, "length": length, "boundary": "periodic"}, [f"ring {r}" for r in range(replicas)]
    )


def drawn(model, length, replicas=16, **state):
    return thermalize(model, length=length, replicas=replicas, seed="onsager", **(state or {"density": 1.0}))


def norms(model, start, dt, sample, samples):
    """n_x at each sample, by a run of its own for each; shape (samples, replica, site)."""
    found = []
    for count in range(1, samples + 1):
        q, p = to_lanes(start["q"]), to_lanes(start["p"])
        scratch = aligned(1, q.shape[1])[0]
        advance_composed(of_group(model, 0), WEIGHTS["strang"], q[0], p[0], scratch, dt, count * sample)
        found.append(dnls.site_norm(model, from_lanes(q), from_lanes(p)))
    return np.array(found)


def test_products_of_norms_agree_with_the_naive_ones():
    """Every second sample, the first among them, is paired with earlier ones."""
    model = ring(1.0, 0.7, 4)
    start = drawn(model, 4)
    run, n = produce(model, start, record="norms", duration=6.0, dt=0.1, sample=2), norms(model, start, 0.1, 2, 30)
    for lag in (0, 4):
        pairs = [n[later] * n[later - lag] for later in range(0, 30, 2) if later >= lag]
        at = np.isclose(run["lag"], 0.2 * lag)
        assert np.allclose(run["product"][:, at][:, 0], np.mean(pairs, (0, 2)), rtol=1e-9)


def test_einstein_products_agree_with_the_series():
    model = ring(1.0, 0.7, 6)
    run = produce(model, drawn(model, 6), record="onsager", dt=0.1, sample=2, duration=20.0, block=0.2)
    b = {name: np.concatenate([np.zeros((16, 1)), np.cumsum(run[f"{name}_carried"], 1)], 1) for name in ("energy", "norm")}
    for lag in (1, 3, 7):
        moved = {name: one[:, lag:] - one[:, :-lag] for name, one in b.items()}
        at = np.isclose(run["lag"], 0.2 * lag)
        for name in recorder.PAIRS:
            first, second = (moved[part] for part in name.split("_"))
            assert np.allclose(run[name][:, at][:, 0], (first * second).mean(1) / 12, rtol=1e-8, atol=1e-10)
    norm_run = produce(model, drawn(model, 6), record="norms", dt=0.1, sample=2, duration=20.0)
    assert (run["product"] == norm_run["product"]).all()


def test_linear_rings_are_ballistic():
    """At U = 0 and infinite temperature, with conserved currents, L_nn = g^2 t, L_en = 2 g L_nn, L_ee = 5 g^4 t, kappa = g^4 t.

    Modes have independent exponential norms, and carry 2 g sin k of norm and 2 g (1 - cos k) times that of energy.
    """
    model, replicas, g = ring(0.0, 0.5, 64, 512), 512, 0.5
    run = produce(model, drawn(model, 64, replicas), record="onsager", dt=0.1, sample=20, duration=20.0, block=2.0)
    t = run["lag"][3]
    rates = np.array([run[name][:, 3] / t for name in recorder.PAIRS])
    expected = np.array([5 * g**4, 2 * g**3, g**2]) * t
    error = rates.std(1) / np.sqrt(replicas)
    assert (np.abs(rates.mean(1) - expected) < 4 * error).all()
    assert (error < 0.08 * expected).all()
    value, stderr = onsager.kappa(rates)
    assert abs(value - g**4 * t) < 4 * stderr < 0.4 * g**4 * t
    each = run["norm_carried"]
    assert np.abs(each - each[:, :1]).max() < 5e-3 * each.std()  # a constant of the motion, up to the step


def test_short_times_are_those_of_the_state():
    """L_nn(t) / t -> <J_n^2> / (2 L) = g^2 alpha^2 at infinite temperature, whatever U."""
    model = ring(1.0, 0.3, 32, 512)
    run = produce(model, drawn(model, 32, 512), record="onsager", dt=0.005, sample=2, duration=0.02, block=0.01)
    rate = run["norm_norm"][:, 0] / run["lag"][0] ** 2
    assert abs(rate.mean() - 0.3**2) < 4 * rate.std() / np.sqrt(512) < 0.03


def test_the_matrix_is_symmetric():
    model = ring(1.0, 1.0, 16, 256)
    run = produce(model, drawn(model, 16, 256), record="onsager", dt=0.1, sample=10, duration=200.0, block=1.0)
    value, stderr = onsager.asymmetry([run])
    assert abs(value) < 4 * stderr < 0.02
    shifted = run["energy_carried"].copy()
    shifted[:, 1:] = shifted[:, :-1]  # one current late by a block: no longer symmetric
    late = Result(run.variables | {"energy_carried": (("replica", "block"), shifted, {})})
    value, stderr = onsager.asymmetry([late])
    assert abs(value) > 5 * stderr


@pytest.mark.parametrize(("boundary", "physics"), [("free", dnls), ("periodic", rotor)])
def test_only_rings_of_the_dnls_chain(boundary, physics):
    known = {"record": "onsager", "boundary": boundary, "sample": 1, "dt": 0.1, "block": 1.0, "duration": 10.0}
    assert [key for key, _ in recorder.rules(known, physics)] == ["record"]
    assert not list(recorder.rules(known | {"boundary": "periodic"}, dnls))
    assert [key for key, _ in current.rules(known | {"record": "current"}, dnls)] == ["record"]
    assert not list(current.rules(known | {"record": "current"}, rotor))
    assert [key for key, _ in norms_recorder.rules(known | {"record": "norms"}, rotor)] == ["record"]
