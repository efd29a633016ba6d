r"""Energies of the linear modes of a chain of oscillators, in windows far apart: what only anharmonicity can change.

With Phi the second derivatives of H at rest, v_k its eigenvectors and w_k^2 its eigenvalues,

.. math:: E_k = \tfrac12 (v_k \cdot p)^2 + \tfrac12 w_k^2 (v_k \cdot q)^2 ,

is conserved if the potentials are quadratic, however the modes beat against each other on a site.

``mode_energy`` (replica, window, half, mode)
    E_k averaged over two windows of `window` time units, one right after the other, that begin at 0 and then at each power of
    two times twice `window`.
``place``, ``reach`` (replica, mode)
    site at the middle of the mode, sum_x x v_x^2 (on a ring, about its largest entry), and participation 1 / sum_x v_x^4.
"""

from typing import NamedTuple

import numpy as np
from numba.extending import overload

from glassychains.declare import Time, declared, no_bits
from glassychains.models.seam.physics import physics_of
from glassychains.numerics.arithmetic import fma
from glassychains.numerics.compiled import LANES, is_a
from glassychains.numerics.jacobi import eigenvectors
from glassychains.recorders.activity import pairs_of_windows
from glassychains.recorders.seam import observe
from glassychains.runs.result import Result


@declared
class Parameters:
    """What a study says of it."""

    window: Time
    """Length of the averaging windows."""


@no_bits
def rules(p, physics):
    """Two windows fit into the run, and the model has linear modes."""
    if 2 * p["window"] > p["duration"]:
        yield "window", f"two windows must fit into the duration {p['duration']}, got {p['window']}"
    if not hasattr(physics, "force_constants_of"):
        yield "record", f"the model {physics.__name__.rsplit('.', 1)[1]} has no linear modes"


class Modes(NamedTuple):
    """Memory of one group; L modes. Sample numbers are inclusive."""

    window: np.ndarray  # (windows, 2): first and last sample
    shape: np.ndarray  # (L, L, LANES): v_k, of mode, site
    square: np.ndarray  # (L, LANES): w_k^2
    total: np.ndarray  # (windows, L, LANES): sum of 2 E_k in the window
    current: np.ndarray  # (1,): the window that comes next or is under way
    moved: np.ndarray  # (2, LANES): scratch


def start(parameters, model, q, p, samples, interval):
    """Memory for a run of `samples` samples; `model` is that of the group, coefficients flat [site, lane]."""
    sites = p.size // LANES
    window = pairs_of_windows(round(parameters.window / interval), samples)
    shape, square = np.zeros((sites, sites, LANES)), np.zeros((sites, LANES))
    for lane in range(LANES):
        values, vectors = eigenvectors(physics_of(model).force_constants_of(model, sites, lane))
        shape[:, :, lane], square[:, lane] = vectors, values
    total = np.zeros((len(window), sites, LANES))
    return Modes(window, shape, square, total, np.zeros(1, np.int64), np.zeros((2, LANES)))


@overload(observe)
def _observe(recorder, sample, q, p):
    if not is_a(recorder, Modes):
        return None

    def body(recorder, sample, q, p):
        k = recorder.current[0]
        if k < recorder.window.shape[0] and sample >= recorder.window[k, 0]:
            shape, square, total, moved = recorder.shape, recorder.square, recorder.total[k], recorder.moved
            for mode in range(square.shape[0]):
                for lane in range(LANES):
                    moved[0, lane] = 0.0
                    moved[1, lane] = 0.0
                for site in range(square.shape[0]):
                    for lane in range(LANES):
                        v = shape[mode, site, lane]
                        moved[0, lane] = fma(v, q[site * LANES + lane], moved[0, lane])
                        moved[1, lane] = fma(v, p[site * LANES + lane], moved[1, lane])
                for lane in range(LANES):
                    potential = square[mode, lane] * (moved[0, lane] * moved[0, lane])
                    total[mode, lane] += fma(moved[1, lane], moved[1, lane], potential)
            if sample == recorder.window[k, 1]:
                recorder.current[0] = k + 1

    return body


def finish(recorders, parameters, p, interval):
    """`mode_energy` of all groups, and where the modes are; times in units of the model."""
    window = recorders[0].window[::2]
    samples = recorders[0].window[0, 1] - recorders[0].window[0, 0] + 1
    energies, places, reaches = [], [], []
    for recorder in recorders:
        mean = 0.5 * recorder.total / samples
        energies.append(mean.reshape(len(window), 2, -1, LANES).transpose(3, 0, 1, 2))
        weight = recorder.shape.transpose(2, 0, 1) ** 2  # lane, mode, site
        sites = weight.shape[-1]
        top = weight.argmax(-1)[..., None]
        away = (np.arange(sites) - top + sites // 2) % sites - sites // 2  # a mode is short: from its top, the short way round
        places.append((top[..., 0] + _sum(weight * away)) % sites)
        reaches.append(1 / _sum(weight**2))
    return Result(
        {
            "mode_energy": (("replica", "window", "half", "mode"), np.concatenate(energies), {"units": "energy"}),
            "place": (("replica", "mode"), np.concatenate(places), {"units": "sites"}),
            "reach": (("replica", "mode"), np.concatenate(reaches), {"units": "sites"}),
            "window": ("window", (window[:, 0] - 1) * interval, {"units": "model time"}),
        },
    )


def _sum(rows):
    """Sum over the last axis, one entry after the other: NumPy's own order depends on the layout and the machine."""
    total = np.zeros(rows.shape[:-1])
    for entry in np.moveaxis(rows, -1, 0):
        total = total + entry
    return total
