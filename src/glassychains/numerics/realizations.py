"""Quenched disorder: each realization has a name of its own, from which it can be drawn again, alone or among others."""

import hashlib

import numpy as np


def generator(name):
    """The random numbers of the realization called `name`: PCG64 seeded by its SHA-256."""
    entropy = int.from_bytes(hashlib.sha256(name.encode()).digest())
    return np.random.default_rng(np.random.SeedSequence(entropy))


def uniform(realizations, count):
    """Numbers in [0, 1), shape (realization, count)."""
    return np.array([generator(name).random(count) for name in realizations])
