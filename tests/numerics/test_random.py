import numpy as np
import pytest
from scipy import stats

from glassychains.numerics.compiled import LANES
from glassychains.numerics.random import fill_normal, fill_words, seeds


def draw(name, rows, repeats=1):
    stream = seeds(name, LANES)[0].copy()
    words, normal = np.zeros(rows * LANES, np.uint64), np.zeros(rows * LANES)
    result = []
    for _ in range(repeats):
        fill_normal(stream, words, normal)
        result.append(normal.reshape(rows, LANES).copy())
    return np.concatenate(result)


def test_words_follow_the_published_generator():
    """xoshiro256++ written out with Python integers."""
    stream = seeds("words", LANES)[0]
    s = [[int(stream[k * LANES + lane]) for k in range(4)] for lane in range(LANES)]
    words = np.zeros(5 * LANES, np.uint64)
    fill_words(stream.copy(), words)
    mask = 2**64 - 1

    def rotate(x, k):
        return ((x << k) | (x >> (64 - k))) & mask

    for row in range(5):
        for lane in range(LANES):
            state = s[lane]
            assert int(words[row * LANES + lane]) == (rotate((state[0] + state[3]) & mask, 23) + state[0]) & mask
            shifted = (state[1] << 17) & mask
            state[2] ^= state[0]
            state[3] ^= state[1]
            state[1] ^= state[2]
            state[0] ^= state[3]
            state[2] ^= shifted
            state[3] = rotate(state[3], 45)


def test_normal_distribution():
    x = draw("distribution", 64, 2000).ravel()  # 2 million numbers
    n = x.size
    for power, moment, variance in ((1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96), (6, 15, 10170)):
        assert abs((x**power).mean() - moment) < 4.5 * np.sqrt(variance / n)
    assert stats.kstest(x, "norm").pvalue > 1e-3


def test_tails():
    """Counts beyond 3, 4 and 5 sigma of 2e7 numbers are Poisson around their means; beyond 6 sigma 0.04 are expected."""
    stream = seeds("tails", LANES)[0].copy()
    words, x = np.zeros(LANES * 10000, np.uint64), np.zeros(LANES * 10000)
    counts = np.zeros(3)
    largest = 0.0
    for _ in range(125):
        fill_normal(stream, words, x)
        counts += [(np.abs(x) > k).sum() for k in (3, 4, 5)]
        largest = max(largest, np.abs(x).max())
    expected = 2e7 * 2 * stats.norm.sf([3, 4, 5])
    assert (np.abs(counts - expected) < 4.5 * np.sqrt(expected)).all()
    assert 4.8 < largest < 6.5


def test_extreme_words_give_finite_numbers():
    from glassychains.numerics.arithmetic import float_of, log_normal
    from glassychains.numerics.compiled import jit

    @jit
    def radius_squared(word):
        return -2.0 * log_normal(2.0 - float_of((word >> np.uint64(12)) | np.uint64(0x3FF0000000000000)))

    assert radius_squared(np.uint64(0)) == 0
    assert 70 < radius_squared(np.uint64(2**64 - 1)) < 73  # 8.49 sigma, the longest tail


def test_lanes_rows_and_squares_are_uncorrelated():
    x = draw("lanes", 64, 500)
    for y in (x, x**2 - 1):
        c = np.corrcoef(y.T)[np.triu_indices(LANES, 1)]
        assert np.abs(c).max() < 4.5 / np.sqrt(len(x))
        for shift in (1, 2, 32):
            assert abs((y[:-shift] * y[shift:]).mean()) < 4.5 * (y**2).mean() / np.sqrt(y.size)


def test_names_decide_the_streams():
    assert (seeds("a", 32) == seeds("a", 32)).all()
    assert (seeds("a", 32) != seeds("b", 32)).any()
    assert len(np.unique(seeds("a", 64))) == 256
    with pytest.raises(ValueError, match="multiple of 16"):
        seeds("a", 20)
