"""Averages over time and excursions, as they are recorded, against a series that is looked at sample by sample."""

import itertools

import numpy as np
import pytest
from chains import KLEIN_GORDON, LANGEVIN, NAMES

from glassychains.models import oscillators
from glassychains.models.rotor import Rotor
from glassychains.models.seam.physics import family_of, physics_of
from glassychains.numerics.compiled import from_lanes, of_group, to_lanes
from glassychains.recorders.ergodization import edges
from glassychains.runs.result import Result
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize

SITES, SAMPLES = 8, 203
CHAINS = [Rotor(0.7), oscillators.from_parameters(KLEIN_GORDON | {"length": SITES, "boundary": "periodic"}, NAMES)]
MEAN = 0.6


@pytest.fixture(scope="module", params=CHAINS, ids=["rotors", "oscillators"])
def known(request):
    """The record of a run, and p^2 / 2 + U of each (sample, replica, site), the start first."""
    chain = request.param
    start = thermalize(chain, length=SITES, beta=1.0, replicas=16, seed="averages", thermal_time=50.0, **LANGEVIN)
    run = {"dt": 0.1, "sample": 5, "record": "ergodization", "mean_energy": MEAN}
    result = produce(chain, start, duration=0.5 * SAMPLES, **run)
    own = getattr(physics_of(chain), "pinning_energy", lambda chain, q: 0.0)
    series = [start]
    for _ in range(SAMPLES):
        series.append(stepped(chain, series[-1]))
    return result, np.array([0.5 * one["momentum"] ** 2 + own(chain, one["position"]) for one in series])


def stepped(chain, state):
    """The state five steps later."""
    q, p = to_lanes(state["position"]), to_lanes(state["momentum"])
    family_of(physics_of(chain)).run([of_group(chain, 0)], [None], [None], q, p, scheme=None, dt=0.1, steps=5, first=1, count=1)
    return Result({"position": (("replica", "site"), from_lanes(q), {}), "momentum": (("replica", "site"), from_lanes(p), {})})


def test_moments_of_averages_are_those_of_the_series(known):
    result, energy = known
    assert list(result["window"]) == [0.5 * 2**level for level in range(8)]
    for level, size in enumerate(2 ** np.arange(8)):
        whole = SAMPLES // size
        mean = energy[1 : 1 + whole * size].reshape(whole, size, 16, SITES).mean(1)
        assert np.allclose(result["mean"][:, level], mean.mean((0, 2)), rtol=1e-13)
        assert np.allclose(result["square"][:, level], (mean**2).mean((0, 2)), rtol=1e-13)


def runs(flags):
    """(side, first, last + 1) of each maximal run of equal flags."""
    first = 0
    for side, run in itertools.groupby(flags):
        length = len(list(run))
        yield int(side), first, first + length
        first += length


def test_excursions_are_those_of_the_series(known):
    result, energy = known
    edge = edges(SAMPLES)
    over, cut = np.zeros((16, 2, len(edge)), int), np.zeros((16, 2, len(edge)), int)
    total, squares, uncrossed = np.zeros((16, 2)), np.zeros((16, 2)), np.zeros(16, int)
    for replica, site in itertools.product(range(16), range(SITES)):
        found = list(runs(energy[:, replica, site] > MEAN))
        uncrossed[replica] += len(found) == 1
        for side, first, end in found[1:]:
            bin = np.searchsorted(edge, end - first, side="right") - 1
            if end == SAMPLES + 1:
                cut[replica, side, bin] += 1
            else:
                over[replica, side, bin] += 1
                total[replica, side] += 0.5 * (end - first)
                squares[replica, side] += (0.5 * (end - first)) ** 2
    assert over.sum() > 500 and cut.sum() > 50
    assert (result["excursions"] == over).all() and (result["open"] == cut).all()
    assert np.allclose(result["duration"], total) and np.allclose(result["duration_squared"], squares)
    assert (result["uncrossed"] == uncrossed).all()


def test_bins_are_integers_two_per_octave():
    assert list(edges(20)) == [1, 2, 3, 4, 6, 8, 12, 16]
    assert np.diff(np.log2(edges(10**6)[6:])) == pytest.approx(0.5, abs=0.1)
