r"""Energy carried along an isolated ring: what the Green-Kubo relation is made of (eq. 2 of the review).

With J(t) the sum over bonds of the current of the symmetric site energy (each bond shared by its ends) and B(t) its integral,

.. math:: \kappa(t) = \frac{\langle B(t)^2 \rangle}{2 L t}, \qquad
    \frac{d}{dt} \bigl(t \, \kappa(t)\bigr) = \frac{1}{L} \int_0^t \langle J(s) J(0) \rangle ds ,

the Einstein form and the correlation integral. B is exact at every sample, since the dynamics keeps account of it, so a lag
needs no averaging over blocks.

``einstein`` (replica, lag)
    <(B(s + t) - B(s))^2> / (2 L), averaged over origins s. Lags are 1 to 7 samples, then 4 to 7 times each power of two,
    with origins as many samples apart as that power.
``carried`` (replica, block)
    B of consecutive blocks of `block` time units, for other estimators.
"""

from typing import NamedTuple

import numpy as np
from numba.extending import overload

from glassychains.declare import Time, declared, divides, no_bits
from glassychains.models.seam.physics import family_of, physics_of
from glassychains.numerics.compiled import LANES, aligned, is_a
from glassychains.recorders.seam import observe
from glassychains.runs.result import Result

DEPTH = 8  # values kept per level


@declared
class Parameters:
    """What a study says of it."""

    block: Time
    """Length of the blocks whose carried energy is kept."""


@no_bits
def rules(p, physics):
    """Energy alone is carried; blocks are whole numbers of samples, and at least one fits into the run."""
    if p.get("record") == "current" and hasattr(physics, "site_norm"):
        yield "record", "the account of a DNLS chain is of energy and norm together, which onsager records, got current"
    interval = p["sample"] * p["dt"]
    if not divides(interval, p["block"]):
        yield "block", f"must be a multiple of sample * dt = {interval}, got {p['block']}"
    if p["block"] > p["duration"]:
        yield "block", f"must be at most the duration {p['duration']}, got {p['block']}"


class Current(NamedTuple):
    """Memory of one group; n = L * LANES."""

    carried: np.ndarray  # (n,): the account that `account.advance_carry` keeps
    kinetic: np.ndarray  # (1,): part of p^2 that turns the account into that of shared bonds
    first: np.ndarray  # (LANES,): offset that makes B(0) = 0
    ring: np.ndarray  # (levels, DEPTH, LANES): the latest values of B of each level
    square: np.ndarray  # (levels, DEPTH, LANES): sum over origins of squared differences at a lag
    origins: np.ndarray  # (levels, DEPTH): their number
    block: np.ndarray  # (1,): samples per block
    series: np.ndarray  # (blocks + 1, LANES): B at the edges of the blocks


def start(parameters, model, q, p, samples, interval):
    """Memory for a run of `samples` samples that begins at momenta `p`, shape (n,)."""
    levels = max(1, int(np.log2(max(samples, 1) / (DEPTH // 2))) + 1)
    block = round(parameters.block / interval)
    kinetic = 0.5 * (p.reshape(-1, LANES) ** 2).sum(0)
    shared = family_of(physics_of(model)).SHARED
    return Current(
        carried=aligned(1, p.size)[0],
        kinetic=np.array([0.0 if shared else 0.25]),
        first=0.0 * kinetic if shared else 0.5 * kinetic,
        ring=np.zeros((levels, DEPTH, LANES)),
        square=np.zeros((levels, DEPTH, LANES)),
        origins=np.zeros((levels, DEPTH), np.int64),
        block=np.array([block], np.int64),
        series=np.zeros((samples // block + 1, LANES)),
    )


@overload(observe)
def _observe(recorder, sample, q, p):
    if not is_a(recorder, Current):
        return None

    def body(recorder, sample, q, p):
        levels = recorder.square.shape[0]
        total = recorder.ring[0, sample % DEPTH]
        # half the change of the kinetic energy turns the account by right ends into that of shared bonds: energy is conserved
        for lane in range(LANES):
            total[lane] = -recorder.first[lane]
        for row in range(p.size // LANES):
            for lane in range(LANES):
                i = row * LANES + lane
                total[lane] += recorder.kinetic[0] * p[i] * p[i] - 0.5 * recorder.carried[i]
        index = sample
        for level in range(levels):
            lowest = 1 if level == 0 else DEPTH // 2
            for lag in range(lowest, min(DEPTH - 1, index) + 1):
                earlier = recorder.ring[level, (index - lag) % DEPTH]
                for lane in range(LANES):
                    moved = total[lane] - earlier[lane]
                    recorder.square[level, lag, lane] += moved * moved
                recorder.origins[level, lag] += 1
            if index % 2 == 1 or level + 1 == levels:
                break
            index //= 2
            for lane in range(LANES):
                recorder.ring[level + 1, index % DEPTH, lane] = total[lane]
        if sample % recorder.block[0] == 0:
            for lane in range(LANES):
                recorder.series[sample // recorder.block[0], lane] = total[lane]

    return body


def finish(recorders, parameters, p, interval):
    """`einstein` and `carried` of all groups; times in units of the model."""
    sites = p.shape[-1]
    origins = recorders[0].origins
    keep = [(level, lag) for level, lag in zip(*np.nonzero(origins), strict=True)]
    squares = np.concatenate([r.square for r in recorders], axis=2)
    rows = [squares[level, lag] / (2 * sites * origins[level, lag]) for level, lag in keep]
    lags = np.array([lag * 2**level for level, lag in keep]) * interval
    carried = np.diff(np.concatenate([r.series for r in recorders], axis=1), axis=0)
    blocks = np.arange(1, len(carried) + 1) * recorders[0].block[0] * interval
    return Result(
        {
            "einstein": (("replica", "lag"), np.array(rows).T, {"units": "energy^2, of the model"}),
            "carried": (("replica", "block"), np.ascontiguousarray(carried.T), {"units": "energy * site, of the model"}),
            "lag": ("lag", lags, {"units": "model time"}),
            "block": ("block", blocks, {"units": "model time, end of the block"}),
        },
    )
