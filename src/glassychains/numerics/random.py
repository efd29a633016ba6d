"""Random streams: one xoshiro256++ generator per lane, Gaussians by Box-Muller in strict arithmetic.

The generator uses shifts, adds and rotations only, which every vector unit has. Each replica owns a stream, seeded from the
names and values of what it belongs to (see `seeds`), never from an order or a count.
Reference: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021).
"""

import hashlib
import math

import numpy as np
from numba import types

from glassychains.numerics.arithmetic import cos_turns, float_of, log_normal, sin_turns
from glassychains.numerics.compiled import LANES, groups_of, jit

ONE = 0x3FF0000000000000  # the bits of 1.0


def seeds(name, replicas):
    """Initial states of the streams of `replicas` replicas, shape (replicas // LANES, 4 * LANES), uint64.

    Parameters
    ----------
    name : str
        Says whose streams these are; its SHA-256 feeds `numpy.random.SeedSequence`.
    replicas : int
        A multiple of `LANES`.

    Raises
    ------
    declare.Refused
        `replicas` is not a positive multiple of `LANES`.
    """
    groups = groups_of(replicas)
    entropy = int.from_bytes(hashlib.sha256(name.encode()).digest())
    words = np.random.SeedSequence(entropy).generate_state(4 * replicas, np.uint64)
    per_lane = words.reshape(groups, LANES, 4)
    return np.ascontiguousarray(per_lane.transpose(0, 2, 1)).reshape(-1, 4 * LANES)


@jit
def next_word(stream, lane):
    """64 random bits from the stream of one lane, which takes a step."""
    s0 = stream[lane]
    s1 = stream[LANES + lane]
    s2 = stream[2 * LANES + lane]
    s3 = stream[3 * LANES + lane]
    total = s0 + s3
    word = ((total << types.uint64(23)) | (total >> types.uint64(41))) + s0
    shifted = s1 << types.uint64(17)
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    stream[lane] = s0
    stream[LANES + lane] = s1
    stream[2 * LANES + lane] = s2 ^ shifted
    stream[3 * LANES + lane] = (s3 << types.uint64(45)) | (s3 >> types.uint64(19))
    return word


@jit
def next_uniform(stream, lane):
    """One number in (0, 1] from the stream of one lane."""
    return 2.0 - float_of((next_word(stream, lane) >> types.uint64(12)) | types.uint64(ONE))


@jit
def fill_words(stream, words):
    """Fill `words`, shape (n * LANES,), with 64 random bits each and step `stream`, shape (4 * LANES,)."""
    for row in range(words.size // LANES):
        for lane in range(LANES):
            words[row * LANES + lane] = next_word(stream, lane)


@jit
def fill_normal(stream, words, normal):
    """Fill `normal`, shape (n * LANES,) with n even, with independent N(0, 1) numbers (|x| < 8.5).

    `words` is scratch of the same shape. Rows come in pairs: radius from the first row of words, angle from the second.
    """
    fill_words(stream, words)
    half = normal.size // 2
    for i in range(half):
        uniform = 2.0 - float_of((words[i] >> types.uint64(12)) | types.uint64(ONE))  # in (0, 1]
        turn = float_of((words[half + i] >> types.uint64(12)) | types.uint64(ONE)) - 1.0  # in [0, 1)
        radius = math.sqrt(-2.0 * log_normal(uniform))
        normal[i] = radius * cos_turns(turn)
        normal[half + i] = radius * sin_turns(turn)
