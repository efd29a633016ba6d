"""Slopes and failures of first order, on numbers of which they are known."""

import numpy as np
import pytest

from glassychains.chapters.spots.analysis.firstorder import TURNED, _bins, _failures, _slopes
from glassychains.methods.tables import Numbers


def test_slopes_are_those_of_small_g_t():
    """Beyond g t = 0.3 the medians below saturate, which must not count."""
    numbers = Numbers()
    for g in (0.001, 0.003, 0.01, 0.03, 0.1, 0.3):
        value = min(g, TURNED / 10.0) ** 2
        for quantity in ("median", "mean"):
            numbers.add(quantity, value, 0.01 * value, what="error", g=g, t=10.0)
    _slopes(numbers)
    assert numbers.get("slope", what="error", t=10.0)[0] == pytest.approx(2)


def test_failures_at_resonances(rng):
    """A tenth of the sites is resonant and has errors a hundred times those of the others."""
    resonant = rng.random((300, 64)) < 0.1
    error = rng.exponential(size=resonant.shape) * np.where(resonant, 1.0, 0.01)
    change = np.full(resonant.shape, 0.5)
    numbers = Numbers()
    _failures(numbers, error, change, resonant, g=0.01)
    ratio, stderr = numbers.get("resonant_over_other", g=0.01)
    assert ratio == pytest.approx(100, abs=5 * stderr) and stderr < 5
    assert numbers.get("failures_resonant", g=0.01)[0] == 1
    assert numbers.get("failing", g=0.01)[0] == pytest.approx(0.1 * np.exp(-0.5), rel=0.1)


def test_failures_anywhere(rng):
    """Errors that know nothing of resonances fail there by chance."""
    resonant = rng.random((300, 64)) < 0.1
    numbers = Numbers()
    _failures(numbers, rng.exponential(size=resonant.shape), np.full(resonant.shape, 0.5), resonant, g=0.01)
    share, stderr = numbers.get("failures_resonant", g=0.01)
    assert share == pytest.approx(0.1, abs=5 * stderr)


def test_bins_hold_medians(rng):
    x = rng.uniform(0.1, 10.0, (200, 64))
    found = _bins(x**-2.0, x)
    assert np.allclose(found.value, found.x**-2.0, rtol=0.15)
    assert len(_bins(x[:1, :20], x[:1, :20])) == 0
