r"""Steps for chains whose Hamiltonian is a sum of parts with an exact flow each.

With phi_k(t) the flow of part k of n, the symmetric second-order map is

.. math:: S(t) = \phi_0(t/2) \, \phi_1(t/2) \cdots \phi_{n-1}(t) \cdots \phi_1(t/2) \, \phi_0(t/2),

and a step is S(w_1 dt) S(w_2 dt) ... with weights w that sum up to 1: symmetric, so time-reversible and of even order. What all
flows conserve exactly, the step conserves too.
"""

import numpy as np

from glassychains.models.seam.flowing import flow, parts
from glassychains.numerics.compiled import jit


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
