"""What is recorded while a chain runs: the seam between the loop of a stage and its recorders.

A recorder's module declares `Parameters` and provides

``start(parameters, model, q, p, samples, interval)``
    a `NamedTuple` of arrays for one group of `LANES` replicas that begins at `q`, `p` and takes so many samples, `interval`
    apart; `model` is that of the group, its coefficients flat [site, lane] as in kernels;
a compiled body of `observe`
    through `numba.extending.overload`, called after each sample;
``finish(recorders, parameters, p, interval)``
    the labelled result of all groups, a `runs.result.Result` whose first dimension is the replica; `p` (replica, site) of the
    start.

and, if it needs random numbers, ``draw(parameters, name, replicas)``: further arguments of `start`, a mapping for each group,
from random streams called `name`.

All that it must remember lies in its arrays, so a run can stop and go on from a checkpoint. A recorder with an array `carried`,
as large as `p`, is given an account of the energy that crosses each bond; the tangent vectors of one with an array `vectors`,
shape (vector, 2 * L * LANES), are advanced with the state.
"""

from numba import types
from numba.extending import overload


def observe(recorder, sample, q, p):
    """Take in sample number `sample` = 1, 2, ...: the model's two arrays, flat [row, lane]."""
    raise TypeError(f"{type(recorder).__name__} is no recorder")


@overload(observe)
def _observe(recorder, sample, q, p):
    if isinstance(recorder, types.NoneType):
        return lambda recorder, sample, q, p: None
