"""Isolated chains."""

import numpy as np
import pytest
from chains import LANGEVIN, at_rest

from glassychains.dynamics.composition import WEIGHTS, advance_composed
from glassychains.models import spins
from glassychains.models.rotor import Rotor
from glassychains.numerics.compiled import LANES, aligned, of_group, to_lanes
from glassychains.runs.points import Point
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize

CHAIN = Rotor(0.7)


def test_still_chains_have_no_total_velocity():
    start = thermalize(CHAIN, length=6, beta=1.0, replicas=16, seed="still", thermal_time=5.0, **LANGEVIN)
    run = produce(CHAIN, start, dt=0.1, duration=10.0, sample=10, record="current", block=5.0, still=True)
    assert np.abs(run["total_velocity"]).max() < 1e-12


def test_duration_must_be_whole_samples():
    with pytest.raises(ValueError, match=r"^duration: must be a multiple of sample \* dt = 1\.0, got 20\.05$"):
        produce(CHAIN, at_rest(16), record="relaxation", beta=1.0, dt=0.1, duration=20.05, sample=10)


SPINS = {"J": 0.4, "length": 16}


def test_spins_start_at_infinite_temperature_and_carry_what_their_account_says():
    """Nothing is added to the account of exact flows; and a point of the same name draws the same fields."""
    point = Point("s", "produce", "spins", SPINS | {"batch": 32}, 32)
    model = spins.from_parameters(SPINS, point.realizations(0))
    start = thermalize(model, length=16, replicas=32, seed="spins")
    few = thermalize(spins.from_parameters(SPINS, point.realizations(0)[:16]), length=16, replicas=16, seed="spins")
    assert (few["spin_z"] == start["spin_z"][:16]).all()
    s = spins.spins(start["spin_xy"], start["spin_z"])
    assert np.allclose((s**2).sum(1), 1, rtol=1e-14)
    assert abs(s.mean()) < 4 / np.sqrt(3 * s.size)
    result = produce(model, start, dt=0.2, duration=80.0, sample=10, record="current", block=40.0)
    assert np.allclose(result["energy"][:, 1], result["energy"][:, 0], atol=1e-12)
    carried = aligned(1, 16 * LANES)[0]
    q, p = to_lanes(start["spin_xy"])[0], to_lanes(start["spin_z"])[0]
    advance_composed(of_group(model, 0), WEIGHTS["strang"], q, p, carried, 0.2, 200)
    moved = -0.5 * carried.reshape(16, LANES).sum(0)
    assert np.allclose(result["carried"][:16, 0], moved, atol=1e-12)
    assert np.abs(moved).max() > 0.1


def test_an_offset_moves_the_last_site_alone():
    start = thermalize(CHAIN, length=6, beta=1.0, replicas=16, seed="offset", thermal_time=5.0, **LANGEVIN)
    run = {"dt": 0.1, "duration": 10.0, "sample": 10, "record": "snapshots", "times": [10.0]}
    whole = produce(CHAIN, start, **run)
    moved = produce(CHAIN, start, offset=3.0, **run)
    before, after = whole["momentum"][:, 0], moved["momentum"][:, 0]
    assert (before == start["momentum"]).all()
    assert (after[:, :-1] == before[:, :-1]).all()
    assert np.allclose(after[:, -1], before[:, :-1].mean(1) + 3.0)
    assert (moved["position"][:, 0] == start["position"]).all()
    still = produce(CHAIN, start, offset=3.0, still=True, **run)["momentum"][:, 0]
    assert np.allclose(still.mean(1), 0) and np.allclose(still[:, -1] - still[:, :-1].mean(1), 3.0)
