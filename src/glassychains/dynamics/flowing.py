"""The flowing family: chains whose Hamiltonian is a sum of parts with an exact flow each, composed in turns.

Its models state the functions of `models.seam.flowing`.
"""

import math

from glassychains.declare import no_bits
from glassychains.dynamics.composition import WEIGHTS, advance_composed
from glassychains.numerics.compiled import aligned, jit
from glassychains.recorders.seam import observe

SCHEMES = WEIGHTS
"""Compositions by name."""
SHARED = True
"""An account of energy is that of bonds that their ends share."""


@no_bits
def stable_phase(scheme=None):
    """As in `kicked`; exact flows are rotations, which do not grow."""
    return math.inf


@jit
def run_composed(model, recorder, carried, weights, q, p, dt, steps, first, count):
    """Take samples `first` to `first + count - 1`, each `steps` steps after the one before."""
    for sample in range(first, first + count):
        advance_composed(model, weights, q, p, carried, dt, steps)
        observe(recorder, sample, q, p)


def run(models, recorders, disturbances, q, p, *, scheme=None, dt, steps, first, count):
    """As `kicked.run`, by Strang's composition if not said; nothing disturbs exact flows. Cuts between samples round."""
    scratch, weights = aligned(1, p.shape[1])[0], SCHEMES[scheme or "strang"]
    for group, (model, recorder) in enumerate(zip(models, recorders, strict=True)):
        carried = getattr(recorder, "carried", scratch)
        run_composed(model, recorder, carried, weights, q[group], p[group], dt, steps, first, count)
