"""Levels in the middle of the spectrum, and how entangled their states are.

``ratio`` (replica, level)
    r_n = min(d_n, d_{n+1}) / max(d_n, d_{n+1}) of neighbouring spacings d_n = E_{n+1} - E_n (Oganesyan and Huse,
    arXiv:cond-mat/0610854). Its mean is 2 log 2 - 1 = 0.3863 where levels do not know of each other, 0.5307 in the Gaussian
    orthogonal ensemble (Atas et al., arXiv:1212.5611).
``entropy`` (replica, level)
    -tr rho log rho of the first `cut` sites in each eigenstate, if `cut` is said.
``spacing`` (replica)
    mean spacing there.
"""

from typing import Annotated

import numpy as np
from annotated_types import Gt, Le

from glassychains.declare import Count, declared, no_bits


@declared
class Parameters:
    """What a study says of it."""

    middle: Annotated[float, Gt(0), Le(1)]
    """Part of the levels that are looked at, those in the middle of the spectrum."""
    cut: Count = None
    """Sites on one side of the cut whose entanglement is measured; none is if not said."""


@no_bits
def rules(p, physics):
    """A cut with two sides, and levels to compare."""
    if p.get("cut") is not None and p["cut"] >= p["length"]:
        yield "cut", f"must be less than length = {p['length']}, got {p['cut']}"
    if "batch" in p and physics.dimension(p) * p["middle"] < 4:
        yield "middle", f"leaves fewer than four of {physics.dimension(p)} levels"


def ratios(energies):
    """r_n of sorted levels, two less than those."""
    spacing = np.diff(energies)
    return np.minimum(spacing[1:], spacing[:-1]) / np.maximum(np.maximum(spacing[1:], spacing[:-1]), np.finfo(float).tiny)


def inside(count, part):
    """The slice of `part` of `count` levels around the middle."""
    kept = max(3, round(part * count))
    first = (count - kept) // 2
    return slice(first, first + kept)


def measure(own, model, space, energies, states):
    """Name to (dimensions, values, notes) of one realization."""
    middle = inside(len(energies), own.middle)
    chosen = energies[middle]
    found = {
        "ratio": (("level",), ratios(chosen), {"units": "1"}),
        "spacing": ((), np.mean(np.diff(chosen)), {"units": "energy"}),
    }
    if own.cut:
        parts = {"sub_sys_A": tuple(range(own.cut)), "density": False, "enforce_pure": True}
        entropy = space.ent_entropy(np.ascontiguousarray(states[:, middle]), **parts)["Sent_A"]
        found["entropy"] = (("state",), np.asarray(entropy), {"units": "nat"})
    return found
