"""The kicked family: chains with one coordinate per site, advanced by drifts and kicks.

Its models state the functions of `models.seam.kicked`.
"""

import functools
import math

import numpy as np

from glassychains.declare import no_bits
from glassychains.dynamics import splitting
from glassychains.dynamics.account import advance_carry
from glassychains.dynamics.tangent import advance_split_tangent, advance_tangent, work_of
from glassychains.dynamics.verlet import advance, wrap
from glassychains.numerics.compiled import LANES, aligned, jit
from glassychains.recorders.seam import observe

SCHEMES = splitting.SCHEMES
"""Splittings by name."""
SHARED = False
"""An account of energy counts each bond with its right end, not with both (see `dynamics.account`)."""


@no_bits
@functools.cache
def stable_phase(scheme=None):
    """Longest step, times the frequency, at which a scheme stays stable on a harmonic oscillator; 2 for Stoermer-Verlet."""
    chosen, longest = SCHEMES[scheme or "verlet"], 0.0
    for phase in np.arange(0.01, 10.0, 0.01):
        step = np.array([[1.0, chosen.drifts[0] * phase], [0.0, 1.0]])
        for drift, kick in zip(chosen.drifts[1:], chosen.kicks, strict=True):
            step = np.array([[1.0, drift * phase], [0.0, 1.0]]) @ np.array([[1.0, 0.0], [-kick * phase, 1.0]]) @ step
        if abs(np.trace(step)) > 2.0:
            return longest
        longest = phase
    return math.inf


@jit
def run_samples(model, recorder, q, p, pull, dt, steps, first, count):
    """Take samples `first` to `first + count - 1`, each `steps` steps after the one before."""
    for sample in range(first, first + count):
        advance(model, q, p, pull, dt, steps)
        wrap(model, q)
        observe(recorder, sample, q, p)


@jit
def run_carrying(model, recorder, carried, disturbance, q, p, pull, dt, steps, first, count):
    """The same with an account of the energy that crosses each bond, and a disturbance after each step."""
    for sample in range(first, first + count):
        advance_carry(model, q, p, pull, carried, disturbance, dt, steps)
        wrap(model, q)
        observe(recorder, sample, q, p)


@jit
def run_split(model, recorder, scheme, q, p, pull, dt, steps, first, count):
    """The same by a splitting of high order, on free ends."""
    for sample in range(first, first + count):
        splitting.advance_split(model, scheme, q, p, pull, dt, steps)
        wrap(model, q)
        observe(recorder, sample, q, p)


@jit
def run_tangent(model, recorder, vectors, work, q, p, dt, steps, first, count):
    """The same with tangent vectors, by Stoermer-Verlet."""
    for sample in range(first, first + count):
        advance_tangent(model, q, p, vectors, work, dt, steps)
        wrap(model, q)
        observe(recorder, sample, q, p)


@jit
def run_split_tangent(model, recorder, vectors, work, scheme, q, p, dt, steps, first, count):
    """The same with tangent vectors, by a splitting of high order, on free ends."""
    for sample in range(first, first + count):
        advance_split_tangent(model, scheme, q, p, vectors, work, dt, steps)
        wrap(model, q)
        observe(recorder, sample, q, p)


def run(models, recorders, disturbances, q, p, *, scheme=None, dt, steps, first, count):
    """Take samples `first` to `first + count - 1` of all groups of replicas, in place: the one call that advances time.

    Parameters
    ----------
    models, recorders, disturbances : list
        One per group; a recorder or a disturbance may be None. A recorder with an array `carried` gets an account of energy
        there, one with an array `vectors` has them advanced as tangent vectors, of a chain that nothing disturbs.
    q, p : array, shape (group, site * LANES)
    scheme : str, optional
        One of `SCHEMES`; Stoermer-Verlet in its fastest form if not said.
    dt, steps : float, int
        Step, and steps from one sample to the next.
    """
    sites = q.shape[1] // LANES
    pull, block = aligned(1, (sites + 1) * LANES)[0], aligned(1, (splitting.BLOCK + 1) * LANES)[0]
    scratch = aligned(1, q.shape[1])[0]
    for group, (model, recorder, disturbance) in enumerate(zip(models, recorders, disturbances, strict=True)):
        state, timing = (q[group], p[group]), (dt, steps, first, count)
        carried, vectors = getattr(recorder, "carried", scratch), getattr(recorder, "vectors", None)
        if vectors is not None:
            work = work_of(model, *state, vectors)
            if scheme is None:
                run_tangent(model, recorder, vectors, work, *state, *timing)
            else:
                run_split_tangent(model, recorder, vectors, work, SCHEMES[scheme], *state, *timing)
        elif scheme is not None:
            run_split(model, recorder, SCHEMES[scheme], *state, block, *timing)
        elif disturbance is None and carried is scratch:
            run_samples(model, recorder, *state, pull, *timing)
        else:
            run_carrying(model, recorder, carried, disturbance, *state, pull, *timing)
