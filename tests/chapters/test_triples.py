"""Which pairs and triples count as chaotic, and how many sites share tangent vectors."""

from types import SimpleNamespace

import numpy as np
import pytest

from glassychains.chapters.spots.analysis import portrait, triples
from glassychains.methods.tables import lookup

BLOCKS, BLOCK = 32, 512.0


class Point:
    """Starts with these velocities, at the minimum of the potential, and a growth of our choosing."""

    def __init__(self, velocity, growth, **parameters):
        self.velocity, self.growth = velocity, growth
        self.parameters = {
            "g": 1.0,
            "dt": 0.05,
            "block": BLOCK,
            "duration": BLOCKS * BLOCK,
            "length": velocity.shape[1],
        } | parameters

    def start(self):
        return SimpleNamespace(read=lambda: {"momentum": self.velocity})

    def read(self):
        energy, total = 0.5 * (self.velocity**2).sum(1), self.velocity.sum(1)
        both = {"energy": energy, "total_velocity": total}
        return {"growth": self.growth[:, :, None]} | {name: np.stack([one, one], 1) for name, one in both.items()}


@pytest.fixture(autouse=True)
def given(monkeypatch):
    monkeypatch.setattr(triples, "read_point", lambda point: [point.read()])


def test_linear_growth_is_the_power_1_and_not_chaotic(rng):
    velocity = rng.normal(size=(64, 2)) * 0.5
    times = BLOCK * np.arange(BLOCKS + 1)
    growth = np.tile(np.diff(np.log(np.maximum(times, 1.0))), (64, 1))
    _, numbers = triples.analyse(SimpleNamespace(points=[Point(velocity, growth, beta=1.0)]))
    assert lookup(numbers, "power(length=2)")[0] == pytest.approx(1.0)
    fraction, error = lookup(numbers, "chaotic_fraction(length=2)")
    assert fraction == 0.0 and 0.25 / 64 < error < 1 / 64  # none of 64 does not exclude one in a hundred


def test_the_energy_is_that_of_the_frame_in_which_the_centre_rests(rng):
    """A common velocity changes nothing; half of the starts grow exponentially, at the rate 0.2."""
    relative = np.array([1.5, 0.0, -1.5])  # energy 2.25 there
    velocity = relative + rng.normal(size=(128, 1))
    growth = np.where(np.arange(128)[:, None] % 2, 0.2 * BLOCK, 0.01) * np.ones((1, BLOCKS))
    _, numbers = triples.analyse(SimpleNamespace(points=[Point(velocity, growth, beta=1.0)]))
    fraction, error = lookup(numbers, "fraction(among=2-3,length=3)")
    assert (fraction, error) == (0.5, pytest.approx(0.5 / 128**0.5))
    assert lookup(numbers, "exponent(among=2-3,length=3)")[0] == pytest.approx(0.2)
    assert lookup(numbers, "fraction(among=band,length=3,beta=1.0)")[0] == 0.5
    with pytest.raises(KeyError):
        lookup(numbers, "fraction(among=apart,length=3,beta=1.0)")


def test_the_band_is_that_of_the_separatrix(rng):
    for distance, place in ((2.7, "band"), (2.9, "apart")):
        velocity = np.tile([0.0, distance, 0.0], (32, 1))
        point = Point(velocity, np.full((32, BLOCKS), 0.01), beta=1.0)
        _, numbers = triples.analyse(SimpleNamespace(points=[point]))
        assert lookup(numbers, f"fraction(among={place},length=3,beta=1.0)")[0] == 0.0


def test_sites_that_share_a_weight_are_counted():
    assert portrait.participation(np.array([0.25, 0.25, 0.25, 0.25, 0.0])) == pytest.approx(4.0)
    assert portrait.participation(np.array([3.0, 0.0])) == pytest.approx(1.0)
