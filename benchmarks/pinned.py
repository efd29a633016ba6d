"""Speed of pinned rings with an account of energy, beside a C twin: the pairs of powers that become glassy.

As in `packets`: contenders take turns, a ratio is the median over rounds, the twin must give the same bits.
"""

import ctypes
import subprocess
import time
from pathlib import Path

import numpy as np

from glassychains.dynamics.account import advance_carry
from glassychains.models.oscillators import Oscillators
from glassychains.numerics.compiled import LANES, aligned

PAIRS = {"pinned (4, 2)": (4, 2), "pinned (6, 2)": (6, 2), "pinned (6, 4)": (6, 4)}
SITES, DT, COUPLING, ROUNDS, SECONDS = 32, 0.1, 0.3, 9, 0.08
SOURCE = Path(__file__).with_name("twin_pinned.c")


def twins(folder, command):
    """The C twin by pair, each a function like the kernel; `command` is the compiler with its flags."""
    subprocess.run([*command, "-o", f"{folder}/twin_pinned.so", SOURCE, "-lm"], check=True)
    library = ctypes.CDLL(f"{folder}/twin_pinned.so")
    double, long, pointer = ctypes.c_double, ctypes.c_long, ctypes.c_void_p
    library.advance_pinned.argtypes = [ctypes.c_int, ctypes.c_int, double, double, *[pointer] * 4, double, long, long]

    def twin(model, q, p, pull, carried, disturbance, dt, steps):
        powers, ends = (len(model.pinning), len(model.coupling)), (model.pinning[-1], model.coupling[-1])
        state = [array.ctypes.data for array in (q, p, pull, carried)]
        library.advance_pinned(*powers, *ends, *state, dt, steps, q.size // LANES)

    return dict.fromkeys(PAIRS, twin)


def state(name, sites):
    """A fresh group of a pair: the model, q, p, scratch, the account."""
    rng = np.random.default_rng(1)
    pinning, coupling = ((None,) * (n - 1) + (c,) for n, c in zip(PAIRS[name], (1.0, COUPLING), strict=True))
    q, p, carried = (aligned(1, sites * LANES)[0] for _ in range(3))
    q[:], p[:] = 0.5 * rng.normal(size=q.size), rng.normal(size=p.size)
    return Oscillators(pinning, coupling, True), q, p, aligned(1, (sites + 1) * LANES)[0], carried


def same_bits(name, twin, sites=SITES, steps=500):
    """Do `steps` steps of the twin and of the kernel agree to the last bit?"""
    groups = state(name, sites), state(name, sites)
    for function, group in zip((advance_carry, twin), groups, strict=True):
        function(*group, None, DT, steps)
    pairs = zip(groups[0][1:], groups[1][1:], strict=True)
    return bool(all((a == b).all() and np.isfinite(a).all() for a, b in pairs))


def measure(name, twin):
    """Nanoseconds per site-step of our kernel and, if there is one, of the twin: lists, one entry per round."""
    functions = [advance_carry] if twin is None else [advance_carry, twin]
    groups, times = [state(name, SITES) for _ in functions], [[] for _ in functions]
    steps = 40
    for index in range(-2, ROUNDS):
        for function, group, mine in zip(functions, groups, times, strict=True):
            begin = time.perf_counter()
            function(*group, None, DT, steps)
            took = time.perf_counter() - begin
            if index >= 0:
                mine.append(1e9 * took / (steps * SITES * LANES))
        if index == -1:
            steps = max(1, round(steps * SECONDS / took))
    return times


def rows(twins):
    """(what, median ns per site-step, best, times our kernel) for each pair; `twins` may be empty."""
    found = []
    for name in PAIRS:
        ours, *theirs = measure(name, twins.get(name))
        found.append((f"{name}, {SITES} sites", float(np.median(ours)), min(ours), 1.0))
        for other in theirs:
            ratio = float(np.median(np.array(other) / ours))
            found.append((f"C twin of {name}, {SITES} sites", float(np.median(other)), min(other), ratio))
    return found
