"""How one site loses what it holds: when its average over windows of time first falls below given levels, and energy accounts.

What a site holds is its kinetic energy p_x^2 / 2 in chains with velocities, its norm |psi_x|^2 in others. By the virial theorem
an oscillator with the potential q^a / a has a / (a + 2) of its energy in motion, on average.

``passage``, ``passed`` (replica, level)
    end of the first window whose mean is below the level, and whether there was one; the end of the run if there was none: the
    time is then censored.
``density`` (replica, look, site)
    what each site holds, averaged over the samples since the look before.
``heat`` (replica, look, side)
    energy that damping or reservoirs at the left and at the right end have given to the chain since the start.
"""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Gt
from numba.extending import overload

from glassychains.declare import Count, Time, Unit, declared, divides, no_bits
from glassychains.models.seam.physics import physics_of
from glassychains.numerics.compiled import LANES, aligned, is_a
from glassychains.recorders.seam import observe
from glassychains.runs.result import Result


@declared
class Parameters:
    """What a study says of it."""

    watched_site: Count
    """Number, from 1, of the site whose passages are recorded."""
    watched_window: Time
    """Length of the windows of time over which that site is averaged."""
    levels: list[Annotated[float, Gt(0), Unit("p^2 / 2, or norm")]]
    """Levels below which the average falls."""
    per_decade: Count = None
    """Looks per decade of time, the first after one sample; every window is one if not said."""


@no_bits
def rules(p, physics):
    """A site that exists, windows of whole samples, a run of windows, sites that hold something."""
    interval = p["sample"] * p["dt"]
    if p["watched_site"] > p["length"]:
        yield "watched_site", f"must be at most length = {p['length']}, got {p['watched_site']}"
    if not divides(interval, p["watched_window"]):
        yield "watched_window", f"must be a multiple of sample * dt = {interval}, got {p['window']}"
    if not divides(p["watched_window"], p["duration"]):
        yield "duration", f"must be a multiple of watched_window = {p['window']}, got {p['duration']}"
    if physics.FAMILY == "flowing" and not hasattr(physics, "site_norm"):
        yield "record", "the recorder passage takes chains whose sites have a velocity or a norm"


class Passage(NamedTuple):
    """Memory of one group; n = L * LANES, m entries of heat. Sample numbers are inclusive."""

    first: np.ndarray  # (1,): where the watched site begins
    flowing: np.ndarray  # (1,): 1 if what a site holds is its norm
    size: np.ndarray  # (1,): samples per window
    levels: np.ndarray  # (levels,)
    total: np.ndarray  # (LANES,): sum over the window under way
    passed: np.ndarray  # (levels, LANES): sample at which the window ended, 0 if not yet
    looks: np.ndarray  # (looks,): samples
    current: np.ndarray  # (1,): looks so far
    sum: np.ndarray  # (n,): since the look before
    heat: np.ndarray  # (m,): what was given since the start (the array of who gives it)
    sums: np.ndarray  # (looks, n)
    heats: np.ndarray  # (looks, m)


def looks_of(per_decade, size, samples):
    """Numbers of the samples at which one looks: each window of `size` samples, or a logarithmic grid up to the last."""
    if per_decade is None:
        return np.arange(size, samples + 1, size, dtype=np.int64)
    count = int(np.floor(per_decade * np.log10(samples) + 1e-9))
    return np.unique(np.append(np.round(10.0 ** (np.arange(count + 1) / per_decade)), samples).astype(np.int64))


def start(parameters, model, q, p, samples, interval, heat=None):
    """Memory for a run of `samples` samples of `p`, shape (n,); `heat` is where damping or reservoirs enter theirs."""
    size, heat = round(parameters.watched_window / interval), np.zeros(0) if heat is None else heat
    looks = looks_of(parameters.per_decade, size, samples)
    return Passage(
        first=np.array([(parameters.watched_site - 1) * LANES], np.int64),
        flowing=np.array([physics_of(model).FAMILY == "flowing"], np.int64),
        size=np.array([size], np.int64),
        levels=np.array(parameters.levels, float),
        total=np.zeros(LANES),
        passed=np.zeros((len(parameters.levels), LANES), np.int64),
        looks=looks,
        current=np.zeros(1, np.int64),
        sum=aligned(1, p.size)[0],
        heat=heat,
        sums=np.zeros((len(looks), p.size)),
        heats=np.zeros((len(looks), heat.size)),
    )


@overload(observe)
def _observe(recorder, sample, q, p):
    if not is_a(recorder, Passage):
        return None

    def body(recorder, sample, q, p):
        total, held, first, size = recorder.total, recorder.sum, recorder.first[0], recorder.size[0]
        norm = 0.5 if recorder.flowing[0] else 0.0
        for i in range(p.size):
            held[i] += norm * (q[i] * q[i]) + 0.5 * (p[i] * p[i])
        for lane in range(LANES):
            x, y = q[first + lane], p[first + lane]
            total[lane] += norm * (x * x) + 0.5 * (y * y)
        if sample % size == 0:
            for level in range(recorder.levels.size):
                most = size * recorder.levels[level]
                for lane in range(LANES):
                    if recorder.passed[level, lane] == 0 and total[lane] < most:
                        recorder.passed[level, lane] = sample
            for lane in range(LANES):
                total[lane] = 0.0
        look = recorder.current[0]
        if look < recorder.looks.size and sample == recorder.looks[look]:
            for i in range(p.size):
                recorder.sums[look, i] = held[i]
                held[i] = 0.0
            for i in range(recorder.heat.size):
                recorder.heats[look, i] = recorder.heat[i]
            recorder.current[0] = look + 1

    return body


def finish(recorders, parameters, p, interval):
    """Passages and looks of all groups; times in units of the model."""
    looks, sites = recorders[0].looks, p.shape[-1]

    def by_replica(name, *shape):
        values = np.stack([getattr(r, name) for r in recorders])
        values = values.reshape(len(recorders), values.shape[1], *shape, LANES)
        return np.moveaxis(values, -1, 1).reshape(len(p), values.shape[1], *shape)

    passed = by_replica("passed")
    counts = np.diff(looks, prepend=0)
    contact = recorders[0].heat.size // (2 * LANES)
    time, energy = {"units": "model time"}, {"units": "energy, of the model"}
    held = {"units": "p^2 / 2, or norm"}
    return Result(
        {
            "passage": (("replica", "level"), np.where(passed > 0, passed, looks[-1]) * interval, time),
            "passed": (("replica", "level"), (passed > 0).astype(np.int8), {"units": "1 if below the level"}),
            "density": (("replica", "look", "site"), by_replica("sums", sites) / counts[:, None], held),
            "heat": (("replica", "look", "side"), by_replica("heats", 2, contact).sum(-1), energy | {"sides": "left, right"}),
            "look": ("look", looks * interval, time),
            "level": ("level", recorders[0].levels, held),
        }
    )
