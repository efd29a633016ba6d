"""Activity of single sites: velocities in windows far apart, and how far their local averages have moved.

``omega_mean`` (replica, window, half, site)
    velocity (with `moment` 2 its square, twice the kinetic energy)
    averaged over two windows of `window` time units, one right after the other, that begin at 0 and then at each
    power of two times twice `window`: the fast quasi-periodic wiggle averages out, what is left moves only where the motion
    is chaotic.
    The difference of the two halves tells which sites are active just then.
``omega_trace`` (trace, sample, site)
    velocity of replica 0 at every sample of each window named in `traces`, to look at (Fig. 1 of the review).
"""

from typing import Annotated, Literal, NamedTuple

import numpy as np
from annotated_types import Ge
from numba.extending import overload

from glassychains.declare import Time, Unit, declared, no_bits
from glassychains.numerics.compiled import LANES, is_a
from glassychains.recorders.seam import observe
from glassychains.runs.result import Result


@declared
class Parameters:
    """What a study says of it."""

    window: Time
    """Length of the averaging windows."""
    traces: list[Annotated[float, Ge(0), Unit("model time")]]
    """Where the windows begin in which every sample is kept."""
    trace_length: Time
    """Length of those windows."""
    moment: Literal[1, 2] = 1
    """Power of the velocity that is averaged."""


@no_bits
def rules(p, physics):
    """Windows and traces fit into the run."""
    if 2 * p["window"] > p["duration"]:
        yield "window", f"two windows must fit into the duration {p['duration']}, got {p['window']}"
    if max(p["traces"], default=0.0) + p["trace_length"] > p["duration"]:
        yield "traces", f"each must end before the duration {p['duration']}, got {p['traces']}"


class Activity(NamedTuple):
    """Memory of one group; n = L * LANES. Sample numbers are inclusive."""

    window: np.ndarray  # (windows, 2): first and last sample
    total: np.ndarray  # (windows, n): sum of the velocities in the window
    trace_from: np.ndarray  # (traces,): first sample
    trace: np.ndarray  # (traces, samples, L): velocities of lane 0
    current: np.ndarray  # (1,): the window that comes next or is under way
    moment: np.ndarray  # (1,): power of the velocity that is averaged, 1 or 2


def pairs_of_windows(width, samples):
    """First and last sample of windows of `width` samples, in pairs that begin at 0 and at powers of two of 2 `width`."""
    pairs = [0] + [2 * width * 2**k for k in range(64) if 2 * width * (2**k + 1) <= samples]
    return np.array([(b + 1, b + width) for pair in pairs for b in (pair, pair + width)], np.int64)


def start(parameters, model, q, p, samples, interval):
    """Memory for a run of `samples` samples of velocities of the shape of `p`, (n,)."""
    width, length = round(parameters.window / interval), round(parameters.trace_length / interval)
    window = pairs_of_windows(width, samples)
    traces = np.array([round(begin / interval) for begin in parameters.traces], np.int64)
    return Activity(
        window=window,
        total=np.zeros((len(window), p.size)),
        trace_from=traces + 1,
        trace=np.zeros((len(traces), length, p.size // LANES)),
        current=np.zeros(1, np.int64),
        moment=np.array([parameters.moment], np.int64),
    )


@overload(observe)
def _observe(recorder, sample, q, p):
    if not is_a(recorder, Activity):
        return None

    def body(recorder, sample, q, p):
        k = recorder.current[0]
        if k < recorder.window.shape[0] and sample >= recorder.window[k, 0]:
            total = recorder.total[k]
            if recorder.moment[0] == 1:
                for i in range(p.size):
                    total[i] += p[i]
            else:
                for i in range(p.size):
                    total[i] += p[i] * p[i]
            if sample == recorder.window[k, 1]:
                recorder.current[0] = k + 1
        for trace in range(recorder.trace_from.size):
            row = sample - recorder.trace_from[trace]
            if 0 <= row < recorder.trace.shape[1]:
                for site in range(recorder.trace.shape[2]):
                    recorder.trace[trace, row, site] = p[site * LANES]

    return body


def finish(recorders, parameters, p, interval):
    """`omega_mean` of all groups and the `trace` of replica 0; times in units of the model."""
    window = recorders[0].window[::2]
    means = []
    for recorder in recorders:
        mean = recorder.total / round(parameters.window / interval)
        means.append(mean.reshape(len(window), 2, -1, LANES).transpose(3, 0, 1, 2))
    samples = np.arange(1, round(parameters.trace_length / interval) + 1)
    return Result(
        {
            "omega_mean": (("replica", "window", "half", "site"), np.concatenate(means), {"units": "1 / model time"}),
            "omega_trace": (("trace", "sample", "site"), recorders[0].trace, {"units": "1 / model time"}),
            "window": ("window", (window[:, 0] - 1) * interval, {"units": "model time"}),
            "trace": ("trace", (recorders[0].trace_from - 1) * interval, {"units": "model time"}),
            "sample": ("sample", samples * interval, {"units": "model time"}),
        },
    )
