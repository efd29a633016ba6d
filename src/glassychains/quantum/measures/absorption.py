"""Does the rest of the system take in its last spin? Levels, entanglement and matrix elements of that spin.

``ratio``, ``spacing``
    As of `levels`.
``entropy`` (replica, state)
    -tr rho log rho of the last spin in each eigenstate: log 2 if the rest is a bath for that spin, 0 if they are decoupled.
``matching`` (replica, level)
    log |<n| S^x |n + 1>| / (E_{n+1} - E_n) for S^x of the last spin and neighbouring levels (as Serbyn, Papic and Abanin,
    arXiv:1507.01635). Let the spin, in a field h, be coupled to a bath of spacing d by matrix elements V. Levels much closer
    than h differ by a turned spin only as far as V has admixed it, so that the matrix element is near V / h, on both sides of
    the threshold, and the mean of this number tells V from d. (S^z would not do. Where V is below d, its matrix element is
    V / d; over the spacing it grows with the number of spins on both sides, and is largest at the threshold.)
"""

from typing import Annotated

import numpy as np
from annotated_types import Gt, Le

from glassychains.declare import declared, no_bits
from glassychains.quantum.measures import levels
from glassychains.quantum.operators import sparse


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


def measure(own, model, space, energies, states):
    """Name to (dimensions, values, notes) of one realization."""
    middle, last = levels.inside(len(energies), own.middle), space.N - 1
    chosen, kept = energies[middle], np.ascontiguousarray(states[:, middle])
    turned = sparse([("x", [[1.0, last]])], space) @ kept[:, 1:]
    elements = np.abs(np.einsum("ij,ij->j", kept[:, :-1], turned))
    spacing, tiny = np.diff(chosen), np.finfo(float).tiny
    entropy = space.ent_entropy(kept, sub_sys_A=(last,), density=False, enforce_pure=True)["Sent_A"]
    return {
        "ratio": (("level",), levels.ratios(chosen), {"units": "1"}),
        "spacing": ((), spacing.mean(), {"units": "energy"}),
        "entropy": (("state",), np.asarray(entropy), {"units": "nat"}),
        "matching": (("pair",), np.log(np.maximum(elements, tiny) / np.maximum(spacing, tiny)), {"units": "1"}),
    }
