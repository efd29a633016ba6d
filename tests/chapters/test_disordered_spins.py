"""Disordered spins: how much rings differ, and how an exponent grows, on made-up data."""

import numpy as np
import pytest

from glassychains.chapters.disorder.analysis import spins
from glassychains.methods.scaling import local_exponents


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.6])
def test_variance_among_rings_is_told_from_the_noise_of_one_history(rng, spread):
    """Brownian motions, each with a D of its own: a gamma variable of mean 1 and this standard deviation."""
    shape = 1 / spread**2 if spread else np.inf
    pulls = []
    for _ in range(20):
        D = rng.gamma(shape, spread**2, 256) if spread else np.ones(256)
        block = 7.0
        carried = np.sqrt(D * block * 2.0)[:, None] * rng.standard_normal((256, 100))
        value, stderr = spins.ring_variance(carried, np.full(256, 2.0), block)
        pulls.append((value - spread**2) / stderr)
    assert abs(np.mean(pulls)) < 1
    assert 0.6 < np.std(pulls) < 1.6


@pytest.mark.parametrize("count", [3, 4, 6])
def test_growth_of_the_exponent_and_its_error(rng, count):
    """log D = -2 log x + (log x)^2 / 2: exponents differ as they must; of three points the middle one enters twice."""
    x = np.geomspace(0.2, 1.0, count)
    stderr = np.linspace(0.05, 0.1, count)
    exact = 2 * np.log(x) - 0.5 * np.log(x) ** 2
    local = local_exponents(x, exact, stderr)
    value, error = spins.growth(x, exact, stderr)
    assert np.isclose(value, local[0][1] - local[-1][1])
    drawn = [spins.growth(x, exact + stderr * rng.standard_normal(count), stderr)[0] for _ in range(4000)]
    assert np.isclose(np.std(drawn), error, rtol=0.05)
    assert (error > 1.02 * np.hypot(local[0][2], local[-1][2])) == (count == 3)
