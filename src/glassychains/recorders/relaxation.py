r"""Relaxation of the velocities, the function phi of sec. 2.

.. math:: \varphi(t) = \frac{\beta}{2L} \sum_x \langle (\omega_x(t) - \omega_x(0))^2 \rangle

Two estimators are recorded for each replica.

``phi_raw``
    as the review has it: one time origin, averaged over a window of +-10 % around each time of a logarithmic grid (its
    footnote 4).
``phi``
    averaged over time origins too, since the state is stationary, and with the known equal-time mean
    <(omega - mean)^2> = (1 - 1/L)/beta put in place of its noisy estimate ``variance``, recorded beside it. The mean velocity
    of a replica is conserved and drops out of phi, which is invariant under a boost:
    phi(t) = 1 - 1/L - (beta/L) sum_x <(omega_x(t) - mean)(omega_x(0) - mean)>.

The average over origins is the multiple-tau scheme of Ramirez et al., J. Chem. Phys. 133, 154103 (2010): level l holds
means over 2^l samples and is correlated at lags of 8 to 15 of its own intervals. A lag t is thus averaged over a triangular
window of half-width at most t/8, which shifts a slowly varying correlation C by less than (t^2 C'')/768.
"""

from typing import NamedTuple

import numpy as np
from numba.extending import overload

from glassychains.declare import InverseTemperature, declared
from glassychains.numerics.compiled import LANES, aligned, is_a
from glassychains.recorders.seam import observe
from glassychains.runs.result import Result

DEPTH = 16  # samples kept per level
WINDOW = 0.1  # half-width of the windows of the raw estimator, relative to the time
PER_OCTAVE = 4  # windows per factor of two in time; those that overlap an earlier one are dropped, which leaves two


@declared
class Parameters:
    """What a study says of it."""

    beta: InverseTemperature
    """Inverse temperature of the state, the unit of what is recorded."""


class Relaxation(NamedTuple):
    """Memory of one group; n = L * LANES."""

    ring: np.ndarray  # (levels, DEPTH, n): the latest block sums of each level
    partial: np.ndarray  # (levels, n): sum of the block under way
    blocks: np.ndarray  # (levels,): blocks completed
    product: np.ndarray  # (levels, DEPTH, LANES): sum over origins and sites of products at a lag
    origins: np.ndarray  # (levels, DEPTH): number of origins in `product`
    first: np.ndarray  # (n,): velocities at time 0
    window: np.ndarray  # (windows, 2): first and last sample of each window
    raw: np.ndarray  # (windows, LANES): sum over samples and sites of squared displacements
    current: np.ndarray  # (1,): the window that comes next or is under way


def _windows(samples):
    """Disjoint windows [first, last] around a logarithmic grid of sample numbers, shape (windows, 2)."""
    centres = 2.0 ** (np.arange(1 + PER_OCTAVE * int(np.ceil(np.log2(samples) + 1))) / PER_OCTAVE)
    bounds = np.stack([np.ceil(centres * (1 - WINDOW)), np.floor(centres * (1 + WINDOW))], 1).astype(np.int64)
    bounds = bounds[(bounds[:, 0] <= bounds[:, 1]) & (bounds[:, 1] <= samples)]
    kept, last = [], 0
    for low, high in bounds:
        if low > last:
            kept.append((low, high))
            last = high
    return np.array(kept, np.int64).reshape(-1, 2)


def start(parameters, model, q, p, samples, interval):
    """Memory for a run of `samples` samples that begins at velocities `p`, shape (n,)."""
    levels = max(1, int(np.log2(max(samples, 1) / (DEPTH // 2))) + 1)
    n = p.size
    recorder = Relaxation(
        ring=aligned(levels * DEPTH, n).reshape(levels, DEPTH, n),
        partial=aligned(levels, n),
        blocks=np.zeros(levels, np.int64),
        product=np.zeros((levels, DEPTH, LANES)),
        origins=np.zeros((levels, DEPTH), np.int64),
        first=p.copy(),
        window=_windows(samples),
        raw=np.zeros((len(_windows(samples)), LANES)),
        current=np.zeros(1, np.int64),
    )
    return recorder


@overload(observe)
def _observe(recorder, sample, q, p):
    if not is_a(recorder, Relaxation):
        return None

    def body(recorder, sample, q, p):
        n = p.size
        # raw estimator
        k = recorder.current[0]
        if k < recorder.window.shape[0] and sample >= recorder.window[k, 0]:
            raw = recorder.raw[k]
            first = recorder.first
            for row in range(n // LANES):
                for lane in range(LANES):
                    moved = p[row * LANES + lane] - first[row * LANES + lane]
                    raw[lane] += moved * moved
            if sample == recorder.window[k, 1]:
                recorder.current[0] = k + 1
        # multiple-tau correlator: a block of level l is completed by every 2**l-th sample
        levels = recorder.blocks.size
        block = recorder.ring[0, recorder.blocks[0] % DEPTH]
        for i in range(n):
            block[i] = p[i]
        for level in range(levels):
            index = recorder.blocks[level]
            block = recorder.ring[level, index % DEPTH]
            recorder.blocks[level] = index + 1
            if index % 2 == 0:  # every second block is enough: neighbouring origins repeat each other
                lowest = 0 if level == 0 else DEPTH // 2
                for lag in range(lowest, min(DEPTH - 1, index) + 1):
                    earlier = recorder.ring[level, (index - lag) % DEPTH]
                    product = recorder.product[level, lag]
                    for row in range(n // LANES):
                        for lane in range(LANES):
                            product[lane] += block[row * LANES + lane] * earlier[row * LANES + lane]
                    recorder.origins[level, lag] += 1
            if level + 1 == levels:
                break
            partial = recorder.partial[level + 1]
            if index % 2 == 0:
                for i in range(n):
                    partial[i] = block[i]
                break
            above = recorder.ring[level + 1, recorder.blocks[level + 1] % DEPTH]
            for i in range(n):
                above[i] = partial[i] + block[i]

    return body


def finish(recorders, parameters, p, interval):
    """`phi` (replica, lag) and `phi_raw` (replica, time) of all groups; times in units of the model."""
    sites, beta = p.shape[-1], parameters.beta
    drift = p.mean(-1)
    levels = recorders[0].blocks.size
    keep = [(level, lag) for level in range(levels) for lag in range(0 if level == 0 else DEPTH // 2, DEPTH)]
    keep = [(level, lag) for level, lag in keep if recorders[0].origins[level, lag] > 0]
    lags = np.array([lag * 2**level for level, lag in keep])
    rows = []
    for level, lag in keep:
        products = np.concatenate([r.product[level, lag] for r in recorders])
        rows.append(products / (recorders[0].origins[level, lag] * 4.0**level * sites))
    correlation = np.array(rows).reshape(len(keep), -1).T - drift[:, None] ** 2
    window = recorders[0].window[: recorders[0].current[0]]
    raw = np.concatenate([r.raw for r in recorders], axis=1)[: len(window)]
    raw = raw * (beta / (2 * sites * (window[:, 1] - window[:, 0] + 1)))[:, None]
    return Result(
        {
            "phi": (("replica", "lag"), 1 - 1 / sites - beta * correlation[:, 1:], {"units": "1", "estimator": "origins"}),
            "variance": ("replica", beta * correlation[:, 0], {"units": "1"}),
            "phi_raw": (("replica", "time"), raw.T, {"units": "1", "estimator": "one origin, windows of +-10 %"}),
            "lag": ("lag", lags[1:] * interval, {"units": "model time"}),
            "time": ("time", window.mean(1) * interval, {"units": "model time"}),
        },
    )
