"""Chains between reservoirs: recognized as stationary or not, and measured."""

import numpy as np
import pandas as pd
import pytest

from glassychains.methods import steady
from glassychains.runs.points import Point
from glassychains.runs.result import Result


def test_contact_fit_recovers_resistances_in_series():
    lengths = np.array([16.0, 32.0, 64.0])
    (kappa, stderr), (contact, _) = steady.contact_fit(lengths, (lengths + 3.0) / 0.5, np.full(3, 0.1))
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
    return Point("s", "ness", "rotor", p | {"record_": Result(variables)}, replicas)


@pytest.fixture
def given(monkeypatch):
    """Results of points are given instead of read."""
    monkeypatch.setattr(steady, "read_point", lambda point: [point.parameters["record_"]])


@pytest.mark.usefixtures("given")
class TestStationarity:
    def numbers(self, point):
        """All numbers of a point by quantity; their labels say which it is."""
        reference = pd.DataFrame({"quantity": "kappa", "bg": [0.5, 2.0], "value": [0.125, 8.0], "stderr": 0.01})
        rows = steady.measure(point, reference)[1].rows
        assert {(row["g"], row["length"], row["dbeta"]) for row in rows} == {(1.0, 16, 0.3)}
        return {row["quantity"]: row["value"] for row in rows}

    def test_a_stationary_state_is_recognized_and_measured(self, rng):
        found = self.numbers(driven(rng))
        assert found["stationary"] == 1
        assert found["kappa"] == pytest.approx(1.0, abs=0.01)
        assert found["bg"] == pytest.approx(1.0, abs=0.01)
        assert found["moved"] == pytest.approx(found["reduced"] / found["bg"] ** 3, rel=0.01)
        assert found["entropy_production"] == pytest.approx(0.02 * 0.3, rel=0.02)
        assert found["burn_in"] >= steady.BURN * found["relaxation"]

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
