r"""Steps that keep account of the energy that crosses each bond, and what may disturb a chain between steps.

In a kick of length dt the bond (x, x+1) pulls site x with the force V' and does on it the work dt V' (p + p') / 2, with the
momenta before and after the kick, exactly. The energy that goes from x to x + 1 is minus that work,

.. math:: j_x \, dt = - V'(q_{x+1} - q_x) \, \frac{p_x + p'_x}{2} \, dt ,

the current that belongs to the site energy p_x^2 / 2 + V(q_x - q_{x-1}): each bond is counted with its right end.

A disturbance acts at the end of each step, when positions and momenta are synchronized: velocity flips of a Poisson process
(eq. 7 of the review), or reservoirs at the two ends. Its type says which through the seam `disturb`; `None` disturbs nothing.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import types
from numba.extending import overload

from glassychains.arithmetic import fma, log_normal
from glassychains.compiled import LANES, aligned, jit
from glassychains.dynamics.random import fill_normal, next_uniform
from glassychains.dynamics.verlet import bond_pulls, drift_only
from glassychains.models.seam import drift_rate, site_pull

AHEAD = 32  # steps whose noise is drawn at a time


class Flips(NamedTuple):
    """Velocity flips: each site turns its velocity round at the times of a Poisson process."""

    passed: float  # mean number of flips in a chain per step: rate * dt * sites
    wait: np.ndarray  # (LANES,): waiting time of each chain's next flip, in units of the mean waiting time
    stream: np.ndarray  # (4 * LANES,)


class Reservoirs(NamedTuple):
    """Langevin baths at the first and at the last sites of a chain with free ends."""

    keep: float  # exp(-friction * dt)
    noise: np.ndarray  # (2,): sqrt((1 - keep**2) / beta) of the left and of the right bath
    heat: np.ndarray  # (m,) with m = 2 * contact * LANES: energy that each bath site was given, left sites first
    stream: np.ndarray  # (4 * LANES,)
    words: np.ndarray  # (AHEAD * m,): scratch
    impulse: np.ndarray  # (AHEAD * m,): noise of so many steps, drawn at a time
    drawn: np.ndarray  # (1,): how many of these steps are used up


class Both(NamedTuple):
    """Two disturbances, one after the other."""

    first: NamedTuple
    second: NamedTuple


def flips(stream, rate, dt, sites):
    """Flips of each site at `rate` for a group of chains, begun anew from `stream`, shape (4 * LANES,)."""
    wait = aligned(1, LANES)[0]
    for lane in range(LANES):
        wait[lane] = -math.log(next_uniform(stream, lane))
    return Flips(rate * dt * sites, wait, stream)


def reservoirs(stream, beta_left, beta_right, friction, contact, dt):
    """Baths at inverse temperatures `beta_left`, `beta_right` that touch `contact` sites at each end with rate `friction`."""
    keep = math.exp(-friction * dt)
    spread = 1 - keep * keep
    noise = np.sqrt([spread / beta_left, spread / beta_right])
    size = 2 * contact * LANES
    words, impulse = aligned(1, AHEAD * size, np.uint64)[0], aligned(1, AHEAD * size)[0]
    return Reservoirs(keep, noise, aligned(1, size)[0], stream, words, impulse, np.array([AHEAD], np.int64))


def disturb(disturbance, q, p, drift):
    """Change momenta at the end of a step whose positions have already drifted on by `drift` times the old ones."""
    raise TypeError(f"{type(disturbance).__name__} disturbs nothing")


def _is(disturbance, kind):
    return isinstance(disturbance, types.NamedTuple) and disturbance.instance_class is kind


@overload(disturb)
def _disturb(disturbance, q, p, drift):
    if isinstance(disturbance, types.NoneType):
        return lambda disturbance, q, p, drift: None
    if _is(disturbance, Flips):
        return lambda disturbance, q, p, drift: flip(disturbance, q, p, drift)
    if _is(disturbance, Reservoirs):
        return lambda disturbance, q, p, drift: touch(disturbance, q, p, drift)
    if _is(disturbance, Both):
        return lambda disturbance, q, p, drift: both(disturbance, q, p, drift)


@jit
def both(disturbance, q, p, drift):
    """One after the other."""
    disturb(disturbance.first, q, p, drift)
    disturb(disturbance.second, q, p, drift)


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


@jit
def kick_drift_carry(model, q, p, pull, carried, kick, drift):
    """As `verlet.kick_drift`, and twice the work that the bond to the right does on each site is added to `carried`."""
    for i in range(q.size):
        before = p[i]
        force = (pull[i + LANES] - pull[i]) - site_pull(model, i, q[i])
        after = fma(kick, force, before)
        carried[i] = fma(kick * pull[i + LANES], before + after, carried[i])
        p[i] = after
        q[i] = fma(drift, after, q[i])


@jit
def advance_carry(model, q, p, pull, carried, disturbance, dt, steps):
    """As `verlet.advance`, with an account in `carried`, shape (L * LANES,), and a disturbance after each step.

    The energy that has gone from site x to x + 1 is minus half the growth of `carried`, row x.
    """
    drift = dt * drift_rate(model)
    drift_only(q, p, 0.5 * drift)
    for _ in range(steps - 1):
        bond_pulls(model, q, pull)
        kick_drift_carry(model, q, p, pull, carried, dt, drift)
        disturb(disturbance, q, p, 0.5 * drift)
    bond_pulls(model, q, pull)
    kick_drift_carry(model, q, p, pull, carried, dt, 0.5 * drift)
    disturb(disturbance, q, p, 0.0)
