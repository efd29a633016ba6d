"""Does the rest of the system take in its last spin? Levels, entanglement and matrix elements of that spin.

``ratio``, ``spacing``
    As of `levels`.
``entropy`` (replica, state)
    -tr rho log rho of the last spin in each eigenstate: log 2 if the rest is a bath for that spin, 0 if they are decoupled.
``matching`` (replica, level)
    log |<n| S^x |n + 1>| / (E_{n+1} - E_n) for S^x of the last spin and neighbouring levels (as Serbyn, Papic and Abanin,
    arXiv:1507.01635). Let the spin, in a field h, be coupled to a bath of spacing d by matrix elements V. Levels much closer
    than h differ by a turned spin only as far as V has admixed it, so that the matrix element is near V / h, on both sides of
    the threshold, and the mean of this number tells V from d. This is V between neighbouring levels of the bath, at frequency
    zero; what the spin absorbs is at the frequency h, where V may be smaller. (S^z would not do. Where V is below d, its matrix
    element is V / d; over the spacing it grows with the number of spins on both sides, and is largest at the threshold.)
``reach`` (replica, state)
    log |<n| S^x |m>| / d for S^x of the grain's first spin, averaged over four levels m next to E_n + 1. One more spin, in a
    field of 1, would be coupled to the system by alpha^L times this operator, absorb at this frequency or emit, and lead to
    levels at either end of the pair: the number plus L log alpha is the logarithm of V / d for it. So d is the geometric mean
    of the mean spacings there, each over a tenth of all levels. And since levels of the longer system in the middle of its
    spectrum are made of pairs on either side of the middle, it is the pairs that are centred there, as many as levels else.
"""

from typing import Annotated

import numpy as np
from annotated_types import Gt, Le

from glassychains.declare import declared, no_bits
from glassychains.quantum.measures import levels
from glassychains.quantum.operators import sparse

FIELD = 1.0
"""Mean of the fields beyond the grain."""
NEAREST = 4
"""Levels over which a matrix element at that frequency is averaged."""
SHARE = 0.1
"""Part of all levels over which their spacing is averaged: many already for four spins, and narrow enough for their density."""


@declared
class Parameters:
    """What a study says of it."""

    middle: Annotated[float, Gt(0), Le(1)]
    """Part of the levels that are looked at, those in the middle of the spectrum."""


@no_bits
def rules(p, physics):
    """A last spin that an operator may flip, and levels to compare."""
    if not getattr(physics, "ALL_STATES", False):
        yield "measure", "absorption flips the last spin, which leads out of the sector that this model studies"
    elif "batch" in p:
        yield from levels.rules(p, physics)


def centred(energies, part):
    """The slice of `part` of the levels that are lower ends of pairs, FIELD apart, around the middle of the spectrum."""
    middle = levels.inside(len(energies), part)
    count = middle.stop - middle.start
    shift = np.searchsorted(energies, energies[middle].mean() - FIELD / 2) - (middle.start + count // 2)
    first = int(np.clip(middle.start + shift, 0, len(energies) - count))
    return slice(first, first + count)


def higher(energies, chosen):
    """Numbers of the levels next to FIELD above each of the chosen ones, half on either side, shape (state, NEAREST)."""
    first = np.searchsorted(energies, chosen + FIELD) - NEAREST // 2
    return np.clip(first, 0, len(energies) - NEAREST)[:, None] + np.arange(NEAREST)


def spacing_at(energies, numbers):
    """Mean spacing of SHARE of all levels around those of these numbers, or as near to them as the spectrum allows."""
    half = max(1, round(SHARE * len(energies) / 2))
    numbers = np.clip(numbers, half, len(energies) - 1 - half)
    return (energies[numbers + half] - energies[numbers - half]) / (2 * half)


def reach(energies, states, operator, part):
    """What is explained above of an operator's matrix elements, shape (state,)."""
    lower = centred(energies, part)
    upper = higher(energies, energies[lower])
    bent = operator @ np.ascontiguousarray(states[:, lower])
    elements = np.array([np.einsum("in,in->n", bent, states[:, one]) for one in upper.T])
    ends = np.arange(lower.start, lower.stop), upper[:, NEAREST // 2]
    spacing = np.mean([np.log(spacing_at(energies, end)) for end in ends], axis=0)
    return np.log(np.maximum(np.abs(elements), np.finfo(float).tiny)).mean(0) - spacing


def measure(own, model, space, energies, states):
    """Name to (dimensions, values, notes) of one realization."""
    middle, last = levels.inside(len(energies), own.middle), space.N - 1
    chosen, kept = energies[middle], np.ascontiguousarray(states[:, middle])
    turned = sparse([("x", [[1.0, last]])], space) @ kept[:, 1:]
    elements = np.abs(np.einsum("ij,ij->j", kept[:, :-1], turned))
    spacing, tiny = np.diff(chosen), np.finfo(float).tiny
    entropy = space.ent_entropy(kept, sub_sys_A=(last,), density=False, enforce_pure=True)["Sent_A"]
    further = reach(energies, states, sparse([("x", [[1.0, 0]])], space), own.middle)
    return {
        "ratio": (("level",), levels.ratios(chosen), {"units": "1"}),
        "spacing": ((), spacing.mean(), {"units": "energy"}),
        "entropy": (("state",), np.asarray(entropy), {"units": "nat"}),
        "reach": (("state",), further, {"units": "1"}),
        "matching": (("pair",), np.log(np.maximum(elements, tiny) / np.maximum(spacing, tiny)), {"units": "1"}),
    }
