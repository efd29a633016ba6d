r"""High-order splittings for long, accurate runs of chains with one coordinate per site.

A step is drift(a_1 dt) kick(b_1 dt) drift(a_2 dt) ... kick(b_n dt) drift(a_{n+1} dt), symmetric, so time-reversible and of even
order. Stoermer-Verlet is a = (1/2, 1/2), b = (1). Which one pays is a matter of measurement: see the book's page on wave
packets.

A kick and the drift after it go along the chain in blocks of sites, first the pulls of a block's bonds, then its momenta and
positions: a long chain passes through the fastest cache once, not twice. Layout as in `verlet`.
"""

from typing import NamedTuple

import numpy as np
from numba import types

from glassychains.dynamics.verlet import drift_only
from glassychains.models.seam.kicked import bond_force, drift_rate, site_pull
from glassychains.numerics.arithmetic import fma
from glassychains.numerics.compiled import LANES, jit

unsigned = types.uint64  # an index that cannot be negative, so that numba adds no check that would keep a loop from vectorizing
BLOCK = 32  # sites whose forces are computed at a time


class Scheme(NamedTuple):
    """Fractions of the step, shapes (n + 1,) and (n,); each sums up to 1."""

    drifts: np.ndarray
    kicks: np.ndarray


def _symmetric(drifts, kicks):
    """The scheme whose coefficients up to the middle are given; the last of the longer row is in the middle."""
    if len(drifts) > len(kicks):
        return Scheme(np.array([*drifts, *drifts[-2::-1]]), np.array([*kicks, *kicks[::-1]]))
    return Scheme(np.array([*drifts, *drifts[::-1]]), np.array([*kicks, *kicks[-2::-1]]))


_cube = 1 / (2 - 2 ** (1 / 3))
SCHEMES = {
    "verlet": _symmetric([0.5], [1.0]),
    # McLachlan, BIT 35, 258 (1995); Laskar and Robutel, Celest. Mech. 80, 39 (2001)
    "saba2": _symmetric([0.5 - 3**-0.5 / 2, 3**-0.5], [0.5]),
    # Forest and Ruth, Physica D 43, 105 (1990); Yoshida, Phys. Lett. A 150, 262 (1990)
    "forest-ruth": _symmetric([0.5 * _cube, 0.5 * (1 - _cube)], [_cube, 1 - 2 * _cube]),
    # Omelyan, Mryglod and Folk, Comput. Phys. Commun. 146, 188 (2002), position-extended Forest-Ruth-like
    "pefrl": _symmetric(
        [0.1786178958448091, -0.06626458266981849, 1 - 2 * (0.1786178958448091 - 0.06626458266981849)],
        [0.5 + 0.2123418310626054, -0.2123418310626054],
    ),
    # Blanes, Casas, Farres, Laskar, Makazaga and Murua, Appl. Numer. Math. 68, 58 (2013), table 2
    "aba864": _symmetric(
        [0.0711334264982231177779, 0.241153427956640098736, 0.521411761772814789212, -0.333698616227678005726],
        [0.183083687472197221961, 0.310782859898574869507, -0.0265646185119588006972, 0.0653961422823734184559],
    ),
}
"""Schemes by name."""


@jit
def pull_block(model, q, pull, begin, count):
    """Pulls of the bonds to the right of the `count` entries of `q` from `begin` on, into `pull` from its second row on."""
    for j in range(count):
        i = unsigned(begin + j)
        pull[LANES + j] = bond_force(model, i, q[i + unsigned(LANES)] - q[i])


@jit
def kick_drift_block(model, q, p, pull, kick, drift, next_drift, begin, count):
    """As `verlet.kick_drift` for `count` entries from `begin` on; two drifts in a row: their sum would round otherwise."""
    for j in range(count):
        i = unsigned(begin + j)
        force = (pull[LANES + j] - pull[j]) - site_pull(model, i, q[i])
        velocity = fma(kick, force, p[i])
        p[i] = velocity
        q[i] = fma(next_drift, velocity, fma(drift, velocity, q[i]))


@jit
def kick_and_drift(model, q, p, pull, kick, drift, next_drift):
    """A kick and the drifts after it of a chain with free ends; `pull`, shape ((BLOCK + 1) * LANES,), is scratch."""
    last = q.size - LANES
    for lane in range(LANES):
        pull[lane] = 0.0
    for begin in range(0, q.size, BLOCK * LANES):
        count = min(BLOCK * LANES, q.size - begin)
        pull_block(model, q, pull, begin, min(count, last - begin))
        if begin + count > last:
            for lane in range(LANES):
                pull[count + lane] = 0.0
        kick_drift_block(model, q, p, pull, kick, drift, next_drift, begin, count)
        for lane in range(LANES):
            pull[lane] = pull[count + lane]


@jit
def advance_split(model, scheme, q, p, pull, dt, steps):
    """Advance `steps` steps of `dt` in place by a `Scheme`; positions and momenta are synchronized before and after.

    Two calls in a row give the same bits as one.
    """
    rate = dt * drift_rate(model)
    stages = scheme.kicks.size
    drift_only(q, p, scheme.drifts[0] * rate)
    for step in range(steps):
        for stage in range(stages):
            opening = scheme.drifts[0] if stage + 1 == stages and step + 1 < steps else 0.0
            kick_and_drift(model, q, p, pull, scheme.kicks[stage] * dt, scheme.drifts[stage + 1] * rate, opening * rate)
