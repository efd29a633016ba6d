r"""Ergodization: how far averages over time are from the mean, against how long they are, and excursions from that mean.

What is followed on each site is its energy without neighbours, an action without coupling,

.. math:: e_x = \frac{p_x^2}{2} + U_x(q_x) ,

of rotors the kinetic energy alone. Averages of samples over windows of 1, 2, 4, ... sampling intervals, one right after the
other, have over windows and sites the moments

``mean``, ``square`` (replica, window)
    mean of the averages, and of their squares. About the mean m of the Gibbs state, q(T) = (square - 2 m mean + m^2) / m^2;
    about the replica's own, which its conserved energy decides, q(T) = square / mean^2 - 1. A window of one sample is T = 0.
``excursions``, ``open`` (replica, side, bin)
    how many excursions below and above `mean_energy` lasted so many samples, and how many had lasted so long when the run
    ended. The two crossings of an excursion of n samples are between n - 1 and n + 1 intervals apart; one shorter than an
    interval may be missed, which joins its neighbours. The first of each site, whose begin nobody saw, is left out.
``duration``, ``duration_squared`` (replica, side)
    sum of the durations of those `excursions`, and of their squares.
``uncrossed`` (replica)
    sites on which no crossing was seen.

References: Mithun, Danieli, Kati and Flach, Phys. Rev. Lett. 122, 054102 (2019), and Danieli, Mithun, Kati, Campbell and Flach,
Phys. Rev. E 100, 032217 (2019), who use q(T) and such excursions.
"""

from typing import NamedTuple

import numpy as np
from numba.extending import overload

from glassychains.declare import Energy, declared
from glassychains.models.oscillators import polynomial
from glassychains.numerics.compiled import LANES, aligned, is_a, jit
from glassychains.recorders.seam import observe
from glassychains.runs.result import Result

PER_OCTAVE = 2  # bins of durations per factor of two


@declared
class Parameters:
    """What a study says of it."""

    mean_energy: Energy
    """Mean energy of a site without its neighbours, from which excursions are counted."""


class Ergodization(NamedTuple):
    """Memory of one group; n = L * LANES. Sides are counted 0 below the mean, 1 above."""

    potential: tuple  # (u_1, u_2 / 2, u_3 / 3, ...), of which U is the sum of terms q^n
    energy: np.ndarray  # (n,): of the sites now, then sums over the latest window of each level in turn
    waiting: np.ndarray  # (levels, n): sum over the first half of the window under way
    total: np.ndarray  # (levels, n): sum over windows of sums over a window
    square: np.ndarray  # (levels, n): of their squares
    windows: np.ndarray  # (levels,): how many there were
    threshold: np.ndarray  # (1,): the mean energy
    side: np.ndarray  # (n,): -1 below, 1 above
    crossed: np.ndarray  # (n,): is it on the other side now?
    begun: np.ndarray  # (n,): first sample of the excursion under way, 0 if nobody saw it begin
    edge: np.ndarray  # (bins,): the least duration of each bin, in samples
    counts: np.ndarray  # (2, bins, LANES): excursions that are over
    duration: np.ndarray  # (2, LANES): sum of their durations, in samples
    duration_squared: np.ndarray  # (2, LANES)


def edges(samples):
    """The least duration of each bin: integers from 1 on, PER_OCTAVE per factor of two, up to `samples`."""
    powers = 2.0 ** (np.arange(1 + PER_OCTAVE * int(np.ceil(np.log2(samples) + 1))) / PER_OCTAVE)
    found = np.unique(np.ceil(powers).astype(np.int64))
    return found[found <= samples]


def start(parameters, model, q, p, samples, interval):
    """Memory for a run of `samples` samples of momenta of the shape of `p`, (n,); `model` is that of the group."""
    pinning = getattr(model, "pinning", ())
    potential = tuple(None if u is None else u / n for n, u in enumerate(pinning, 1))
    levels, edge = int(np.log2(samples)) + 1, edges(samples)
    energy = aligned(1, p.size)[0]
    alone(potential, q, p, energy)
    return Ergodization(
        potential=potential,
        energy=energy,
        waiting=aligned(levels, p.size),
        total=aligned(levels, p.size),
        square=aligned(levels, p.size),
        windows=np.zeros(levels, np.int64),
        threshold=np.array([parameters.mean_energy]),
        side=np.where(energy > parameters.mean_energy, 1.0, -1.0),
        crossed=np.zeros(p.size, np.uint8),
        begun=np.zeros(p.size, np.int64),
        edge=edge,
        counts=np.zeros((2, edge.size, LANES), np.int64),
        duration=np.zeros((2, LANES)),
        duration_squared=np.zeros((2, LANES)),
    )


@jit
def alone(potential, q, p, energy):
    """Enter the energy of each site without its neighbours."""
    for i in range(p.size):
        energy[i] = 0.5 * p[i] * p[i] + polynomial(potential, i, q[i]) * q[i]


@jit
def close(recorder, i, sample):
    """Count the excursion that `sample` ends on entry i, if its begin was seen."""
    if recorder.begun[i] > 0:
        side, lane, bin = 1 if recorder.side[i] > 0.0 else 0, i % LANES, 0
        lasted = sample - recorder.begun[i]
        while bin + 1 < recorder.edge.size and recorder.edge[bin + 1] <= lasted:
            bin += 1
        recorder.counts[side, bin, lane] += 1
        recorder.duration[side, lane] += lasted
        recorder.duration_squared[side, lane] += float(lasted) * lasted


@overload(observe)
def _observe(recorder, sample, q, p):
    if not is_a(recorder, Ergodization):
        return None

    def body(recorder, sample, q, p):
        energy, n = recorder.energy, p.size
        alone(recorder.potential, q, p, energy)
        # excursions: a loop that only flags is compiled to vectors
        threshold, side, crossed = recorder.threshold[0], recorder.side, recorder.crossed
        for i in range(n):
            crossed[i] = 1 if (energy[i] - threshold) * side[i] < 0.0 else 0
        for i in range(n):
            if crossed[i]:
                close(recorder, i, sample)
                side[i] = -side[i]
                recorder.begun[i] = sample
        # windows: one of level l is completed by every 2**l-th sample
        index = sample
        for level in range(recorder.windows.size):
            total, square = recorder.total[level], recorder.square[level]
            for i in range(n):
                total[i] += energy[i]
                square[i] += energy[i] * energy[i]
            recorder.windows[level] += 1
            if level + 1 == recorder.windows.size:
                break
            waiting = recorder.waiting[level]
            if index % 2 == 1:
                for i in range(n):
                    waiting[i] = energy[i]
                break
            for i in range(n):
                energy[i] += waiting[i]
            index //= 2

    return body


def finish(recorders, parameters, p, interval):
    """What was recorded of all groups; times in units of the model."""
    windows, edge = recorders[0].windows, recorders[0].edge
    samples, size = windows[0], 2.0 ** np.arange(windows.size)

    def of(name):
        moments = np.stack([getattr(r, name) for r in recorders], 1)  # level, group, site * LANES
        moments = moments.reshape(windows.size, len(recorders), -1, LANES)
        whole = np.zeros((windows.size, len(recorders), LANES))
        for site in np.moveaxis(moments, 2, 0):  # one after the other, since NumPy's own order depends on the machine
            whole = whole + site
        return whole.reshape(windows.size, -1).T / (windows * p.shape[-1])

    def sides(name, unit):
        return np.concatenate([getattr(r, name) for r in recorders], axis=1).T * unit

    open_, uncrossed = [], []
    for r in recorders:
        counts = np.zeros((LANES, 2, edge.size), np.int64)
        seen = np.flatnonzero(r.begun > 0)
        bins = np.searchsorted(edge, samples + 1 - r.begun[seen], side="right") - 1
        np.add.at(counts, (seen % LANES, (r.side[seen] > 0).astype(int), bins), 1)
        open_.append(counts)
        uncrossed.append((r.begun.reshape(-1, LANES) == 0).sum(0))
    counts = np.concatenate([r.counts.transpose(2, 0, 1) for r in recorders])
    numbers = {"units": "1", "sides": "below, above"}
    return Result(
        {
            "mean": (("replica", "window"), of("total") / size, {"units": "energy"}),
            "square": (("replica", "window"), of("square") / size**2, {"units": "energy^2"}),
            "excursions": (("replica", "side", "bin"), counts, numbers),
            "open": (("replica", "side", "bin"), np.concatenate(open_), numbers),
            "duration": (("replica", "side"), sides("duration", interval), {"units": "model time", "sides": "below, above"}),
            "duration_squared": (
                ("replica", "side"),
                sides("duration_squared", interval**2),
                {"units": "model time^2", "sides": "below, above"},
            ),
            "uncrossed": ("replica", np.concatenate(uncrossed), {"units": "sites"}),
            "window": ("window", size * interval, {"units": "model time, samples times interval"}),
            "bin": ("bin", edge * interval, {"units": "model time, least duration"}),
        },
    )
