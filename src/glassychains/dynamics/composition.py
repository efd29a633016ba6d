r"""Steps for chains whose Hamiltonian is a sum of parts with an exact flow each.

With phi_k(t) the flow of part k of n, the symmetric second-order map is

.. math:: S(t) = \phi_0(t/2) \, \phi_1(t/2) \cdots \phi_{n-1}(t) \cdots \phi_1(t/2) \, \phi_0(t/2),

and a step is S(w_1 dt) S(w_2 dt) ... with weights w that sum up to 1: symmetric, so time-reversible and of even order. What all
flows conserve exactly, the step conserves too. A model states how many parts it has as `PARTS` of its type, and its flows
through the seam `flow`, by `numba.extending.overload`.
"""

import numpy as np
from numba import types
from numba.extending import overload

from glassychains.compiled import jit


def _symmetric(*weights):
    """The weights up to the one before the middle, the middle that makes the sum 1, and back."""
    return np.array([*weights, 1.0 - 2.0 * sum(weights), *weights[::-1]])


WEIGHTS = {
    "strang": _symmetric(),
    # Forest and Ruth, Physica D 43, 105 (1990); Yoshida, Phys. Lett. A 150, 262 (1990)
    "yoshida4": _symmetric(1 / (2 - 2 ** (1 / 3))),
    # Suzuki, Phys. Lett. A 146, 319 (1990)
    "suzuki4": _symmetric(1 / (4 - 4 ** (1 / 3)), 1 / (4 - 4 ** (1 / 3))),
    # Kahan and Li, Math. Comp. 66, 1089 (1997); Hairer, Lubich and Wanner, Geometric Numerical Integration, eq. V.3.12
    "kahan-li6": _symmetric(0.39216144400731413928, 0.33259913678935943860, -0.70624617255763935981, 0.08221359629355080023),
}
"""Compositions by name; the digit is the order, that of "strang" is 2."""


def flow(model, part, q, p, carried, time):
    """Exact flow of part number `part` of the Hamiltonian for `time`, in place.

    Energy that moves to the right is entered in `carried`, row by row: the sum over rows of -carried / 2 grows by energy times
    sites moved. A model whose users need no such account leaves it alone.
    """
    raise TypeError(f"{type(model).__name__} states no flow")


def parts(model):
    """The number of parts, known when the caller is compiled."""
    raise TypeError(f"{type(model).__name__} states no parts")


@overload(parts)
def _parts(model):
    if isinstance(model, types.NamedTuple) and hasattr(model.instance_class, "PARTS"):
        count = model.instance_class.PARTS
        return lambda model: count


@jit
def advance_composed(model, weights, q, p, carried, dt, steps):
    """Advance `steps` (at least 1) steps of `dt` in place; the state is synchronized before and after.

    The closing half flow of part 0 and the opening one of the next map are one flow.
    """
    last = parts(model) - 1
    flow(model, 0, q, p, carried, 0.5 * (weights[0] * dt))
    for step in range(steps):
        for stage in range(weights.size):
            time = weights[stage] * dt
            for part in range(1, last):
                flow(model, part, q, p, carried, 0.5 * time)
            flow(model, last, q, p, carried, time)
            for part in range(last - 1, 0, -1):
                flow(model, part, q, p, carried, 0.5 * time)
            end = step + 1 == steps and stage + 1 == weights.size
            following = 0.0 if end else weights[(stage + 1) % weights.size] * dt
            flow(model, 0, q, p, carried, 0.5 * (time + following))
