"""From energy carried to conductivities: exact limits, the rules for windows and burn-in, refusals."""

import numpy as np
import pandas as pd
import pytest

from glassychains.analysis import conductivity, flips, greenkubo, stationary
from glassychains.analysis.estimates import jackknife, mean_and_error
from glassychains.models.harmonic import Harmonic
from glassychains.points import Point
from glassychains.records import Record
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize


class Given(Point):
    """A point whose records are given."""

    def read(self):
        return [self.parameters["record_"]]


def test_harmonic_chain_with_flips_has_its_exact_conductivity():
    """Only flips change the total current, <J(t) J(0)> = (L g / 2 beta^2) e^(-2 lambda t): kappa = g / (4 lambda beta^2)."""
    g, beta, rate = 0.8, 1.4, 0.25
    chain = Harmonic(g)
    start = thermalize(chain, length=64, beta=beta, replicas=512, seed="exact", time=60.0)
    run = produce(chain, start, beta=beta, dt=0.05, duration=200.0, sample=10, record="current", flips=rate, seed="x", block=4)
    p = {"g": g, "beta": beta, "length": 64, "boundary": "periodic", "flips": rate, "record_": run}
    times, integral = conductivity.running(Given("s", "produce", "harmonic", p, 512), [run])
    exact = g / (4 * rate * beta**2) * conductivity.unit(p)
    for k in range(0, len(times), 3):
        t = times[k]
        value, stderr = mean_and_error(integral[:, k] / t)
        expected = exact * (1 - (1 - np.exp(-2 * rate * t)) / (2 * rate * t))
        assert abs(value - expected) < 4 * stderr + 0.02 * expected  # the ring's closure is a relative 1/L
    value, stderr = mean_and_error(conductivity.slope(times, integral, 10.0, 40.0))
    assert stderr < 0.03 * exact
    assert abs(value - exact) < 4 * stderr + 0.02 * exact
    (independent, error), (ratio, ratio_error) = greenkubo.compare(p, [run], conductivity.slope(times, integral, 10.0, 40.0))
    assert error < 0.04 * exact
    assert abs(independent - exact) < 4 * error + 0.03 * exact
    assert abs(ratio - 1) < 4 * ratio_error + 0.02


def test_energy_controls_have_mean_zero():
    chain = Harmonic(0.8)
    start = thermalize(chain, length=8, beta=1.4, replicas=512, seed="controls", time=60.0)
    for still in (False, True):
        run = produce(chain, start, beta=1.4, dt=0.05, duration=1.0, sample=10, record="current", block=1, still=still)
        p = {"g": 0.8, "beta": 1.4, "length": 8, "boundary": "periodic", "still": still}
        value, stderr = mean_and_error(conductivity.controls(Point("s", "produce", "harmonic", p, 512), [run]))
        assert (np.abs(value) < 4 * stderr + 0.01).all()


def test_windows_scale_with_the_model():
    """Footnote 3: at g / a^2 and beta a^2 every time is a times as long; flips are a times as rare."""
    for g in (0.1, 0.5, 2.0):
        for rate in (0.0, 0.001, 0.5):
            one = np.array(conductivity.window({"g": g, "beta": 1.0, "flips": rate}))
            other = np.array(conductivity.window({"g": g / 9, "beta": 9.0, "flips": rate / 3}))
            assert np.allclose(other, 3 * one)


def test_windows_follow_the_slowest_memory():
    late, _ = conductivity.window({"g": 0.2, "beta": 1.0})
    assert np.isclose(late, 21 * 0.2**-4.6)
    assert conductivity.window({"g": 0.2, "beta": 1.0, "flips": 0.1})[0] == pytest.approx(250.0)
    assert (
        conductivity.window({"g": 1.0, "beta": 1.0, "flips": 50.0})[0] == 20.0 < conductivity.window({"g": 1.0, "beta": 1.0})[0]
    )


def test_slope_is_the_late_conductivity(rng):
    """t kappa(t) = kappa t - c exactly: the slope has no bias where kappa(t) itself has c / t."""
    times = np.arange(1.0, 200.0)
    integral = 0.5 * times - 1.8 + 1e-3 * rng.normal(size=(8, 1)) * times
    assert np.isclose(conductivity.slope(times, integral, 40.0, 160.0).mean(), 0.5, atol=2e-3)
    assert conductivity.slope(times, integral, 100.0, 400.0) is None


def test_interpolation_is_exact_for_a_power_law():
    bg = [0.25, 0.5, 1.0]
    numbers = pd.DataFrame({"quantity": [f"kappa(bg={x!r})" for x in bg], "value": [x**3 for x in bg], "stderr": 0.01})
    assert conductivity.interpolated(numbers, 0.8)[0] == pytest.approx(0.8**3)
    assert conductivity.interpolated(numbers, 1.04)[0] == pytest.approx(1.04**3)
    assert conductivity.interpolated(numbers, 0.1) is None


def test_spectral_estimate_of_a_known_process(rng):
    """White noise: kappa = variance * step / (2 L)."""
    carried = 2.0 * rng.normal(size=(256, 512))
    data = [Record({"carried": (("replica", "block"), carried, {}), "block": ("block", 2.0 * np.arange(1, 513), {})})]
    (value, stderr), _ = greenkubo.compare({"g": 1.0, "beta": 1.0, "length": 4}, data, rng.normal(1.0, 0.1, 256))
    assert abs(value - 2.0 / (2 * 4)) < 4 * stderr < 0.02


def test_jackknife_of_a_ratio(rng):
    """Against the propagation of errors."""
    x, y = rng.normal(3.0, 0.2, 400), rng.normal(2.0, 0.1, 400)
    value, stderr = jackknife(lambda a, b: a / b, x, y)
    assert value == x.mean() / y.mean()
    expected = 1.5 * np.sqrt((0.2 / 3) ** 2 + (0.1 / 2) ** 2) / 20
    assert stderr == pytest.approx(expected, rel=0.15)


def test_contact_fit_recovers_resistances_in_series():
    lengths = np.array([16.0, 32.0, 64.0])
    (kappa, stderr), (contact, _) = stationary.contact_fit(lengths, (lengths + 3.0) / 0.5, np.full(3, 0.1))
    assert kappa == pytest.approx(0.5)
    assert contact == pytest.approx(3.0)
    slope_error = 0.1 / np.sqrt(((lengths - lengths.mean()) ** 2).sum())
    assert stderr == pytest.approx(slope_error * 0.5**2)


def driven(rng, blocks=40, current=lambda block, bond: 0.02 + 0 * block * bond, block=500.0):
    """16 sites with a linear profile of beta and a current of our choosing; kappa = 0.02 / 0.02 = 1."""
    sites, replicas = 16, 64
    p = {"g": 1.0, "beta": 1.0, "beta_left": 0.85, "beta_right": 1.15, "length": sites, "boundary": "free"}
    beta = 0.85 + 0.02 * np.arange(sites)
    flow = current(np.arange(blocks)[:, None], np.arange(sites - 1)[None]) + 1e-3 * rng.normal(
        size=(replicas, blocks, sites - 1)
    )
    square = (1 / beta) * (1 + 0.01 * rng.normal(size=(replicas, blocks, sites)))
    heat = np.stack([flow[..., 0], -flow[..., -1]], -1) * block
    variables = {
        "carried": (("replica", "block", "bond"), flow * block, {}),
        "square": (("replica", "block", "site"), square, {}),
        "fourth": (("replica", "block", "site"), 3 * square**2, {}),
        "heat": (("replica", "block", "side"), heat, {}),
        "block": ("block", block * np.arange(1, blocks + 1), {}),
    }
    return Given("s", "ness", "rotor", p | {"record_": Record(variables)}, replicas)


class TestStationarity:
    def numbers(self, point):
        reference = pd.DataFrame({"quantity": ["kappa(bg=0.5)", "kappa(bg=2.0)"], "value": [0.125, 8.0], "stderr": 0.01})
        return {q.split("(")[0]: v for q, v, _ in stationary.measure(point, reference)[1]}

    def test_a_stationary_state_is_recognized_and_measured(self, rng):
        found = self.numbers(driven(rng))
        assert found["stationary"] == 1
        assert found["kappa"] == pytest.approx(1.0, abs=0.01)
        assert found["bg"] == pytest.approx(1.0, abs=0.01)
        assert found["moved"] == pytest.approx(found["reduced"] / found["bg"] ** 3, rel=0.01)
        assert found["entropy_production"] == pytest.approx(0.02 * 0.3, rel=0.02)
        assert found["burn_in"] >= stationary.BURN * found["relaxation"]

    def test_a_current_up_the_gradient_is_not_hidden(self, rng):
        """It has no stationary state with kappa > 0, but the second law is judged by every chain."""
        found = self.numbers(driven(rng, current=lambda block, bond: -0.02 + 0 * block * bond))
        assert found["stationary"] == 0
        assert found["entropy_production"] == pytest.approx(-0.02 * 0.3, rel=0.02)

    @pytest.mark.parametrize(
        "current",
        [
            lambda block, bond: 0.02 + 1e-4 * block + 0 * bond,  # still growing
            lambda block, bond: 0.02 + 2e-4 * bond + 0 * block,  # sites still warm up
            # the slowest way back from a symmetric start: temperature a sine, current a cosine of one wave
            lambda block, bond: 0.02 + 5e-4 * np.cos(2 * np.pi * (bond + 0.5) / 15) * np.exp(-block / 100),
        ],
        ids=["growing", "uneven", "symmetric"],
    )
    def test_what_is_not_stationary_yet_has_no_kappa(self, rng, current):
        found = self.numbers(driven(rng, current=current))
        assert found["stationary"] == 0
        assert not {"kappa", "reduced", "moved"} & found.keys()

    def test_a_run_shorter_than_the_burn_in_has_no_kappa(self, rng):
        """Relaxation takes L^2 c / (pi^2 D), 16 here: ten blocks of one time unit cannot know."""
        found = self.numbers(driven(rng, blocks=10, block=1.0))
        assert found["stationary"] == 0
        assert "kappa" not in found


def test_growth_of_a_bounded_ratio_is_zero(monkeypatch):
    """kappa = C g^2 lambda at all times: kappa(t) / (g^2 lambda) = C for each g; kappa ~ g^2 grows with the power r + 1/2."""

    def study(kappa):
        points = []
        for g in (0.1, 0.05, 0.025):
            rate = g**1.5
            p = {"g": g, "beta": 1.0, "flips": rate, "duration": 1e3 / (g**2 * rate)}
            points.append(Point("s", "produce", "rotor", p, 16))
        monkeypatch.setattr(Point, "read", lambda self: None)

        def running(point, data):
            p = point.parameters
            times = np.geomspace(1e-4, 1.0, 60) / (p["g"] ** 2 * p["flips"])
            noise = 1 + 1e-6 * np.arange(16)[:, None]
            return times, noise * kappa(p["g"], p["flips"]) * times * conductivity.unit(p)

        monkeypatch.setattr(flips, "running", running)
        _, numbers = flips.analyse(type("Study", (), {"points": points}))
        return numbers.set_index("quantity").value["growth(r=1,x=0.1)"]

    assert study(lambda g, rate: 7 * g**2 * rate) == pytest.approx(0, abs=1e-4)
    assert study(lambda g, rate: 7 * g**2) == pytest.approx(1.5, abs=1e-4)
