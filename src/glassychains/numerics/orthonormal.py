"""Orthonormal bases of each lane, in strict arithmetic."""

import math

from numba import types

from glassychains.numerics.arithmetic import fma, log_normal
from glassychains.numerics.compiled import LANES, jit

unsigned = types.uint64  # an index that cannot be negative: see `dynamics.splitting`
ABREAST = 8  # rows whose partial sums run side by side, so that none waits for the one before


@jit
def inner(a, b, sums):
    """Inner products of two vectors, flat [row, lane], into each row of `sums`, shape (ABREAST * LANES,)."""
    for j in range(sums.size):
        sums[j] = 0.0
    for begin in range(0, a.size, sums.size):
        for j in range(min(sums.size, a.size - begin)):
            i = unsigned(begin + j)
            sums[j] = fma(a[i], b[i], sums[j])
    for j in range(LANES, sums.size):
        sums[j % LANES] += sums[j]
    for j in range(LANES, sums.size):
        sums[j] = sums[j % LANES]


@jit
def orthonormalize(vectors, growth, sums):
    """Orthonormalize in place by the modified Gram-Schmidt process, and add up the logarithms of what each vector had grown to.

    Parameters
    ----------
    vectors : array, shape (vector, row * LANES)
        Linearly independent; the first keeps its direction.
    growth : array, shape (vector * LANES,)
        The logarithm of the norm that vector k had orthogonally to those before it is added to row k: that of the diagonal
        of R, if the vectors are the columns of Q R.
    sums : array, shape (ABREAST * LANES,)
        Scratch.
    """
    for k in range(vectors.shape[0]):
        mine = vectors[k]
        for other in range(k):
            before = vectors[other]
            inner(mine, before, sums)
            for begin in range(0, mine.size, sums.size):
                for j in range(min(sums.size, mine.size - begin)):
                    i = unsigned(begin + j)
                    mine[i] = fma(-sums[j], before[i], mine[i])
        inner(mine, mine, sums)
        for lane in range(LANES):
            growth[k * LANES + lane] += 0.5 * log_normal(sums[lane])
        for j in range(sums.size):
            sums[j] = 1.0 / math.sqrt(sums[j])
        for begin in range(0, mine.size, sums.size):
            for j in range(min(sums.size, mine.size - begin)):
                mine[unsigned(begin + j)] *= sums[j]
