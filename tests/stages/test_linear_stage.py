"""The exact equations of harmonic oscillators, against a simulation."""

import pytest
from chains import LANGEVIN

from glassychains.models import oscillators
from glassychains.stages import linear as linear_stage
from glassychains.stages.linear import linear
from glassychains.stages.ness import ness
from glassychains.stages.thermalize import thermalize

DISORDERED = {"pinning": [0.0, 1.0], "coupling": [0.0, 0.5], "boundary": "free", "disorder": 0.5, "length": 5}


@pytest.mark.parametrize("rate", [0.0, 0.05])
def test_simulated_harmonic_chain_carries_the_exact_current(rate):
    """Realization by realization, with disorder, with and without flips; and has the exact temperatures."""
    names = [f"test {r}" for r in range(256)]
    model = oscillators.from_parameters(DISORDERED, names)
    start = thermalize(model, length=5, beta=1.0, replicas=256, seed="exact", thermal_time=50.0, **LANGEVIN)
    baths = {"beta_left": 1 / 1.5, "beta_right": 2.0, "bath_friction": 1.0, "flips": rate}
    run = ness(model, start, dt=0.05, duration=6000.0, sample=20, block=500.0, seed="exact", **baths)
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
    with pytest.raises(ValueError, match=r"^pinning: only the second coefficient"):
        linear(oscillators.from_parameters(DISORDERED | {"pinning": [0.0, 1.0, 0.0, 1.0]}, names), **how)
    with pytest.raises(ValueError, match=r"^beta_left: must be > 0, got 0\.0$"):
        linear(oscillators.from_parameters(DISORDERED, names), **how | {"beta_left": 0.0})
