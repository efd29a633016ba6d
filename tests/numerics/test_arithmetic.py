import math

import numpy as np

from glassychains.numerics.arithmetic import cos_turns, fma, log_normal, sin_turns
from glassychains.numerics.compiled import jit


@jit
def every(function, x, out):
    for i in range(x.size):
        out[i] = function(x[i])
    return out


def test_sine_and_cosine_agree_with_the_c_library(rng):
    u = np.concatenate([rng.uniform(-3, 3, 20000), rng.uniform(-1e5, 1e5, 1000)])
    reduced = u - np.rint(u)
    assert np.abs(every(sin_turns, u, np.empty_like(u)) - np.sin(2 * np.pi * reduced)).max() < 4e-15
    assert np.abs(every(cos_turns, u, np.empty_like(u)) - np.cos(2 * np.pi * reduced)).max() < 4e-15


def test_zeros_are_exact():
    half_turns = np.arange(-20, 21) / 2
    assert (every(sin_turns, half_turns, np.empty_like(half_turns)) == 0).all()
    quarters = np.arange(-19, 20, 2) / 4
    assert (every(cos_turns, quarters, np.empty_like(quarters)) == 0).all()


def test_sine_is_odd_to_the_last_bit(rng):
    u = rng.uniform(-3, 3, 10000)
    assert (every(sin_turns, u, np.empty_like(u)) == -every(sin_turns, -u, np.empty_like(u))).all()


def test_logarithm(rng):
    x = np.concatenate([rng.uniform(0, 1, 20000), 2.0 ** -np.arange(1, 53), 1 - 2.0 ** -np.arange(1, 53), [1.0]])
    x = x[x > 0]
    expected = np.array([math.log(v) for v in x])
    assert (np.abs(every(log_normal, x, np.empty_like(x)) - expected) < 5e-16 * (1 + np.abs(expected))).all()
    assert every(log_normal, np.ones(1), np.empty(1))[0] == 0


def test_fma_rounds_once():
    @jit
    def one(a, b, c):
        return fma(a, b, c)

    a = 1 + 2.0**-30
    assert one(a, a, -1 - 2.0**-29) == 2.0**-60  # the separate product would round this away
