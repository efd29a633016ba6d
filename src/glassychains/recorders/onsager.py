r"""Energy and norm carried along an isolated DNLS ring: the matrix of Onsager coefficients by the Green-Kubo relation.

With B_e(t) and B_n(t) the time integrals of the sums over bonds of the currents of energy and norm,

.. math:: L_{ab}(t) = \frac{\langle B_a(t) B_b(t) \rangle}{2 L t}, \quad
    \frac{d}{dt} \bigl(t L_{ab}(t)\bigr) = \frac{1}{2 L} \int_0^t \langle J_a(s) J_b(0) + J_b(s) J_a(0) \rangle ds .

The dynamics keeps account of both, so that B is known at every sample; see models/dnls.py.

``energy_energy``, ``energy_norm``, ``norm_norm`` (replica, lag)
    <(B_a(s + t) - B_a(s)) (B_b(s + t) - B_b(s))> / (2 L), averaged over origins s. Lags are those of the recorder `current`.
``energy_carried``, ``norm_carried`` (replica, block)
    B of consecutive blocks of `block` time units.
``product`` (replica, product_lag)
    what the recorder `norms` records of the same run.
"""

from typing import NamedTuple

import numpy as np
from numba.extending import overload

from glassychains.declare import Time, declared, no_bits
from glassychains.models.seam.account import Carried
from glassychains.numerics.compiled import LANES, aligned, is_a
from glassychains.recorders import current, norms
from glassychains.recorders.current import DEPTH
from glassychains.recorders.seam import observe
from glassychains.runs.result import Result

PAIRS = ("energy_energy", "energy_norm", "norm_norm")


@declared
class Parameters:
    """What a study says of it."""

    block: Time
    """Length of the blocks whose carried energy and norm are kept."""


@no_bits
def rules(p, physics):
    """DNLS rings, and blocks as those of `current`."""
    if not hasattr(physics, "site_norm") or p.get("boundary") != "periodic":
        yield "record", f"the matrix is that of periodic DNLS chains, got {p['record']}"
    yield from current.rules(p, physics)


class Onsager(NamedTuple):
    """Memory of one group; n = L * LANES."""

    carried: Carried  # (n,) each: the account that the flows keep
    ring: np.ndarray  # (levels, DEPTH, 2, LANES): the latest B of energy and of norm of each level
    square: np.ndarray  # (levels, DEPTH, 3, LANES): sums over origins of products of differences at a lag, as in PAIRS
    origins: np.ndarray  # (levels, DEPTH): their number
    block: np.ndarray  # (1,): samples per block
    series: np.ndarray  # (blocks + 1, 2, LANES): B at the edges of the blocks
    norms: norms.Norms  # correlator of the norms


def start(parameters, model, q, p, samples, interval):
    """Memory for a run of `samples` samples."""
    levels = max(1, int(np.log2(max(samples, 1) / (DEPTH // 2))) + 1)
    block = round(parameters.block / interval)
    return Onsager(
        carried=Carried(aligned(1, p.size)[0], aligned(1, p.size)[0]),
        ring=np.zeros((levels, DEPTH, 2, LANES)),
        square=np.zeros((levels, DEPTH, 3, LANES)),
        origins=np.zeros((levels, DEPTH), np.int64),
        block=np.array([block], np.int64),
        series=np.zeros((samples // block + 1, 2, LANES)),
        norms=norms.start(None, model, q, p, samples, interval),
    )


@overload(observe)
def _observe(recorder, sample, q, p):
    if not is_a(recorder, Onsager):
        return None

    def body(recorder, sample, q, p):
        observe(recorder.norms, sample, q, p)
        levels = recorder.square.shape[0]
        energy, norm = recorder.carried
        total = recorder.ring[0, sample % DEPTH]
        for lane in range(LANES):
            total[0, lane] = 0.0
            total[1, lane] = 0.0
        for row in range(p.size // LANES):
            for lane in range(LANES):
                total[0, lane] += energy[row * LANES + lane]
                total[1, lane] += norm[row * LANES + lane]
        index = sample
        for level in range(levels):
            lowest = 1 if level == 0 else DEPTH // 2
            for lag in range(lowest, min(DEPTH - 1, index) + 1):
                earlier = recorder.ring[level, (index - lag) % DEPTH]
                sums = recorder.square[level, lag]
                for lane in range(LANES):
                    e, n = total[0, lane] - earlier[0, lane], total[1, lane] - earlier[1, lane]
                    sums[0, lane] += e * e
                    sums[1, lane] += e * n
                    sums[2, lane] += n * n
                recorder.origins[level, lag] += 1
            if index % 2 == 1 or level + 1 == levels:
                break
            index //= 2
            above = recorder.ring[level + 1, index % DEPTH]
            for lane in range(LANES):
                above[0, lane] = total[0, lane]
                above[1, lane] = total[1, lane]
        if sample % recorder.block[0] == 0:
            edge = recorder.series[sample // recorder.block[0]]
            for lane in range(LANES):
                edge[0, lane] = total[0, lane]
                edge[1, lane] = total[1, lane]

    return body


def finish(recorders, parameters, p, interval):
    """The three products and both series of all groups; times in units of the model."""
    origins = recorders[0].origins
    keep = [(level, lag) for level, lag in zip(*np.nonzero(origins), strict=True)]
    squares = np.concatenate([r.square for r in recorders], axis=3)
    rows = np.array([squares[level, lag] / (2 * p.shape[-1] * origins[level, lag]) for level, lag in keep])  # (lag, 3, replica)
    lags = np.array([lag * 2**level for level, lag in keep]) * interval
    carried = np.diff(np.concatenate([r.series for r in recorders], axis=2), axis=0)  # (block, 2, replica)
    blocks = np.arange(1, len(carried) + 1) * recorders[0].block[0] * interval
    found = {name: (("replica", "lag"), rows[:, k].T.copy(), {"units": "of the model"}) for k, name in enumerate(PAIRS)}
    for k, name in enumerate(("energy_carried", "norm_carried")):
        found[name] = ("replica", "block"), carried[:, k].T.copy(), {"units": "times sites, of the model"}
    found["lag"] = "lag", lags, {"units": "model time"}
    found["block"] = "block", blocks, {"units": "model time, end of the block"}
    relaxed = norms.finish([r.norms for r in recorders], None, p, interval)
    found["product"] = ("replica", "product_lag"), relaxed["product"], {"units": "norm^2"}
    found["product_lag"] = "product_lag", relaxed["lag"], {"units": "model time"}
    return Result(found)
