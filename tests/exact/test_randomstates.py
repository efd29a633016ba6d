"""Entropy of random states, against random states."""

from math import comb

import numpy as np
import pytest

from glassychains.exact.randomstates import entropy, real


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


def test_real_states_of_two_spins():
    """The singular values of a real 2 x 2 matrix are r cos x and r sin x, with sin 2x uniform in [0, 1]."""
    more = (1 + np.sqrt(1 - ((np.arange(20_000) + 0.5) / 20_000) ** 2)) / 2
    exact = -np.mean(more * np.log(more) + (1 - more) * np.log(1 - more))
    value, error = real([(2, 2)])
    assert error < 0.005 < 1 / 3 - exact
    assert value == pytest.approx(exact, abs=4 * error)


def test_real_states_that_share_a_quantity_are_a_little_less_entangled(rng):
    """Against states drawn as vectors, whose reduced matrices are diagonalized; and below complex ones."""
    sizes = [(1, 5), (3, 10), (3, 10), (1, 5)]
    every = []
    for _ in range(2000):
        blocks = [rng.standard_normal((a, b)) for a, b in sizes]
        norm = sum((one**2).sum() for one in blocks)
        levels = np.concatenate([np.linalg.eigvalsh(one @ one.T / norm) for one in blocks])
        every.append(-(levels * np.log(levels)).sum())
    value, error = real(sizes)
    assert value == pytest.approx(np.mean(every), abs=4 * np.hypot(error, np.std(every) / np.sqrt(len(every))))
    assert 0.01 < entropy(sizes) - value < 0.1
    assert real(sizes) == (value, error)
