"""A chain between reservoirs, in blocks of time from the start: what flows, and what each site is like.

``carried`` (replica, block, bond)
    energy that went from site x to x + 1.
``square``, ``fourth`` (replica, block, site)
    means of p_x^2 and p_x^4 over the samples of the block.
``heat`` (replica, block, side)
    energy that the left and the right reservoir gave to the chain. A finite step may bias it, so that a current is to be read
    from `carried`.
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
    """Length of the blocks of time that are averaged."""


@no_bits
def rules(p, physics):
    """Blocks are whole numbers of samples, and a run of blocks."""
    interval = p["sample"] * p["dt"]
    if not divides(interval, p["block"]):
        yield "block", f"must be a multiple of sample * dt = {interval}, got {p['block']}"
    if not divides(p["block"], p["duration"]):
        yield "duration", f"must be a multiple of block = {p['block']}, got {p['duration']}"


class Profile(NamedTuple):
    """Memory of one group; n = L * LANES, m entries of heat."""

    carried: np.ndarray  # (n,): the account that `account.advance_carry` keeps, of the block under way
    heat: np.ndarray  # (m,): what the reservoirs gave in the block under way (their own array)
    square: np.ndarray  # (n,)
    fourth: np.ndarray  # (n,)
    block: np.ndarray  # (1,): samples per block
    carried_blocks: np.ndarray  # (blocks, n)
    heat_blocks: np.ndarray  # (blocks, m)
    square_blocks: np.ndarray  # (blocks, n)
    fourth_blocks: np.ndarray  # (blocks, n)


def start(parameters, model, q, p, samples, interval, heat=None):
    """Memory for a run of `samples` samples of momenta `p`, shape (n,); `heat` is where reservoirs enter theirs."""
    size = round(parameters.block / interval)
    n, blocks = p.size, samples // size
    heat = np.zeros(0) if heat is None else heat
    carried, square, fourth = (aligned(1, n)[0] for _ in range(3))
    rows = [np.zeros((blocks, columns)) for columns in (n, heat.size, n, n)]
    return Profile(carried, heat, square, fourth, np.array([size], np.int64), *rows)


@jit
def move(account, blocks, done):
    """Close an account: its entries become row `done` of `blocks`, and it begins anew."""
    for i in range(account.size):
        blocks[done, i] = account[i]
        account[i] = 0.0


@overload(observe)
def _observe(recorder, sample, q, p):
    if not is_a(recorder, Profile):
        return None

    def body(recorder, sample, q, p):
        square, fourth = recorder.square, recorder.fourth
        for i in range(p.size):
            z = p[i] * p[i]
            square[i] += z
            fourth[i] += z * z
        if sample % recorder.block[0] == 0:
            done = sample // recorder.block[0] - 1
            move(recorder.carried, recorder.carried_blocks, done)
            move(recorder.heat, recorder.heat_blocks, done)
            move(recorder.square, recorder.square_blocks, done)
            move(recorder.fourth, recorder.fourth_blocks, done)

    return body


def finish(recorders, parameters, p, interval):
    """The blocks of all groups; times in units of the model."""

    def rows(name, *shape):
        blocks = np.stack([getattr(r, name) for r in recorders])  # group, block, site * LANES
        groups, count, _ = blocks.shape
        blocks = blocks.reshape(groups, count, *shape, LANES)
        return np.moveaxis(blocks, -1, 1).reshape(groups * LANES, count, *shape)

    sites, samples = p.shape[-1], recorders[0].block[0]
    contact = recorders[0].heat.size // (2 * LANES)
    end = np.arange(1, len(recorders[0].heat_blocks) + 1) * samples * interval
    energy = {"units": "energy, of the model"}
    dimensions = ("replica", "block")
    return Result(
        {
            "carried": ((*dimensions, "bond"), -0.5 * rows("carried_blocks", sites)[..., :-1], energy),
            "heat": ((*dimensions, "side"), rows("heat_blocks", 2, contact).sum(-1), energy | {"sides": "left, right"}),
            "square": ((*dimensions, "site"), rows("square_blocks", sites) / samples, {"units": "1 / model time^2"}),
            "fourth": ((*dimensions, "site"), rows("fourth_blocks", sites) / samples, {"units": "1 / model time^4"}),
            "block": ("block", end, {"units": "model time, end of the block"}),
        },
    )
