"""Clean quantum chains, on made-up levels and occupations: what the analyses make of worlds that are known."""

from types import SimpleNamespace

import numpy as np
import pytest

from glassychains.chapters.quantum.analysis import drift, melting, spot_levels
from glassychains.methods.spectra import GOE, POISSON
from glassychains.methods.tables import lookup


def analysed(analysis, monkeypatch, points):
    """Tables of a study whose points have these parameters and data."""
    monkeypatch.setattr(analysis, "read_point", lambda point: [{name: np.array([one]) for name, one in point.data.items()}])
    study = SimpleNamespace(points=[SimpleNamespace(parameters={"U": 2.0} | p, data=data) for p, data in points])
    return analysis.analyse(study)


def rings(rng, mean):
    """Levels of rings whose mean ratio is a function of (g / U, length)."""
    for length in (8, 9, 10):
        for g in (0.1, 0.2, 0.4):
            ratio = mean(g, length) + 0.2 * (rng.random(4000) - 0.5)
            yield {"g": 2 * g, "most": 2, "length": length}, {"ratio": ratio}


def test_a_ring_that_delocalizes_has_a_drift_and_a_falling_star(rng, monkeypatch):
    """r = half way + 0.05 log2(g / 0.2) + 0.02 (L - 9): g* falls by 0.4 log 2 per site."""
    half = (GOE + POISSON) / 2
    points = rings(rng, lambda g, length: half + 0.05 * np.log2(g / 0.2) + 0.02 * (length - 9))
    _, numbers = analysed(drift, monkeypatch, points)
    for g in (0.1, 0.2, 0.4):
        value, error = lookup(numbers, f"drift(most=2,g={g})")
        assert value == pytest.approx(0.02, abs=4 * error) and error < 0.001
    value, error = lookup(numbers, "star_slope(most=2)")
    assert value == pytest.approx(-0.4 * np.log(2), abs=4 * error) and error < 0.02


def test_a_localized_ring_has_no_drift(rng, monkeypatch):
    _, numbers = analysed(drift, monkeypatch, rings(rng, lambda g, length: 0.4 + 0.2 * (g > 0.3)))
    value, error = lookup(numbers, "drift(most=2,g=0.1)")
    assert abs(value) < 4 * error < 0.005
    value, error = lookup(numbers, "star_slope(most=2)")
    assert abs(value) < 4 * error


def test_all_above_the_half_way_is_a_limit(rng, monkeypatch):
    curves, _ = analysed(drift, monkeypatch, rings(rng, lambda g, length: 0.5))
    limits = curves[curves.kind == "limit"]
    assert list(limits.value) == pytest.approx([0.1] * 3) and not (curves.kind == "star").any()


@pytest.mark.parametrize("power, scatter", [(1.0, 0.0), (0.8, 0.0), (1.0, 0.2)])
def test_a_spacing_that_falls_as_counted_has_rate_one(monkeypatch, power, scatter):
    """A spacing (sqrt(s) / D(s))^power; the error is that of a straight line through what scatters."""
    points, known = [], []
    for s, states, sign in ((5, 66, 1), (6, 236, -1), (7, 868, 1), (8, 3235, -1)):
        spacing = (np.sqrt(s) / states) ** power * np.exp(scatter * sign)
        data = {"ratio": np.full(40, 0.5), "spacing": 2.0 * spacing}
        points.append(({"g": 0.6, "length": s, "particles": s, "sector": "even"}, data))
        known.append((np.log(np.sqrt(s) / states), np.log(spacing)))
    _, numbers = analysed(spot_levels, monkeypatch, points)
    value, error = lookup(numbers, "rate_over_counted(g=0.3)")
    slope, covariance = np.polyfit(*np.array(known).T, 1, cov=True)
    assert (value, error) == pytest.approx((slope[0], covariance[0, 0] ** 0.5), abs=1e-9)
    assert value == pytest.approx(power, abs=1e-9 + 2 * error) and (error > 0.05) == (scatter > 0)


def test_part_of_the_way_is_that_over_the_tilts(monkeypatch):
    """From 6 to 5, 4 and 3 where equilibrium has 2: f = 1/2; a start that stays has 0. Spots of both sizes have one scatter."""
    points = []
    told = ((1.0, 3, 9, [5, 4, 3]), (1.0, 4, 10, [2.2, 2, 2]), (1.0, 4, 6, [6, 6, 6]), (0.3, 3, 9, [6, 6, 6]))
    for g, spot, particles, settled in told:
        for tilt, n in zip((0.1, 0.2, 0.3), settled, strict=True):
            parameters = {"g": 2 * g, "dense": [6], "length": spot + 1, "particles": particles, "tilt": tilt}
            data = {"settled": [n], "canonical": [2.0], "microcanonical": [2.0], "beta": 0.1}
            data |= {"time": [0.0, 1.0, 10.0, 100.0], "occupation": [[6.0], [3.9], [4.1], [n]]}
            points.append((parameters, {name: np.array(one) for name, one in data.items()}))
    _, numbers = analysed(melting, monkeypatch, points)
    value, error = lookup(numbers, "relaxed(g=1,held=6,spot=3)")
    late = np.array([3.8, 4.0, 4.0]) / 4
    one = ((2 * 0.25**2 + 2 * late.var(ddof=1)) / 4 / 3) ** 0.5  # four degrees of freedom, three tilts
    assert (value, error) == pytest.approx((0.5, one))
    assert lookup(numbers, "empty(g=1,held=6,spot=4)") == (0.0, 0.0)
    assert lookup(numbers, "by_spot(g=1,held=6,spot=4)") == pytest.approx((late.mean(), one))
    assert lookup(numbers, "weaker(held=6,spot=3)")[0] == pytest.approx(-0.5)
    assert lookup(numbers, "growth(g=1,held=6)") == pytest.approx((late.mean() - 0.5, np.hypot(one, one)))
    assert lookup(numbers, "half_time(g=1,held=6,spot=4)")[0] == pytest.approx(200.0)
    assert not ((numbers.quantity == "half_time") & (numbers.spot == 3)).any()
