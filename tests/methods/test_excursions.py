"""Durations of excursions, read from samples whose law is known."""

import numpy as np
import pytest

from glassychains.methods.excursions import excursions, exponents, shape, survival
from glassychains.recorders.ergodization import edges
from glassychains.runs.points import Point

EDGES = edges(100000)


def binned(durations):
    return np.bincount(np.searchsorted(EDGES, durations, side="right") - 1, minlength=len(EDGES)).astype(float)


def test_cut_excursions_do_not_shorten_the_others():
    """Geometric durations of mean 50, of which a clock of mean 100 cuts a third: those that are over have a mean of 33."""
    rng = np.random.default_rng(5)
    durations, clock = rng.geometric(0.02, 400_000), rng.geometric(0.01, 400_000)
    over, cut = binned(durations[durations <= clock]), binned(clock[durations > clock])
    parts = survival(over, cut)
    assert cut.sum() > 0.3 * len(clock)
    known = 0.98 ** (EDGES - 1.0)
    seen = known > 0.05
    assert np.allclose(parts[seen], known[seen], rtol=0.06)  # in a bin of half an octave cut ones leave in the middle
    naive = 1 - np.cumsum(over)[:-1] / over.sum()
    assert naive[EDGES[1:] == 91][0] < 0.6 * known[EDGES == 91][0]


def test_exponents_of_a_power_and_of_an_exponential():
    assert exponents(EDGES, EDGES**-1.5) == pytest.approx([1.5, 1.5], rel=1e-6)
    first, second = exponents(EDGES, np.exp(-EDGES / 1000.0))
    assert second / first == pytest.approx(1.71, rel=0.02)
    assert np.isnan(exponents(EDGES, np.maximum(EDGES**-1.5, 0.003))[1])


def test_an_exponential_has_a_spread_of_its_mean():
    t = np.random.default_rng(6).exponential(7.0, 200_000)
    mean, spread, time = shape(len(t), t.sum(), (t**2).sum())
    assert [mean, spread, np.exp(time)] == pytest.approx([7, 1, 7], rel=0.01)


def test_sides_and_labels():
    rng = np.random.default_rng(7)
    below, above = rng.geometric(0.1, (64, 500)), rng.geometric(0.02, (64, 300))
    over = np.stack([[binned(row) for row in side] for side in (below, above)], 1)
    data = {
        "excursions": over,
        "open": 0 * over,
        "duration": np.stack([below.sum(1), above.sum(1)], 1) * 2.0,
        "duration_squared": np.stack([(below**2).sum(1), (above**2).sum(1)], 1) * 4.0,
        "uncrossed": np.full(64, 3),
        "bin": EDGES * 2.0,
    }
    point = Point("s", "produce", "rotor", {"sample": 20, "dt": 0.1, "length": 30}, 64)
    table, numbers = excursions(point, [data], g=0.5)
    mean, error = numbers.get("excursion_mean", side="above", g=0.5)
    assert mean == pytest.approx(100, abs=4 * error) and error < 2
    assert numbers.get("uncrossed", g=0.5)[0] == pytest.approx(0.1)
    assert numbers.get("cut_off", side="below", g=0.5)[0] == 0
    at = table[(table.kind == "below") & (table.t == 24)]
    assert at.value.iloc[0] == pytest.approx(0.9**11, abs=4 * at.stderr.iloc[0])
