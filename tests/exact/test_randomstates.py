"""Entropy of random states, against random states."""

from math import comb

import numpy as np
import pytest

from glassychains.exact.randomstates import entropy


def drawn(rng, sizes):
    """Entropy of one random state whose parts share a conserved quantity."""
    blocks = [rng.standard_normal((2, a, b)) for a, b in sizes]
    weight = np.concatenate([np.linalg.svd(one[0] + 1j * one[1], compute_uv=False) ** 2 for one in blocks])
    weight /= weight.sum()
    return -(weight * np.log(weight)).sum()


@pytest.mark.parametrize("sizes", [[(2, 8)], [(8, 4)], [(comb(3, up), comb(5, 4 - up)) for up in range(4)]])
def test_mean_over_random_states(rng, sizes):
    every = [drawn(rng, sizes) for _ in range(1500)]
    error = np.std(every) / np.sqrt(len(every))
    assert error < 0.01
    assert entropy(sizes) == pytest.approx(np.mean(every), abs=4 * error)


def test_page():
    """Two spins of a pair: sum of 1/k from 3 to 4, minus 1/4, is 1/3."""
    assert entropy([(2, 2)]) == pytest.approx(1 / 3, abs=1e-12)
