"""Snapshots: the state at the start of a run and at given times.

``position`` (replica, snapshot, row), ``momentum`` (replica, snapshot, site)
    in the units of the model; the first snapshot is the start.
"""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import MinLen
from numba.extending import overload

from glassychains.declare import Time, declared, divides, no_bits
from glassychains.numerics.compiled import LANES, is_a
from glassychains.recorders.seam import observe
from glassychains.runs.result import Result


@declared
class Parameters:
    """What a study says of it."""

    times: Annotated[list[Time], MinLen(1)]
    """When the state is kept, ascending; each a multiple of sample * dt. That of the start is kept, too."""


@no_bits
def rules(p, physics):
    """Each time is that of a sample."""
    interval = p["sample"] * p["dt"]
    if any(not divides(interval, time) or time > p["duration"] for time in p["times"]):
        yield "times", f"each must be a multiple of sample * dt = {interval} within the duration, got {p['times']}"
    elif sorted(set(p["times"])) != list(p["times"]):
        yield "times", f"must ascend, got {p['times']}"


class Snapshots(NamedTuple):
    """Memory of one group. The start has sample number 0."""

    sample: np.ndarray  # (snapshots,): its sample number
    position: np.ndarray  # (snapshots, rows * LANES)
    momentum: np.ndarray  # (snapshots, L * LANES)
    current: np.ndarray  # (1,): the snapshot that comes next


def start(parameters, model, q, p, samples, interval):
    """Memory of a run that begins at `q`, `p`, each flat [row, lane]."""
    sample = np.array([0, *(round(time / interval) for time in parameters.times)], np.int64)
    position, momentum = np.zeros((len(sample), q.size)), np.zeros((len(sample), p.size))
    position[0], momentum[0] = q, p
    return Snapshots(sample, position, momentum, np.ones(1, np.int64))


@overload(observe)
def _observe(recorder, sample, q, p):
    if not is_a(recorder, Snapshots):
        return None

    def body(recorder, sample, q, p):
        k = recorder.current[0]
        if k < recorder.sample.size and sample == recorder.sample[k]:
            for i in range(q.size):
                recorder.position[k, i] = q[i]
            for i in range(p.size):
                recorder.momentum[k, i] = p[i]
            recorder.current[0] = k + 1

    return body


def finish(recorders, parameters, p, interval):
    """The states of all groups; times in units of the model."""

    def states(name):
        kept = [getattr(recorder, name) for recorder in recorders]
        return np.concatenate([one.reshape(len(one), -1, LANES).transpose(2, 0, 1) for one in kept])

    position, momentum = states("position"), states("momentum")
    rows = "site" if position.shape == momentum.shape else "coordinate"
    return Result(
        {
            "position": (("replica", "snapshot", rows), position, {"units": "of the model (rotors: turns)"}),
            "momentum": (("replica", "snapshot", "site"), momentum, {"units": "of the model (mass 1)"}),
            "snapshot": ("snapshot", recorders[0].sample * interval, {"units": "model time"}),
        }
    )
