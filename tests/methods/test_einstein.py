"""From energy carried to conductivities: an exact limit, the rules for windows, refusals."""

import numpy as np
import pandas as pd
import pytest
from chains import LANGEVIN, springs

from glassychains.chapters.transport.analysis import greenkubo
from glassychains.methods import einstein
from glassychains.methods.estimates import mean_and_error
from glassychains.runs.points import Point
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize


def terms(g):
    """Parameters of the chain of equal springs."""
    return {"pinning": [], "coupling": [0.0, g], "boundary": "periodic"}


def test_harmonic_chain_with_flips_has_its_exact_conductivity():
    """Only flips change the total current, <J(t) J(0)> = (L g / 2 beta^2) e^(-2 lambda t): kappa = g / (4 lambda beta^2)."""
    g, beta, rate = 0.8, 1.4, 0.25
    chain = springs(g)
    start = thermalize(chain, length=64, beta=beta, replicas=512, seed="exact", thermal_time=60.0, **LANGEVIN)
    how = {"dt": 0.05, "duration": 200.0, "sample": 10, "record": "current", "block": 2.0, "flips": rate}
    run = produce(chain, start, seed="x", **how)
    p = {"g": g, "beta": beta, "length": 64, "flips": rate} | terms(g)
    times, integral = einstein.running(Point("s", "produce", "oscillators", p, 512), [run])
    exact = g / (4 * rate * beta**2) * einstein.unit(p)
    for k in range(0, len(times), 3):
        t = times[k]
        value, stderr = mean_and_error(integral[:, k] / t)
        expected = exact * (1 - (1 - np.exp(-2 * rate * t)) / (2 * rate * t))
        assert abs(value - expected) < 4 * stderr + 0.02 * expected  # the ring's closure is a relative 1/L
    value, stderr = mean_and_error(einstein.slope(times, integral, 10.0, 40.0))
    assert stderr < 0.03 * exact
    assert abs(value - exact) < 4 * stderr + 0.02 * exact
    (independent, error), (ratio, ratio_error) = greenkubo.compare(p, [run], einstein.slope(times, integral, 10.0, 40.0))
    assert error < 0.04 * exact
    assert abs(independent - exact) < 4 * error + 0.03 * exact
    assert abs(ratio - 1) < 4 * ratio_error + 0.02


def test_energy_controls_have_mean_zero():
    chain = springs(0.8)
    start = thermalize(chain, length=8, beta=1.4, replicas=512, seed="controls", thermal_time=60.0, **LANGEVIN)
    for still in (False, True):
        run = produce(chain, start, dt=0.05, duration=1.0, sample=10, record="current", block=0.5, still=still)
        p = {"g": 0.8, "beta": 1.4, "length": 8, "still": still} | terms(0.8)
        value, stderr = mean_and_error(einstein.controls(Point("s", "produce", "oscillators", p, 512), [run]))
        assert (np.abs(value) < 4 * stderr + 0.01).all()


def test_windows_scale_with_the_model():
    """Footnote 3: at g / a^2 and beta a^2 every time is a times as long; flips are a times as rare."""
    for g in (0.1, 0.5, 2.0):
        for rate in (0.0, 0.001, 0.5):
            one = np.array(einstein.window({"g": g, "beta": 1.0, "flips": rate}))
            other = np.array(einstein.window({"g": g / 9, "beta": 9.0, "flips": rate / 3}))
            assert np.allclose(other, 3 * one)


def test_windows_follow_the_slowest_memory():
    late, _ = einstein.window({"g": 0.2, "beta": 1.0})
    assert np.isclose(late, 21 * 0.2**-4.6)
    assert einstein.window({"g": 0.2, "beta": 1.0, "flips": 0.1})[0] == pytest.approx(250.0)
    assert einstein.window({"g": 1.0, "beta": 1.0, "flips": 50.0})[0] == 20.0 < einstein.window({"g": 1.0, "beta": 1.0})[0]


def test_slope_is_the_late_conductivity(rng):
    """t kappa(t) = kappa t - c exactly: the slope has no bias where kappa(t) itself has c / t."""
    times = np.arange(1.0, 200.0)
    integral = 0.5 * times - 1.8 + 1e-3 * rng.normal(size=(8, 1)) * times
    assert np.isclose(einstein.slope(times, integral, 40.0, 160.0).mean(), 0.5, atol=2e-3)
    assert einstein.slope(times, integral, 100.0, 400.0) is None


def test_interpolation_is_exact_for_a_power_law():
    bg = [0.25, 0.5, 1.0]
    rows = pd.DataFrame({"quantity": "kappa", "bg": bg, "value": [x**3 for x in bg], "stderr": 0.01})
    others = pd.DataFrame({"quantity": ["exponent", "kappa_error_percent"], "bg": [0.7, 0.25], "value": 1.0, "stderr": 0.1})
    numbers = pd.concat([others, rows[::-1]])
    assert einstein.interpolated(numbers, 0.8)[0] == pytest.approx(0.8**3)
    assert einstein.interpolated(numbers, 1.04)[0] == pytest.approx(1.04**3)
    assert einstein.interpolated(numbers, 0.1) is None
    assert einstein.interpolated(others, 0.7) is None
