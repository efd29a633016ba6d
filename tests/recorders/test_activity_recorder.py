"""Activity of single sites, as it is recorded."""

import numpy as np
import pytest
from chains import LANGEVIN, velocities

from glassychains.models.rotor import Rotor
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize

CHAIN = Rotor(0.7)


@pytest.fixture(scope="module")
def start():
    return thermalize(CHAIN, length=16, beta=1.0, replicas=32, seed="tests", thermal_time=50.0, **LANGEVIN)


def test_activity_recorder_agrees_with_the_naive_series(start):
    options = {"window": 20.0, "traces": [0.0, 50.0], "trace_length": 30.0}
    result = produce(CHAIN, start, dt=0.1, duration=200.0, sample=10, record="activity", **options)
    omega = velocities(CHAIN, start, 200, 10, 0)
    assert (result["omega_trace"][1] == omega[51:81]).all()
    assert np.allclose(result["omega_mean"][0, 0, 0], omega[1:21].mean(0), atol=1e-14)
    assert np.allclose(result["omega_mean"][0, 1, 1], omega[61:81].mean(0), atol=1e-14)
    assert list(result["window"]) == [0, 40, 80, 160]
    squares = produce(CHAIN, start, dt=0.1, duration=200.0, sample=10, record="activity", moment=2, **options)
    assert np.allclose(squares["omega_mean"][0, 1, 1], (omega[61:81] ** 2).mean(0), atol=1e-14)
