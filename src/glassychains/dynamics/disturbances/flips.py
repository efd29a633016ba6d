"""Velocity flips, eq. (7) of the review: each site turns its velocity round at the times of a Poisson process."""

import math
from typing import NamedTuple

import numpy as np
from numba.extending import overload

from glassychains.declare import RateOrNone, declared, no_bits
from glassychains.dynamics.disturbances.seam import disturb
from glassychains.numerics.arithmetic import fma, log_normal
from glassychains.numerics.compiled import LANES, aligned, is_a, jit
from glassychains.numerics.random import next_uniform, seeds

FAMILIES = ("kicked",)
"""Families of dynamics that have velocities."""


@declared
class Parameters:
    """What a study says of the flips."""

    flips: RateOrNone = 0.0
    """Rate lambda at which each site's velocity is turned round."""


@no_bits
def rules(p, physics):
    """The total velocity is not kept."""
    if p.get("still") and p.get("flips"):
        yield "still", "flips do not keep the total velocity at zero"


def begin(parameters, name, replicas, sites, dt):
    """Flips for each group of chains, begun anew from the streams of this name; None at rate 0."""
    if parameters.flips == 0:
        return None
    return [flips(stream, parameters.flips, dt, sites) for stream in seeds(f"{name} flips", replicas)]


class Flips(NamedTuple):
    """Velocity flips: each site turns its velocity round at the times of a Poisson process."""

    passed: float  # mean number of flips in a chain per step: rate * dt * sites
    wait: np.ndarray  # (LANES,): waiting time of each chain's next flip, in units of the mean waiting time
    stream: np.ndarray  # (4 * LANES,)


def flips(stream, rate, dt, sites):
    """Flips of each site at `rate` for a group of chains, begun anew from `stream`, shape (4 * LANES,)."""
    wait = aligned(1, LANES)[0]
    for lane in range(LANES):
        wait[lane] = -math.log(next_uniform(stream, lane))
    return Flips(rate * dt * sites, wait, stream)


@overload(disturb)
def _disturb(disturbance, q, p, drift):
    if is_a(disturbance, Flips):
        return lambda disturbance, q, p, drift: flip(disturbance, q, p, drift)


@jit
def flip(flips, q, p, drift):
    """Flip the velocities that are due. All sites of a chain share one clock: the sum of Poisson processes is one."""
    due = False
    for lane in range(LANES):
        flips.wait[lane] -= flips.passed
        due |= flips.wait[lane] < 0.0
    if due:
        sites = q.size // LANES
        for lane in range(LANES):
            while flips.wait[lane] < 0.0:
                site = int((1.0 - next_uniform(flips.stream, lane)) * sites)
                i = site * LANES + lane
                q[i] = fma(-2.0 * drift, p[i], q[i])
                p[i] = -p[i]
                flips.wait[lane] -= log_normal(next_uniform(flips.stream, lane))
