"""What is recorded while a chain runs: the seam between the `produce` stage and its recorders.

A recorder's module provides

``start(momenta, samples, options)``
    a `NamedTuple` of arrays for one group of `LANES` replicas, begun at sample 0;
a compiled body of `observe`
    through `numba.extending.overload`, called after each sample;
``finish(recorders, momenta, interval, beta, options)``
    the labelled result of all groups, a `records.Record` whose first dimension is the replica.

All that it must remember lies in its arrays, so a run can stop and go on from a checkpoint.
"""


def observe(recorder, sample, p):
    """Take in sample number `sample` = 1, 2, ...: momenta `p`, flat [site, lane]."""
    raise TypeError(f"{type(recorder).__name__} is no recorder")
