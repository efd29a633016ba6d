"""Damping: friction without noise at the ends of a chain, as of reservoirs at zero temperature, and what it dissipates."""

import math
from typing import Literal, NamedTuple

import numpy as np
from numba.extending import overload

from glassychains.declare import RateOrNone, declared, no_bits
from glassychains.dynamics.disturbances.seam import disturb
from glassychains.numerics.arithmetic import fma
from glassychains.numerics.compiled import LANES, aligned, groups_of, is_a, jit

FAMILIES = ("kicked",)
"""Families of dynamics that have velocities."""


@declared
class Parameters:
    """What a study says of the damping."""

    damping: RateOrNone = 0.0
    """Rate gamma of dp = F dt - gamma p dt on an end site, without noise."""
    damped: Literal["both", "left", "right"] = "both"
    """Which of the two ends is damped."""


@no_bits
def rules(p, physics):
    """A chain that is damped at its ends has ends, and is not still."""
    if p.get("damping") and p["boundary"] != "free":
        yield "boundary", f"a chain damped at its ends has free ends, got {p['boundary']}"
    if p.get("damping") and p.get("still"):
        yield "still", "damping does not keep the total velocity at zero"


def begin(parameters, name, replicas, sites, dt):
    """Damping for each group of chains; None at rate 0. It draws no random numbers."""
    if parameters.damping == 0:
        return None
    left, right = (parameters.damping if parameters.damped in (side, "both") else 0.0 for side in ("left", "right"))
    return [damping(left, right, dt) for _ in range(groups_of(replicas))]


class Damping(NamedTuple):
    """Friction at the first and at the last site of a chain with free ends."""

    left: float  # exp(-rate * dt) of the first site
    right: float  # of the last site
    heat: np.ndarray  # (2 * LANES,): energy that each of the two was given, which is minus what friction dissipated


def damping(left, right, dt):
    """Friction at the rates `left` and `right` for a group of chains."""
    return Damping(math.exp(-left * dt), math.exp(-right * dt), aligned(1, 2 * LANES)[0])


@overload(disturb)
def _disturb(disturbance, q, p, drift):
    if is_a(disturbance, Damping):
        return lambda disturbance, q, p, drift: slow(disturbance, q, p, drift)


@jit
def slow_site(keep, q, p, heat, drift, site, entry):
    """p becomes keep p on one site, exactly what friction does in a step; the kinetic energy it takes is entered in `heat`."""
    for lane in range(LANES):
        before = p[site + lane]
        after = keep * before
        p[site + lane] = after
        q[site + lane] = fma(drift, after - before, q[site + lane])
        heat[entry + lane] = fma(0.5 * (after - before), after + before, heat[entry + lane])


@jit
def slow(damping, q, p, drift):
    """Friction at both ends for one step."""
    slow_site(damping.left, q, p, damping.heat, drift, 0, 0)
    slow_site(damping.right, q, p, damping.heat, drift, q.size - LANES, LANES)
