r"""Relaxation of the norm density n_x = |psi_x|^2 of a DNLS chain.

``product`` (replica, lag)
    the mean over sites and time origins of n_x(s) n_x(s + t), by the multiple-tau scheme of the recorder `relaxation`, whose
    memory it uses with norms in place of velocities; lag 0 is the mean square.

In equilibrium <(n_x(t) - n_x(0))^2> / 2 is the exact <n^2> less this product, whatever the total norm of a ring does.
"""

from typing import NamedTuple

import numpy as np
from numba.extending import overload

from glassychains.declare import declared, no_bits
from glassychains.numerics.arithmetic import fma
from glassychains.numerics.compiled import aligned, is_a, jit
from glassychains.recorders import relaxation
from glassychains.recorders.relaxation import DEPTH
from glassychains.recorders.seam import observe
from glassychains.runs.result import Result


@declared
class Parameters:
    """What a study says of it: nothing."""


@no_bits
def rules(p, physics):
    """Only chains that have a norm."""
    if not hasattr(physics, "site_norm"):
        yield "record", f"norms are those of DNLS chains, got {p['record']}"


class Norms(NamedTuple):
    """Memory of one group; n = L * LANES."""

    density: np.ndarray  # (n,): norms of the sites at the latest sample
    relaxation: relaxation.Relaxation  # its correlator


@jit
def fill(density, q, p):
    """density = |psi|^2."""
    for i in range(density.size):
        density[i] = 0.5 * fma(q[i], q[i], p[i] * p[i])


def start(parameters, model, q, p, samples, interval):
    """Memory for a run of `samples` samples that begins at `q`, `p`, shape (n,)."""
    density = aligned(1, p.size)[0]
    fill(density, q, p)
    return Norms(density, relaxation.start(None, model, q, density, samples, interval))


@overload(observe)
def _observe(recorder, sample, q, p):
    if not is_a(recorder, Norms):
        return None

    def body(recorder, sample, q, p):
        fill(recorder.density, q, p)
        observe(recorder.relaxation, sample, q, recorder.density)

    return body


def finish(recorders, parameters, p, interval):
    """`product` of all groups; times in units of the model."""
    origins = recorders[0].relaxation.origins
    keep = [(level, lag) for level in range(len(origins)) for lag in range(0 if level == 0 else DEPTH // 2, DEPTH)]
    keep = [(level, lag) for level, lag in keep if origins[level, lag] > 0]
    rows = []
    for level, lag in keep:
        products = np.concatenate([r.relaxation.product[level, lag] for r in recorders])
        rows.append(products / (origins[level, lag] * 4.0**level * p.shape[-1]))
    lags = np.array([lag * 2**level for level, lag in keep]) * interval
    return Result(
        {
            "product": (("replica", "lag"), np.array(rows).T, {"units": "norm^2"}),
            "lag": ("lag", lags, {"units": "model time"}),
        }
    )
