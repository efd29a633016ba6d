r"""Tangent dynamics: the exact derivative of each step of the kicked family, which carries small displacements along.

The derivative of a drift of length a and of a kick of length b, at the positions at which the kick acts, is

.. math::

    \delta q_x &\to \delta q_x + a \, \delta p_x , \\
    \delta p_x &\to \delta p_x + b \, \bigl( V''(q_{x+1} - q_x) (\delta q_{x+1} - \delta q_x)
                  - V''(q_x - q_{x-1}) (\delta q_x - \delta q_{x-1}) - U''(q_x) \, \delta q_x \bigr) ,

a symplectic map whatever the error of V'' and U'' is. Displacements are in units of the equations of motion, those of angles in
radians, whatever the unit in which a model stores its positions. References: Benettin, Galgani, Giorgilli and Strelcyn,
Meccanica 15, 9 (1980); Skokos and Gerlach, Phys. Rev. E 82, 036704 (2010).

A kick and the drifts after it go along the chain once, with the state and the first vector together (the sine and the cosine of
an angle share its reduction), then once for each further vector. What an entry needs of its left neighbour was left by the
entry a row before. The state gets the bits of `verlet` and `splitting`. Layout as there; the vectors are an array
(vector, 2 * L * LANES), the displacements of the positions before those of the momenta.
"""

from typing import NamedTuple

import numpy as np
from numba import types
from numba.extending import overload

from glassychains.dynamics.splitting import unsigned
from glassychains.dynamics.verlet import drift_only
from glassychains.models.seam.kicked import bond_force, bond_stiffness, drift_rate, site_pull, site_stiffness
from glassychains.numerics.arithmetic import fma
from glassychains.numerics.compiled import LANES, apart, jit


class Work(NamedTuple):
    """Scratch of the sweeps, each ((L + 1) * LANES,); row x of what belongs to bonds is that of the bond (x - 1, x)."""

    pull: np.ndarray  # V'
    tension: np.ndarray  # V'' times the stretch of a vector
    bond: np.ndarray | None  # V'', for further vectors
    site: np.ndarray | None  # U'' of each site, likewise, if sites have potentials


@jit
def pinned(model):
    """Do sites have potentials?"""
    return site_stiffness(model, 0, 0.0) is not None


def work_of(model, q, p, vectors):
    """Scratch for a state and its vectors; one vector alone needs no stiffness kept."""
    further = len(vectors) > 1
    near, found = [q, p, vectors], []
    for row in (True, True, further, further and pinned(model)):
        found.append(apart(1, q.size + LANES, near)[0] if row else None)
        near += found[-1:] if row else []
    return Work(*found)


def keep(store, index, value):
    """Keep a number for further vectors, if there is where (compiled)."""
    raise TypeError(f"{type(store).__name__} keeps nothing")


@overload(keep)
def _keep(store, index, value):
    if isinstance(store, types.NoneType):
        return lambda store, index, value: None

    def body(store, index, value):
        store[index] = value

    return body


def recall(store, index):
    """What was kept, or None (compiled)."""
    raise TypeError(f"{type(store).__name__} keeps nothing")


@overload(recall)
def _recall(store, index):
    if isinstance(store, types.NoneType):
        return lambda store, index: None
    return lambda store, index: store[index]


def restored(change, own, displacement):
    """The change of a force with that of the site's own potential, whose stiffness may be None (compiled)."""
    raise TypeError(f"{type(own).__name__} is no stiffness")


@overload(restored)
def _restored(change, own, displacement):
    if isinstance(own, types.NoneType):
        return lambda change, own, displacement: change
    return lambda change, own, displacement: fma(-own, displacement, change)


def drifted(position, velocity, drifts):
    """The position after one drift, or after two in a row, whose sum would round otherwise (compiled)."""
    raise TypeError(f"{type(drifts).__name__} are no drifts")


@overload(drifted)
def _drifted(position, velocity, drifts):
    if len(drifts) == 1:
        return lambda position, velocity, drifts: fma(drifts[0], velocity, position)
    return lambda position, velocity, drifts: fma(drifts[1], velocity, fma(drifts[0], velocity, position))


@jit
def move(q, p, i, force, kick, drifts):
    """One entry: p += kick force, then q += each drift times p."""
    velocity = fma(kick, force, p[i])
    p[i] = velocity
    q[i] = drifted(q[i], velocity, drifts)


@jit
def sweep(model, closed, q, p, dq, dp, work, kick, drifts, times):
    """A kick and the drifts after it, of the state and of a vector; `closed` says whether the ends are joined."""
    pull, tension, last = work.pull, work.tension, q.size - LANES
    for i in range(LANES):
        stretch = q[i] - q[last + i]
        stiffness = bond_stiffness(model, last + i, stretch) if closed else 0.0
        pull[i] = bond_force(model, last + i, stretch) if closed else 0.0
        tension[i] = stiffness * (dq[i] - dq[last + i])
        pull[last + LANES + i] = pull[i]
        tension[last + LANES + i] = tension[i]
        keep(work.bond, i, stiffness)
        keep(work.bond, last + LANES + i, stiffness)
    for i in range(last):
        stretch = q[i + LANES] - q[i]
        right = bond_force(model, i, stretch)
        stiffness = bond_stiffness(model, i, stretch)
        own = site_stiffness(model, i, q[i])
        tense = stiffness * (dq[i + LANES] - dq[i])
        force = (right - pull[i]) - site_pull(model, i, q[i])
        change = restored(tense - tension[i], own, dq[i])
        pull[i + LANES] = right
        tension[i + LANES] = tense
        keep(work.bond, i + LANES, stiffness)
        keep(work.site, i, own)
        move(q, p, i, force, kick, drifts)
        move(dq, dp, i, change, kick, times)
    for i in range(last, q.size):
        own = site_stiffness(model, i, q[i])
        force = (pull[i + LANES] - pull[i]) - site_pull(model, i, q[i])
        change = restored(tension[i + LANES] - tension[i], own, dq[i])
        keep(work.site, i, own)
        move(q, p, i, force, kick, drifts)
        move(dq, dp, i, change, kick, times)


def sweep_further(dq, dp, work, kick, times):
    """The same of a further vector, with the stiffness that `sweep` has kept (compiled)."""
    raise TypeError(f"{type(work).__name__} is no work")


@overload(sweep_further)
def _sweep_further(dq, dp, work, kick, times):
    if isinstance(work.types[work.fields.index("bond")], types.NoneType):
        return lambda dq, dp, work, kick, times: None

    def body(dq, dp, work, kick, times):
        bond, tension, last = work.bond, work.tension, dq.size - LANES  # two rows of tensions, which stay in the fastest cache
        for lane in range(LANES):
            closing = bond[lane] * (dq[lane] - dq[last + lane])
            tension[lane] = closing
            tension[LANES + lane] = closing
        for begin in range(0, last, LANES):
            for lane in range(LANES):
                i = unsigned(begin + lane)
                tense = bond[i + unsigned(LANES)] * (dq[i + unsigned(LANES)] - dq[i])
                change = restored(tense - tension[lane], recall(work.site, i), dq[i])
                tension[lane] = tense
                move(dq, dp, i, change, kick, times)
        for lane in range(LANES):
            change = restored(tension[LANES + lane] - tension[lane], recall(work.site, last + lane), dq[last + lane])
            move(dq, dp, last + lane, change, kick, times)

    return body


@jit
def kick_and_drift(model, closed, q, p, vectors, work, kick, drifts, times):
    """A kick and the drifts after it, of the state and of all vectors; `times` are the drifts in units of time."""
    sweep(model, closed, q, p, vectors[0, : q.size], vectors[0, q.size :], work, kick, drifts, times)
    for k in range(1, vectors.shape[0]):
        sweep_further(vectors[k, : q.size], vectors[k, q.size :], work, kick, times)


@jit
def drift_vectors(vectors, time):
    """Drift all vectors."""
    half = vectors.shape[1] // 2
    for k in range(vectors.shape[0]):
        drift_only(vectors[k, :half], vectors[k, half:], time)


@jit
def advance_tangent(model, q, p, vectors, work, dt, steps):
    """As `verlet.advance`, with tangent vectors, shape (vector, 2 * L * LANES)."""
    drift = dt * drift_rate(model)
    drift_only(q, p, 0.5 * drift)
    drift_vectors(vectors, 0.5 * dt)
    for _ in range(steps - 1):
        kick_and_drift(model, model.periodic, q, p, vectors, work, dt, (drift,), (dt,))
    kick_and_drift(model, model.periodic, q, p, vectors, work, dt, (0.5 * drift,), (0.5 * dt,))


@jit
def advance_split_tangent(model, scheme, q, p, vectors, work, dt, steps):
    """As `splitting.advance_split`, on free ends, with tangent vectors."""
    rate, stages = dt * drift_rate(model), scheme.kicks.size
    drift_only(q, p, scheme.drifts[0] * rate)
    drift_vectors(vectors, scheme.drifts[0] * dt)
    for step in range(steps):
        for stage in range(stages):
            closing, opening = scheme.drifts[stage + 1], 0.0
            if stage + 1 == stages and step + 1 < steps:
                opening = scheme.drifts[0]
            drifts, times = (closing * rate, opening * rate), (closing * dt, opening * dt)
            kick_and_drift(model, False, q, p, vectors, work, scheme.kicks[stage] * dt, drifts, times)
