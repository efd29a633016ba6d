"""Reservoirs: Langevin baths at the first and at the last sites of a chain with free ends."""

import math
from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge
from numba.extending import overload

from glassychains.declare import InverseTemperature, RateOrNone, declared, no_bits
from glassychains.dynamics.disturbances.seam import disturb
from glassychains.numerics.arithmetic import fma
from glassychains.numerics.compiled import LANES, aligned, is_a, jit
from glassychains.numerics.random import fill_normal, seeds

FAMILIES = ("kicked",)
"""Families of dynamics that have velocities."""
AHEAD = 32  # steps whose noise is drawn at a time


@declared
class Parameters:
    """What a study says of the two reservoirs."""

    beta_left: InverseTemperature
    """Inverse temperature of the reservoir at the left end."""
    beta_right: InverseTemperature
    """Inverse temperature of the reservoir at the right end."""
    bath_friction: RateOrNone
    """Rate gamma of dp = F dt - gamma p dt + sqrt(2 gamma / beta) dW on the sites that a reservoir touches."""
    bath_sites: Annotated[int, Ge(1)] = 1
    """How many sites at each end that is."""


@no_bits
def rules(p, physics):
    """Reservoirs have two ends to touch, and do not overlap."""
    if p["boundary"] != "free":
        yield "boundary", f"a chain between reservoirs has free ends, got {p['boundary']}"
    sites = p.get("bath_sites", 1)
    if 2 * sites > p["length"]:
        yield "bath_sites", f"reservoirs must not overlap on {p['length']} sites, got {sites} at each end"


def begin(parameters, name, replicas, sites, dt):
    """Reservoirs for each group of chains, begun anew from the streams of this name."""
    p = parameters
    streams = seeds(f"{name} reservoirs", replicas)
    return [reservoirs(stream, p.beta_left, p.beta_right, p.bath_friction, p.bath_sites, dt) for stream in streams]


class Reservoirs(NamedTuple):
    """Langevin baths at the first and at the last sites of a chain with free ends."""

    keep: float  # exp(-friction * dt)
    noise: np.ndarray  # (2,): sqrt((1 - keep**2) / beta) of the left and of the right bath
    heat: np.ndarray  # (m,) with m = 2 * contact * LANES: energy that each bath site was given, left sites first
    stream: np.ndarray  # (4 * LANES,)
    words: np.ndarray  # (AHEAD * m,): scratch
    impulse: np.ndarray  # (AHEAD * m,): noise of so many steps, drawn at a time
    drawn: np.ndarray  # (1,): how many of these steps are used up


def reservoirs(stream, beta_left, beta_right, friction, contact, dt):
    """Baths at inverse temperatures `beta_left`, `beta_right` that touch `contact` sites at each end with rate `friction`."""
    keep = math.exp(-friction * dt)
    spread = 1 - keep * keep
    noise = np.sqrt([spread / beta_left, spread / beta_right])
    size = 2 * contact * LANES
    words, impulse = aligned(1, AHEAD * size, np.uint64)[0], aligned(1, AHEAD * size)[0]
    return Reservoirs(keep, noise, aligned(1, size)[0], stream, words, impulse, np.array([AHEAD], np.int64))


@overload(disturb)
def _disturb(disturbance, q, p, drift):
    if is_a(disturbance, Reservoirs):
        return lambda disturbance, q, p, drift: touch(disturbance, q, p, drift)


@jit
def draw(baths):
    """The noise of the next `AHEAD` steps, scaled."""
    fill_normal(baths.stream, baths.words, baths.impulse)
    half = baths.heat.size // 2
    for row in range(2 * AHEAD):
        noise = baths.noise[row % 2]
        for j in range(row * half, (row + 1) * half):
            baths.impulse[j] *= noise
    baths.drawn[0] = 0


@jit
def bathe(keep, q, p, heat, impulse, drift, site, entry, drawn, count):
    """Ornstein-Uhlenbeck map of `count` entries of q and p from `site` on, whose heat begins at `entry`, noise at `drawn`."""
    for j in range(count):
        before = p[site + j]
        after = fma(keep, before, impulse[drawn + j])
        p[site + j] = after
        q[site + j] = fma(drift, after - before, q[site + j])
        heat[entry + j] += 0.5 * (after - before) * (after + before)


@jit
def touch(baths, q, p, drift):
    """Exact Ornstein-Uhlenbeck map of the bath sites' momenta; the kinetic energy it adds is the heat."""
    if baths.drawn[0] == AHEAD:
        draw(baths)
    half = baths.heat.size // 2
    drawn = baths.drawn[0] * 2 * half
    baths.drawn[0] += 1
    bathe(baths.keep, q, p, baths.heat, baths.impulse, drift, 0, 0, drawn, half)
    bathe(baths.keep, q, p, baths.heat, baths.impulse, drift, q.size - half, half, drawn + half, half)
