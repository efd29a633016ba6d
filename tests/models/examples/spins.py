"""Rings of spins for the battery: examples, random states, and exact flows in the readable way."""

import numpy as np

from glassychains.models import spins
from glassychains.numerics.compiled import LANES

NAMES = [f"realization {replica}" for replica in range(LANES)]


def ring(length=8, J=0.3):
    return spins.from_parameters({"J": J, "length": length}, NAMES)


EXAMPLES = [ring(), ring(4)]


def random_state(model, rng):
    """(q, p) of 16 replicas."""
    return spins.infinite_temperature(model.h.shape[1] // 3, [rng] * LANES)


def naive_turn(s, fields, time, sites):
    """Rodrigues: the spins at `sites`, s (..., 3, L), turn counterclockwise about `fields`."""
    axis = fields / np.sqrt((fields**2).sum(-2, keepdims=True))
    angle = time * np.sqrt((fields**2).sum(-2, keepdims=True))
    turned = s * np.cos(angle) + np.cross(axis, s, axis=-2) * np.sin(angle)
    turned += axis * (axis * s).sum(-2, keepdims=True) * (1 - np.cos(angle))
    after = s.copy()
    after[..., sites] = turned[..., sites]
    return after


def naive_flow(model, part, q, p, time):
    """Even or odd spins turn about their fields."""
    after = naive_turn(spins.spins(q, p), spins.field(model, q, p), time, slice(part, None, 2))
    return np.concatenate([after[:, 0], after[:, 1]], -1), after[:, 2]
