"""Relaxation of velocities, as it is recorded."""

import naive
import numpy as np
import pytest
from chains import LANGEVIN, velocities

from glassychains.methods.einstein import controls
from glassychains.methods.estimates import control
from glassychains.models.rotor import Rotor
from glassychains.runs.points import Point
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize

CHAIN = Rotor(0.7)


@pytest.fixture(scope="module")
def start():
    return thermalize(CHAIN, length=16, beta=1.0, replicas=32, seed="tests", thermal_time=50.0, **LANGEVIN)


def test_relaxation_recorder_agrees_with_the_naive_estimator(start):
    result = produce(CHAIN, start, record="relaxation", beta=1.0, dt=0.1, duration=800.0, sample=5).to_xarray()
    omega = velocities(CHAIN, start, 1600, 5, 21)
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
    start = thermalize(CHAIN, length=32, beta=1.0, replicas=512, seed="estimators", thermal_time=50.0, **LANGEVIN)
    result = produce(CHAIN, start, record="relaxation", beta=1.0, dt=0.1, duration=256.0, sample=10)
    labelled = result.to_xarray()
    point = Point("s", "produce", "rotor", {"g": 0.7, "boundary": "periodic", "length": 32, "beta": 1.0}, 512)
    for time in (8.0, 32.0, 128.0):
        raw = labelled.phi_raw.interp(time=time).values
        improved = control(labelled.phi.interp(lag=time).values, controls(point, [result]))
        difference = raw - improved
        assert abs(difference.mean()) < 4 * difference.std() / np.sqrt(512)
        assert improved.std() < 0.7 * raw.std()
