"""The Lyapunov exponent from growth in blocks: what is averaged, and which points are checks."""

import numpy as np
import pytest

from glassychains.chapters.spots.analysis import lyapunov
from glassychains.methods.tables import lookup
from glassychains.runs.points import Point
from glassychains.runs.study import Study


def point(g, **changed):
    p = {"g": g, "boundary": "periodic", "length": 64, "beta": 1.0, "dt": 0.1, "duration": 80.0, "block": 10.0} | changed
    return Point("lyapunov", "produce", "rotor", p, 64)


def growth(at):
    """Eight blocks that grow at a rate of 2 g^(1/2) but for the first three; a ring of 256 a tenth faster."""
    rate = 2 * at.parameters["g"] ** 0.5 * (1.1 if at.parameters["length"] == 256 else 1.0)
    noise = 1 + 0.01 * np.random.default_rng(at.parameters["length"]).normal(size=(64, 8, 1))
    turning = np.array([0.0, 0.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0])[None, :, None]
    return [{"growth": 10.0 * rate * turning * noise, "block": 10.0 * np.arange(1, 9)}]


def test_the_second_half_counts_and_later_points_are_checks(monkeypatch):
    monkeypatch.setattr(lyapunov, "read_point", growth)
    points = (point(0.04), point(0.25), point(0.16), point(0.01), point(0.25, length=256))
    curves, numbers = lyapunov.analyse(Study("lyapunov", "spots", "", "produce", "rotor", "lyapunov", points, ()))
    value, error = lookup(numbers, "rate(g=0.25)")
    assert value == pytest.approx(1, abs=4 * error) and error < 0.002
    assert lookup(numbers, "still_changing(g=0.25)")[0] == pytest.approx(0.25, abs=0.02)  # of blocks 3 and 4, 3/4 on average
    assert lookup(numbers, "slope(range=g<=0.5)")[0] == pytest.approx(0.5, abs=0.01)
    difference, error = lookup(numbers, "log_rate_difference(g=0.25,length=256,dt=0.1)")
    assert difference == pytest.approx(np.log(1.1), abs=4 * error)
    assert set(curves.g) == {0.04, 0.25, 0.16, 0.01}
