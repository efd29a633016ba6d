"""A space-time raster of an isolated chain: what each site and each bond does in consecutive blocks of time, from the start.

``velocity`` (replica, block, site)
    mean of the velocity over the samples of the block.
``carried`` (replica, block, bond)
    energy that went from site x to x + 1 in the block, around the ring from the last site (0 there on free ends): exactly, each
    bond counted with its right end (see `dynamics.account`).

Both in single precision: a batch of 16 replicas of 64 sites takes 8 kB per block.
"""

from typing import NamedTuple

import numpy as np
from numba.extending import overload

from glassychains.declare import Time, declared, divides, no_bits
from glassychains.numerics.compiled import LANES, aligned, is_a, jit
from glassychains.recorders.seam import observe
from glassychains.runs.result import Result


@declared
class Parameters:
    """What a study says of it."""

    block: Time
    """Length of the blocks of time."""


@no_bits
def rules(p, physics):
    """Blocks are whole numbers of samples, at least one fits into the run, and momenta are velocities."""
    interval = p["sample"] * p["dt"]
    if not divides(interval, p["block"]):
        yield "block", f"must be a multiple of sample * dt = {interval}, got {p['block']}"
    if p["block"] > p["duration"]:
        yield "block", f"must be at most the duration {p['duration']}, got {p['block']}"
    if physics.FAMILY != "kicked":
        yield "record", f"the model {physics.__name__.rsplit('.', 1)[1]} has no velocities"


class Raster(NamedTuple):
    """Memory of one group; n = L * LANES."""

    carried: np.ndarray  # (n,): the account that `account.advance_carry` keeps, of the block under way
    total: np.ndarray  # (n,): sum of the velocities in the block under way
    block: np.ndarray  # (1,): samples per block
    carried_blocks: np.ndarray  # (blocks, n), single precision
    velocity_blocks: np.ndarray  # (blocks, n), single precision


def start(parameters, model, q, p, samples, interval):
    """Memory for a run of `samples` samples of velocities of the shape of `p`, (n,)."""
    size = round(parameters.block / interval)
    carried, total = (aligned(1, p.size)[0] for _ in range(2))
    rows = [np.zeros((samples // size, p.size), np.float32) for _ in range(2)]
    return Raster(carried, total, np.array([size], np.int64), *rows)


@jit
def close(account, scale, rows, done):
    """Close an account: `scale` times its entries become row `done` of `rows`, and it begins anew."""
    for i in range(account.size):
        rows[done, i] = scale * account[i]
        account[i] = 0.0


@overload(observe)
def _observe(recorder, sample, q, p):
    if not is_a(recorder, Raster):
        return None

    def body(recorder, sample, q, p):
        total = recorder.total
        for i in range(p.size):
            total[i] += p[i]
        size = recorder.block[0]
        done = sample // size - 1
        if sample % size == 0 and done < recorder.velocity_blocks.shape[0]:
            close(total, 1.0 / size, recorder.velocity_blocks, done)
            close(recorder.carried, -0.5, recorder.carried_blocks, done)

    return body


def finish(recorders, parameters, p, interval):
    """The blocks of all groups; times in units of the model."""

    def joined(name):
        rows = [getattr(r, name) for r in recorders]
        return np.concatenate([row.reshape(len(row), -1, LANES).transpose(2, 0, 1) for row in rows])

    end = np.arange(1, len(recorders[0].velocity_blocks) + 1) * recorders[0].block[0] * interval
    return Result(
        {
            "velocity": (("replica", "block", "site"), joined("velocity_blocks"), {"units": "1 / model time"}),
            "carried": (("replica", "block", "bond"), joined("carried_blocks"), {"units": "energy, of the model"}),
            "block": ("block", end, {"units": "model time, end of the block"}),
        },
    )
