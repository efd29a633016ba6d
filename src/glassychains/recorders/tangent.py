r"""Chaos of a chain: how fast small displacements of its state grow, and on which sites they live, in blocks of time.

Tangent vectors (delta theta or delta q, delta p), with angles in radians and the norm

.. math:: |\delta|^2 = \sum_x \delta q_x^2 + \delta p_x^2 ,

are advanced with the state by the exact derivative of each step (`dynamics.tangent`) and made orthonormal at each sample. What
they had grown to until then tends to the Lyapunov exponents, in descending order (Benettin, Galgani, Giorgilli and Strelcyn,
Meccanica 15, 9 and 21 (1980)). They begin in random directions: the first blocks show how they turn to the growing ones.
Samples must be much closer than the time in which one vector outgrows the others by the precision of a float.

``growth`` (replica, block, vector)
    sum over the block of the logarithms of the factors by which each vector has grown, orthogonally to those before it: over
    the length of the block, an exponent at finite time. The sum of the first k vectors is that of a k-dimensional volume.
``weight`` (replica, block, vector, site)
    mean over the samples of the block of delta q_x^2 + delta p_x^2, whose sum over the sites is 1.
``omega_trace`` (trace, sample, site)
    momentum (of rotors: angular velocity) of replica 0 at every sample of each window named in `traces`, as in `activity`.
``weight_trace`` (trace, sample, site)
    delta q_x^2 + delta p_x^2 there, summed over all vectors.
"""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge
from numba.extending import overload

from glassychains.declare import Count, Time, Unit, declared, no_bits
from glassychains.dynamics.disturbances.seam import switched_on
from glassychains.numerics.compiled import LANES, aligned, apart, is_a, jit
from glassychains.numerics.orthonormal import ABREAST, orthonormalize
from glassychains.numerics.random import fill_normal, seeds
from glassychains.recorders import profile
from glassychains.recorders.seam import observe
from glassychains.runs.result import Result


@declared
class Parameters:
    """What a study says of it."""

    vectors: Count = 1
    """Number of tangent vectors: of the exponents that are wanted, the largest first."""
    block: Time
    """Length of the blocks of time over which growth is added up and weights are averaged."""
    traces: list[Annotated[float, Ge(0), Unit("model time")]]
    """Where the windows begin in which every sample is kept."""
    trace_length: Time
    """Length of those windows."""


@no_bits
def rules(p, physics):
    """A model that knows its stiffness and that nothing disturbs, no more vectors than directions, blocks, traces that fit."""
    if not hasattr(physics, "bond_stiffness"):
        yield "record", f"the model {physics.__name__.rsplit('.', 1)[1]} states no stiffness, so that it has no tangent vectors"
    for name in switched_on(p):
        if p[name]:
            yield name, "the recorder tangent takes chains that nothing disturbs"
    if p.get("vectors", 1) > 2 * p["length"]:
        yield "vectors", f"a chain of {p['length']} sites has {2 * p['length']} directions, got {p['vectors']}"
    yield from profile.rules(p, physics)
    if max(p["traces"], default=0.0) + p["trace_length"] > p["duration"]:
        yield "traces", f"each must end before the duration {p['duration']}, got {p['traces']}"


class Tangent(NamedTuple):
    """Memory of one group; n = L * LANES."""

    vectors: np.ndarray  # (vectors, 2 n): displacements of the positions, then of the momenta
    growth: np.ndarray  # (vectors * LANES,): of the block under way
    weight: np.ndarray  # (vectors * n,): sum over the samples of the block under way
    block: np.ndarray  # (1,): samples per block
    growth_blocks: np.ndarray  # (blocks, vectors * LANES)
    weight_blocks: np.ndarray  # (blocks, vectors * n)
    trace_from: np.ndarray  # (traces,): first sample
    omega_trace: np.ndarray  # (traces, samples, L): of lane 0
    weight_trace: np.ndarray  # (traces, samples, L)
    sums: np.ndarray  # (ABREAST * LANES,): scratch


def draw(parameters, name, replicas):
    """A random stream for each group, called `name`, for the directions in which vectors begin."""
    return [{"stream": stream} for stream in seeds(f"{name} tangent", replicas)]


def start(parameters, model, q, p, samples, interval, stream=None):
    """Memory for a run of `samples` samples; vectors begin in isotropic random directions, or along the first coordinates."""
    n, count, size = p.size, parameters.vectors, round(parameters.block / interval)
    vectors, words = apart(count, 2 * n, [q, p]), aligned(1, 2 * n, np.uint64)[0]
    for k, vector in enumerate(vectors):
        if stream is None:
            vector[k * LANES : (k + 1) * LANES] = 1.0
        else:
            fill_normal(stream, words, vector)
    sums = np.zeros(ABREAST * LANES)
    orthonormalize(vectors, np.zeros(count * LANES), sums)
    traces = np.array([round(begin / interval) for begin in parameters.traces], np.int64)
    shape = len(traces), round(parameters.trace_length / interval), n // LANES
    return Tangent(
        vectors=vectors,
        growth=np.zeros(count * LANES),
        weight=np.zeros(count * n),
        block=np.array([size], np.int64),
        growth_blocks=np.zeros((samples // size, count * LANES)),
        weight_blocks=np.zeros((samples // size, count * n)),
        trace_from=traces + 1,
        omega_trace=np.zeros(shape),
        weight_trace=np.zeros(shape),
        sums=sums,
    )


@jit
def weigh(vectors, weight):
    """Add the weight of each site in each vector to `weight`, shape (vector * n,)."""
    n = vectors.shape[1] // 2
    for k in range(vectors.shape[0]):
        dq, dp, mine = vectors[k, :n], vectors[k, n:], weight[k * n : (k + 1) * n]
        for i in range(n):
            mine[i] += dq[i] * dq[i] + dp[i] * dp[i]


@overload(observe)
def _observe(recorder, sample, q, p):
    if not is_a(recorder, Tangent):
        return None

    def body(recorder, sample, q, p):
        vectors = recorder.vectors
        orthonormalize(vectors, recorder.growth, recorder.sums)
        weigh(vectors, recorder.weight)
        if sample % recorder.block[0] == 0:
            done = sample // recorder.block[0] - 1
            profile.move(recorder.growth, recorder.growth_blocks, done)
            profile.move(recorder.weight, recorder.weight_blocks, done)
        for trace in range(recorder.trace_from.size):
            row = sample - recorder.trace_from[trace]
            if 0 <= row < recorder.omega_trace.shape[1]:
                for site in range(recorder.omega_trace.shape[2]):
                    i = site * LANES
                    recorder.omega_trace[trace, row, site] = p[i]
                    for k in range(vectors.shape[0]):
                        dq, dp = vectors[k, i], vectors[k, p.size + i]
                        recorder.weight_trace[trace, row, site] += dq * dq + dp * dp

    return body


def finish(recorders, parameters, p, interval):
    """The blocks of all groups and the traces of replica 0; times in units of the model."""
    one = recorders[0]

    def rows(name, *shape):
        blocks = np.stack([getattr(r, name).reshape(len(one.growth_blocks), *shape, LANES) for r in recorders])
        return np.moveaxis(blocks, -1, 1).reshape(-1, *blocks.shape[1:-1])

    count, sites, samples = parameters.vectors, p.shape[-1], one.block[0]
    end = np.arange(1, len(one.growth_blocks) + 1) * samples * interval
    times = np.arange(1, round(parameters.trace_length / interval) + 1) * interval
    dimensions = ("replica", "block", "vector")
    return Result(
        {
            "growth": (dimensions, rows("growth_blocks", count), {"units": "1, a logarithm"}),
            "weight": ((*dimensions, "site"), rows("weight_blocks", count, sites) / samples, {"units": "1"}),
            "omega_trace": (("trace", "sample", "site"), one.omega_trace, {"units": "1 / model time"}),
            "weight_trace": (("trace", "sample", "site"), one.weight_trace, {"units": "1"}),
            "block": ("block", end, {"units": "model time, end of the block"}),
            "trace": ("trace", (one.trace_from - 1) * interval, {"units": "model time"}),
            "sample": ("sample", times, {"units": "model time"}),
        },
    )
