"""A raised site that decays into friction, into reservoirs, into the rest of its chain."""

import numpy as np
import pytest
from chains import at_rest, springs

from glassychains.models.oscillators import Oscillators
from glassychains.models.rotor import Rotor
from glassychains.numerics.compiled import LANES
from glassychains.recorders.passage import looks_of
from glassychains.runs.result import Result
from glassychains.stages.decay import amounts, decay
from glassychains.stages.thermalize import thermalize

COLD = {"beta": 1e30, "thermal_time": 0.1, "thermal_dt": 0.1, "friction": 1.0}
HOW = {
    "dt": 0.05,
    "duration": 40.0,
    "sample": 2,
    "watched_site": 2,
    "raised_to": 3.0,
    "watched_window": 2.0,
    "levels": [4.0, 1.0],
}
QUARTIC = Oscillators((None, None, None, 1.0), (None, 1.0))


def cold(model, length):
    return thermalize(model, length=length, replicas=LANES, seed="cold", **COLD)


def test_thermal_at_no_temperature_is_rest():
    state = cold(QUARTIC, 5)
    assert np.abs(state["momentum"]).max() < 1e-14
    assert np.abs(state["position"]).max() < 1e-14


@pytest.mark.parametrize("model", [Rotor(0.7, periodic=False), QUARTIC], ids=["rotors", "oscillators"])
def test_what_the_chain_has_lost_friction_has_dissipated_to_second_order(model):
    """H(t) + dissipated = H(0); halving the step quarters what is missing."""
    missing = []
    for dt in (0.02, 0.01):
        run = decay(model, cold(model, 3), seed="s", damping=1.0, **HOW | {"dt": dt, "sample": round(0.1 / dt)})
        energy, heat = run["energy"], run["heat"].sum((1, 2))
        assert (heat < -0.1).all()
        missing.append(np.abs(energy[:, 1] - energy[:, 0] - heat).max())
    assert missing[0] < 5e-3
    assert 3 < missing[0] / missing[1] < 5


def test_one_damped_end_leaves_the_other_alone():
    run = decay(Rotor(0.7, periodic=False), cold(Rotor(0.7), 3), seed="s", damping=1.0, damped="left", **HOW)
    assert (run["heat"][..., 1] == 0).all()
    assert (run["heat"][..., 0] <= 0).all()


def test_a_damped_pair_of_springs_is_a_damped_oscillator():
    """Two equal sites in phase do not stretch their spring: q'' = -q - gamma q', with p = 2 at the start.

    What each has lost is the difference of (p^2 + q^2) / 2, in closed form. Friction comes at the end of a step, not half of it
    before and half after: that shifts it by half a step, gamma dt p^2 / 2 at most.
    """
    gamma, start = 0.1, np.full((LANES, 2), 2.0)
    at = ("replica", "site")
    state = Result({"position": (at, 0 * start, {}), "momentum": (at, start, {})})
    model = Oscillators((None, 1.0), (None, 0.5))
    how = {
        "watched_site": 1,
        "raised_to": 2.0,
        "watched_window": 0.1,
        "levels": [1e-3],
        "dt": 0.005,
        "sample": 20,
        "duration": 30.0,
    }
    run = decay(model, state, seed="s", damping=gamma, **how)
    t, shifted = run["look"], np.sqrt(1 - gamma**2 / 4)
    p = np.exp(-gamma * t / 2) * (2 * np.cos(shifted * t) - gamma / shifted * np.sin(shifted * t))
    q = np.exp(-gamma * t / 2) * 2 / shifted * np.sin(shifted * t)
    assert np.allclose(run["heat"][0, :, 0].cumsum(), 0.5 * (p**2 + q**2) - 2.0, atol=1.1e-3)
    assert (run["heat"][..., 0] == run["heat"][..., 1]).all()


def test_passages_are_those_of_the_density_seen_at_every_window():
    """And a level that is never reached is told apart from one that is."""
    model = Rotor(0.7, periodic=False)
    run = decay(model, cold(model, 3), seed="s", damping=1.0, **HOW | {"levels": [4.0, 1.0, 1e-30]})
    mean = run["density"][..., 1]
    assert mean.shape == (LANES, 20)
    for level, threshold in enumerate(run["level"]):
        below = mean < threshold
        assert (run["passed"][:, level] == below.any(1)).all()
        first = np.where(below.any(1), 2.0 * (1 + below.argmax(1)), 40.0)
        assert np.allclose(run["passage"][:, level], first)
    assert (run["passed"][:, 0] == 1).all()
    assert (run["passed"][:, 2] == 0).all()


def test_looks_are_every_window_or_logarithmic():
    assert (looks_of(None, 5, 20) == [5, 10, 15, 20]).all()
    assert (looks_of(1, 5, 1000) == [1, 10, 100, 1000]).all()
    assert looks_of(7, 5, 1234)[-1] == 1234
    assert (np.diff(looks_of(7, 5, 1234)) > 0).all()


def test_between_equal_reservoirs_a_raised_site_becomes_thermal():
    chain = Rotor(0.5, periodic=False)
    start = thermalize(chain, length=2, replicas=512, seed="warm", beta=2.0, thermal_time=20.0, thermal_dt=0.05, friction=1.0)
    how = HOW | {"watched_site": 1, "duration": 100.0, "watched_window": 50.0, "levels": []}
    run = decay(chain, start, seed="s", beta_left=2.0, beta_right=2.0, bath_friction=1.0, **how)
    late = run["density"][:, 1, 0]
    assert abs(late.mean() - 0.25) < 4 * late.std() / np.sqrt(512)
    given, gained = run["heat"].sum((1, 2)), np.diff(run["energy"])[:, 0]
    assert np.allclose(given, gained, atol=0.02)
    assert given.mean() < -3


def test_an_isolated_chain_keeps_its_energy():
    model = springs(0.7, periodic=False)
    run = decay(model, at_rest(6), seed="s", **HOW | {"scheme": "aba864"})
    assert np.allclose(run["energy"][:, 0], 4.5)
    assert np.allclose(run["energy"][:, 1], 4.5, rtol=1e-6)
    assert "heat" in run.variables
    assert run["heat"].shape == (LANES, 20, 2)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"watched_site": 9}, "watched_site: must be at most length = 3, got 9"),
        ({"watched_window": 0.15}, "watched_window: must be a multiple of sample"),
        ({"bath_friction": 1.0}, "beta_left: missing, reservoirs need it"),
        ({"beta_left": 1.0, "beta_right": 1.0}, "bath_friction: missing, without it no reservoir acts"),
        ({"damping": 1.0, "scheme": "aba864"}, "scheme: only a chain that nothing disturbs is advanced by another scheme"),
        ({"raised_to": 0.0}, "raised_to: must be > 0, got 0.0"),
        ({"damping": 1.0, "bath_friction": 1.0, "beta_left": 1.0, "beta_right": 1.0}, "damping: there are reservoirs already"),
    ],
)
def test_bad_parameters_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        decay(QUARTIC, at_rest(3), seed="s", **HOW | wrong)


def test_replicas_may_start_with_powers_of_a_ratio():
    assert np.allclose(amounts(2.0, 10.0, 32), 2 * 10 ** (np.arange(32) % 16 / 16), rtol=1e-15)
    run = decay(QUARTIC, at_rest(3), seed="s", **HOW | {"raised_range": 4.0, "duration": 2.0})
    assert np.allclose(run["energy"][:, 0], 4.5 * 4.0 ** (np.arange(16) / 8))
