"""States at given times, as they are recorded."""

import numpy as np
import pytest
from chains import LANGEVIN, velocities

from glassychains.declare import Refused
from glassychains.dynamics.verlet import advance, wrap
from glassychains.models import spins
from glassychains.models.rotor import Rotor
from glassychains.numerics.compiled import aligned, from_lanes, to_lanes
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize

CHAIN = Rotor(0.7)
RUN = {"dt": 0.1, "duration": 200.0, "sample": 10, "record": "snapshots"}


@pytest.fixture(scope="module")
def start():
    return thermalize(CHAIN, length=16, beta=1.0, replicas=32, seed="tests", thermal_time=50.0, **LANGEVIN)


def test_snapshots_are_the_states_of_those_times(start):
    result = produce(CHAIN, start, times=[3.0, 50.0, 200.0], **RUN)
    assert list(result["snapshot"]) == [0, 3, 50, 200]
    for replica in (0, 21):
        omega = velocities(CHAIN, start, 200, 10, replica)
        assert (result["momentum"][replica] == omega[[0, 3, 50, 200]]).all()
    assert (result["position"][:, 0] == start["position"]).all()
    q, p = to_lanes(start["position"]), to_lanes(start["momentum"])
    pull = aligned(1, q.shape[1] + 16)[0]
    for _ in range(3):
        advance(CHAIN, q[1], p[1], pull, 0.1, 10)
        wrap(CHAIN, q[1])
    assert (result["position"][16:, 1] == from_lanes(q)[16:]).all()


def test_spins_have_more_rows_than_sites():
    model = spins.from_parameters({"J": 0.4, "length": 10}, [f"spins {lane}" for lane in range(16)])
    start = thermalize(model, length=10, replicas=16, seed="tests")
    result = produce(model, start, times=[20.0], **RUN)
    assert result["position"].shape == (16, 2, 20) and result["momentum"].shape == (16, 2, 10)
    assert (result["position"][:, 0] == start["spin_xy"]).all()


@pytest.mark.parametrize(
    ("times", "words"), [([3.05], "must be a multiple of"), ([300.0], "within the duration"), ([5.0, 3.0], "must ascend")]
)
def test_times_are_those_of_samples(start, times, words):
    with pytest.raises(Refused, match=f"^times: .*{words}"):
        produce(CHAIN, start, times=times, **RUN)


def test_a_run_on_from_a_snapshot_is_the_rest(start):
    whole = produce(CHAIN, start, times=[50.0, 100.0], **RUN)
    half = {"position": whole["position"][:, 1], "momentum": whole["momentum"][:, 1]}
    rest = produce(CHAIN, half, times=[50.0], **RUN)
    assert np.array_equal(rest["momentum"][:, 1], whole["momentum"][:, 2])
