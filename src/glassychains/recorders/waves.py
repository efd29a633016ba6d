r"""The longest waves of what a rotor ring conserves locally: how fast velocity and energy spread.

Of the velocities and of the symmetric site energies (each bond shared by its ends) the Fourier sums

.. math:: a_n(t) = \sum_x a_x(t) \, e^{2 \pi i n x / L}, \quad n = 1, 2, \dots

are followed, and by how much they change:

``velocity_change``, ``energy_change`` (replica, wave, lag)
    <\|a_n(s + t) - a_n(s)\|^2> / (2 L), averaged over origins s; n = wave + 1. It is chi (1 - C_n(t)), with the normalized
    autocorrelation C_n and the variance chi per site; while the wave has hardly decayed, k^2 times the time integral of the
    current correlation, as in the recorder `current`, whose lags and origins it shares.

Reference: Kadanoff and Martin, Annals of Physics 24, 419 (1963), for densities that diffuse.
"""

from typing import NamedTuple

import numpy as np
from numba.extending import overload

from glassychains.declare import declared, no_bits
from glassychains.models import rotor
from glassychains.numerics.arithmetic import cos_turns, fma
from glassychains.numerics.compiled import LANES, aligned, is_a
from glassychains.recorders.current import DEPTH
from glassychains.recorders.seam import observe
from glassychains.runs.result import Result

WAVES = 4  # followed of each density
DENSITIES = ("velocity", "energy")


@declared
class Parameters:
    """What a study says of it: nothing."""


@no_bits
def rules(p, physics):
    """Rotor rings, on which all waves differ."""
    if physics is not rotor or p.get("boundary") != "periodic":
        yield "record", f"waves are those of periodic rotor chains, got {p['record']}"
    if p["length"] <= 2 * WAVES:
        yield "length", f"must be more than {2 * WAVES} for {WAVES} waves, got {p['length']}"


class Waves(NamedTuple):
    """Memory of one group; n = L * LANES. Sums have the axes density, wave, part (real, imaginary), lane."""

    coupling: np.ndarray  # (1,): g
    wave: np.ndarray  # (L, WAVES, 2): cosine and sine
    energy: np.ndarray  # (n,): of the sites at the latest sample
    ring: np.ndarray  # (levels, DEPTH, 2, WAVES, 2, LANES): the latest sums of each level
    square: np.ndarray  # (levels, DEPTH, 2, WAVES, LANES): sum over origins of squared changes at a lag
    origins: np.ndarray  # (levels, DEPTH): their number


def start(parameters, model, q, p, samples, interval):
    """Memory for a run of `samples` samples."""
    levels = max(1, int(np.log2(max(samples, 1) / (DEPTH // 2))) + 1)
    sites = p.size // LANES
    phase = np.arange(sites)[:, None] * np.arange(1, WAVES + 1) % sites / sites  # in turns
    wave = np.array([[(cos_turns(u), cos_turns(u - 0.25)) for u in row] for row in phase])
    return Waves(
        coupling=np.array([float(model.g)]),
        wave=wave,
        energy=aligned(1, p.size)[0],
        ring=np.zeros((levels, DEPTH, 2, WAVES, 2, LANES)),
        square=np.zeros((levels, DEPTH, 2, WAVES, LANES)),
        origins=np.zeros((levels, DEPTH), np.int64),
    )


@overload(observe)
def _observe(recorder, sample, q, p):
    if not is_a(recorder, Waves):
        return None

    def body(recorder, sample, q, p):
        n, levels, energy, g = p.size, recorder.square.shape[0], recorder.energy, recorder.coupling[0]
        # each bond gives half of g (1 - cos) to either end
        for i in range(n):
            energy[i] = fma(0.5 * p[i], p[i], g)
        for i in range(n - LANES):
            half = 0.5 * g * cos_turns(q[i + LANES] - q[i])
            energy[i] -= half
            energy[i + LANES] -= half
        for i in range(LANES):
            half = 0.5 * g * cos_turns(q[i] - q[n - LANES + i])
            energy[i] -= half
            energy[n - LANES + i] -= half
        latest = recorder.ring[0, sample % DEPTH]
        for wave in range(WAVES):
            for part in range(2):
                velocities, energies = latest[0, wave, part], latest[1, wave, part]
                for lane in range(LANES):
                    velocities[lane] = 0.0
                    energies[lane] = 0.0
                for row in range(n // LANES):
                    weight = recorder.wave[row, wave, part]
                    for lane in range(LANES):
                        velocities[lane] = fma(weight, p[row * LANES + lane], velocities[lane])
                        energies[lane] = fma(weight, energy[row * LANES + lane], energies[lane])
        index = sample
        for level in range(levels):
            now = recorder.ring[level, index % DEPTH]
            lowest = 1 if level == 0 else DEPTH // 2
            for lag in range(lowest, min(DEPTH - 1, index - 1) + 1):  # the first sample has number 1
                earlier, square = recorder.ring[level, (index - lag) % DEPTH], recorder.square[level, lag]
                for density in range(2):
                    for wave in range(WAVES):
                        for part in range(2):
                            for lane in range(LANES):
                                moved = now[density, wave, part, lane] - earlier[density, wave, part, lane]
                                square[density, wave, lane] += moved * moved
                recorder.origins[level, lag] += 1
            if index % 2 == 1 or level + 1 == levels:
                break
            index //= 2
            above = recorder.ring[level + 1, index % DEPTH]
            for density in range(2):
                for wave in range(WAVES):
                    for part in range(2):
                        for lane in range(LANES):
                            above[density, wave, part, lane] = now[density, wave, part, lane]

    return body


def finish(recorders, parameters, p, interval):
    """`velocity_change` and `energy_change` of all groups; times in units of the model."""
    origins = recorders[0].origins
    keep = [(level, lag) for level, lag in zip(*np.nonzero(origins), strict=True)]
    squares = np.concatenate([r.square for r in recorders], axis=4)
    rows = np.array([squares[level, lag] / (2 * p.shape[-1] * origins[level, lag]) for level, lag in keep])
    lags = np.array([lag * 2**level for level, lag in keep]) * interval
    units = ("velocity^2, of the model", "energy^2, of the model")
    found = {
        f"{name}_change": (("replica", "wave", "lag"), rows[:, k].transpose(2, 1, 0).copy(), {"units": unit})
        for k, (name, unit) in enumerate(zip(DENSITIES, units, strict=True))
    }
    return Result(found | {"lag": ("lag", lags, {"units": "model time"})})
