"""Speed of a chain that is damped at its ends, beside a C twin of the same map, which must give the same bits.

Contenders take turns; a ratio is the median over rounds of ratios within a round.
"""

import ctypes
import subprocess
import time
from pathlib import Path

import numpy as np

from glassychains.dynamics.account import advance_carry
from glassychains.dynamics.disturbances.damping import damping
from glassychains.models.oscillators import Oscillators
from glassychains.numerics.compiled import LANES, aligned, to_lanes

MODEL = Oscillators((None, None, None, 1.0), (None, 1.0))
LENGTHS, DT, ROUNDS, SECONDS = (7, 64), 0.05, 9, 0.08
SOURCE = Path(__file__).with_name("twin_decays.c")


def twin_of(folder, command):
    """The C twin as a function like the kernel; `command` is the compiler with its flags."""
    subprocess.run([*command, "-o", f"{folder}/twin_decays.so", SOURCE, "-lm"], check=True)
    library = ctypes.CDLL(f"{folder}/twin_decays.so")
    double, long, pointer = ctypes.c_double, ctypes.c_long, ctypes.c_void_p
    library.advance_damped.argtypes = [*[double] * 4, *[pointer] * 5, double, long, long]

    def twin(model, q, p, pull, carried, ends, dt, steps):
        arrays = (array.ctypes.data for array in (ends.heat, q, p, pull, carried))
        library.advance_damped(1.0, 1.0, ends.left, ends.right, *arrays, dt, steps, p.size // LANES)

    return twin


def state(sites):
    """A fresh group: q, p, scratch for pulls, the account, the damping."""
    q, p = np.random.default_rng(1).normal(size=(2, LANES, sites))
    return (
        to_lanes(q)[0],
        to_lanes(p)[0],
        aligned(1, (sites + 1) * LANES)[0],
        aligned(1, sites * LANES)[0],
        damping(1.0, 0.5, DT),
    )


def same_bits(twin, sites=7, steps=5000):
    """Do `steps` steps of the twin and of the kernel agree to the last bit, the dissipated energy too?"""
    groups = [state(sites) for _ in range(2)]
    for function, group in zip((advance_carry, twin), groups, strict=True):
        function(MODEL, *group, DT, steps)
    (*ours, here), (*theirs, there) = groups
    pairs = [*zip(ours[:2], theirs[:2], strict=True), (here.heat, there.heat)]
    return all((a == b).all() and np.isfinite(a).all() for a, b in pairs)


def measure(twin, sites):
    """Nanoseconds per site-step of the kernel and of the twin, one entry per round."""
    functions, times, steps = (advance_carry, twin), ([], []), 400
    groups = [state(sites) for _ in functions]
    for index in range(-1, ROUNDS):
        for function, group, mine in zip(functions, groups, times, strict=True):
            if index < 0:
                function(MODEL, *group, DT, steps)  # compile
            begin = time.perf_counter()
            function(MODEL, *group, DT, steps)
            took = time.perf_counter() - begin
            if index >= 0:
                mine.append(1e9 * took / (steps * sites * LANES))
        if index < 0:
            steps = max(1, round(steps * SECONDS / took))
    return [np.array(mine) for mine in times]


def rows(twin):
    """(what, median ns per site-step, best, times the kernel) as `packets.rows`."""
    found = []
    for sites in LENGTHS:
        ours, theirs = measure(twin, sites)
        found.append((f"damped oscillators, {sites} sites", float(np.median(ours)), ours.min(), 1.0))
        ratio = float(np.median(theirs / ours))
        found.append((f"C twin of damped oscillators, {sites} sites", float(np.median(theirs)), theirs.min(), ratio))
    return found
