"""The bulk of a disordered chain from short rings: made-up rings whose resistances are known."""

import numpy as np
import pytest

from glassychains.methods.series import at_mean_energy, bulk, halves


def test_rings_in_series(rng):
    """Log-normal D_i, each seen through one Brownian history: 1 / <1/D>, not the mean, and errors that tell the scatter."""
    spread, rings, blocks, pulls = 0.6, 160, 64, []
    for _ in range(40):
        D = np.exp(spread * rng.standard_normal(rings))
        carried = np.sqrt(2 * D)[:, None] * rng.standard_normal((rings, blocks))
        first, second = (half / 8 for half in halves(carried, 4))
        (value, error), (variance, its_error), (ratio, _) = bulk((first + second) / 2, np.log(first), np.log(second))
        pulls.append([(value - np.exp(-(spread**2) / 2)) / error, (variance - spread**2) / its_error])
        assert ratio == pytest.approx(np.exp(-variance))
    assert np.all(np.abs(np.mean(pulls, 0)) < 0.6)
    assert np.all((np.std(pulls, 0) > 0.6) & (np.std(pulls, 0) < 1.6))


def test_halves_know_nothing_of_each_other():
    carried = np.array([[1.0, 1.0, 1.0, 1.0, -2.0, -2.0, -2.0, -2.0]])
    first, second = halves(carried, 2)
    assert (first[0], second[0]) == (4.0, 16.0)


def test_what_energy_decides_is_taken_at_its_mean(rng):
    excess = 0.2 * rng.standard_normal(256) + 0.05  # even if the rings are too hot
    taken = at_mean_energy(3 + 2 * excess + 5 * excess**2 + 1e-9 * rng.standard_normal(256), excess)
    assert taken == pytest.approx(3.0, abs=1e-7)
