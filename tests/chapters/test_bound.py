"""The bound on the conductivity with flips."""

import numpy as np
import pytest

from glassychains.chapters.transport.analysis import bound
from glassychains.methods.einstein import unit
from glassychains.methods.tables import lookup
from glassychains.runs.points import Point


def test_growth_of_a_bounded_ratio_is_zero(monkeypatch):
    """kappa = C g^2 lambda at all times: kappa(t) / (g^2 lambda) = C for each g; kappa ~ g^2 grows with the power r + 1/2."""

    def study(kappa):
        points = []
        for g in (0.1, 0.05, 0.025):
            rate = g**1.5
            p = {"g": g, "beta": 1.0, "flips": rate, "duration": 1e3 / (g**2 * rate)}
            points.append(Point("s", "produce", "rotor", p, 16))
        monkeypatch.setattr(bound, "read_point", lambda point: None)

        def running(point, data):
            p = point.parameters
            times = np.geomspace(1e-4, 1.0, 60) / (p["g"] ** 2 * p["flips"])
            noise = 1 + 1e-6 * np.arange(16)[:, None]
            return times, noise * kappa(p["g"], p["flips"]) * times * unit(p)

        monkeypatch.setattr(bound, "running", running)
        _, numbers = bound.analyse(type("Study", (), {"points": points}))
        return lookup(numbers, "growth(power=1,x=0.1)")[0]

    assert study(lambda g, rate: 7 * g**2 * rate) == pytest.approx(0, abs=1e-4)
    assert study(lambda g, rate: 7 * g**2) == pytest.approx(1.5, abs=1e-4)
