"""Speed of what follows packets, spins and DNLS rings, beside C twins: Klein-Gordon and DNLS chains, disordered spins.

Contenders take turns; a ratio is the median over rounds of ratios within a round. The twins must give the same bits.
"""

import ctypes
import subprocess
import time
from pathlib import Path

import numpy as np

from glassychains.dynamics.composition import WEIGHTS, advance_composed
from glassychains.dynamics.splitting import BLOCK, SCHEMES, advance_split
from glassychains.models import dnls, oscillators, spins
from glassychains.models.seam.account import Carried
from glassychains.numerics.compiled import LANES, aligned, of_group, to_lanes

LENGTHS = {"Klein-Gordon": (64, 384), "DNLS": (64, 384), "spins": (64,), "DNLS ring with account": (64,)}
DT, ROUNDS, SECONDS = 0.1, 9, 0.08
SOURCE = Path(__file__).with_name("twin_packets.c")


def twins(folder, command):
    """The C twins by model, each as a function like the kernel; `command` is the compiler with its flags."""
    subprocess.run([*command, "-o", f"{folder}/twin_packets.so", SOURCE, "-lm"], check=True)
    library = ctypes.CDLL(f"{folder}/twin_packets.so")
    double, long, pointer = ctypes.c_double, ctypes.c_long, ctypes.c_void_p
    library.advance_spins.argtypes = [double, pointer, pointer, long, *[pointer] * 3, double, long, long]
    library.advance_dnls.argtypes = [double, double, pointer, pointer, long, *[pointer] * 2, double, long, long]
    library.advance_ring.argtypes = [double, double, pointer, pointer, long, *[pointer] * 4, double, long, long]
    library.advance_oscillators.argtypes = [pointer, double, double, *[pointer] * 2, long, *[pointer] * 2, double, long, long]

    def of_spins(model, weights, q, p, carried, dt, steps):
        own, state = (model.h, weights), (array.ctypes.data for array in (q, p, carried))
        library.advance_spins(model.J, *(a.ctypes.data for a in own), weights.size, *state, dt, steps, p.size // LANES)

    def of_dnls(model, weights, q, p, carried, dt, steps):
        own, state = (model.eps, weights), (array.ctypes.data for array in (q, p))
        library.advance_dnls(model.U, model.g, *(a.ctypes.data for a in own), weights.size, *state, dt, steps, p.size // LANES)

    def of_ring(model, weights, q, p, carried, dt, steps):
        own, state = (model.eps, weights), (array.ctypes.data for array in (q, p, *carried))
        library.advance_ring(model.U, model.g, *(a.ctypes.data for a in own), weights.size, *state, dt, steps, p.size // LANES)

    def of_oscillators(model, scheme, q, p, scratch, dt, steps):
        (_, pinning, _, g), (_, spring) = model.pinning, model.coupling
        arrays = (scheme.drifts.ctypes.data, scheme.kicks.ctypes.data, scheme.kicks.size, q.ctypes.data, p.ctypes.data)
        library.advance_oscillators(pinning.ctypes.data, g, spring, *arrays, dt, steps, p.size // LANES)

    return {"Klein-Gordon": of_oscillators, "DNLS": of_dnls, "spins": of_spins, "DNLS ring with account": of_ring}


def kernel(name):
    """Our kernel and its scheme: what the packets use, and for spins and rings what the production uses."""
    return {
        "Klein-Gordon": (advance_split, SCHEMES["aba864"]),
        "DNLS": (advance_composed, WEIGHTS["suzuki4"]),
        "spins": (advance_composed, WEIGHTS["strang"]),
        "DNLS ring with account": (advance_composed, WEIGHTS["strang"]),
    }[name]


def state(name, sites):
    """A fresh group of a model: the model, q, p, scratch."""
    realizations, rng = [f"benchmark {lane}" for lane in range(LANES)], np.random.default_rng(1)
    if name == "spins":
        model = spins.from_parameters({"J": 0.3, "length": sites}, realizations)
        q, p = spins.infinite_temperature(sites, [rng] * LANES)
    else:
        q, p = 0.5 * rng.normal(size=(2, LANES, sites))
        if name == "DNLS":
            model = dnls.from_parameters({"U": 0.36, "g": 1.0, "disorder": 4.0, "length": sites}, realizations)
        elif name == "DNLS ring with account":
            model = dnls.from_parameters({"U": 1.0, "g": 0.2, "boundary": "periodic", "length": sites}, realizations)
            carried = Carried(aligned(1, sites * LANES)[0], aligned(1, sites * LANES)[0])
            return of_group(model, 0), to_lanes(q)[0], to_lanes(p)[0], carried
        else:
            chain = {"pinning": [0.0, 1.0, 0.0, 1.0], "coupling": [0.0, 0.25], "boundary": "free", "disorder": 0.5}
            model = oscillators.from_parameters(chain | {"length": sites}, realizations)
    return of_group(model, 0), to_lanes(q)[0], to_lanes(p)[0], aligned(1, max(sites, BLOCK + 1) * LANES)[0]


def same_bits(name, twin, sites=64, steps=500):
    """Do `steps` steps of the twin and of the kernel agree to the last bit?"""
    ours, scheme = kernel(name)
    groups = state(name, sites), state(name, sites)
    for function, (model, q, p, scratch) in zip((ours, twin), groups, strict=True):
        function(model, scheme, q, p, scratch, DT, steps)
    return bool(all((a == b).all() and np.isfinite(a).all() for a, b in zip(groups[0][1:3], groups[1][1:3], strict=True)))


def measure(name, twin, sites):
    """Nanoseconds per site-step of our kernel and, if there is one, of the twin: lists, one entry per round."""
    ours, scheme = kernel(name)
    functions = [ours] if twin is None else [ours, twin]
    groups, times = [state(name, sites) for _ in functions], [[] for _ in functions]
    steps = 40
    for index in range(-1, ROUNDS):
        for function, (model, q, p, scratch), mine in zip(functions, groups, times, strict=True):
            if index < 0:
                function(model, scheme, q, p, scratch, DT, steps)  # compile
            begin = time.perf_counter()
            function(model, scheme, q, p, scratch, DT, steps)
            took = time.perf_counter() - begin
            if index >= 0:
                mine.append(1e9 * took / (steps * sites * LANES))
        if index < 0:
            steps = max(1, round(steps * SECONDS / took))
    return times


def rows(twins):
    """(what, median ns per site-step, best, times our kernel) for each model and length; `twins` may be empty."""
    found = []
    for name, lengths in LENGTHS.items():
        for sites in lengths:
            ours, *theirs = measure(name, twins.get(name), sites)
            found.append((f"{name}, {sites} sites", float(np.median(ours)), min(ours), 1.0))
            for other in theirs:
                ratio = float(np.median(np.array(other) / ours))
                found.append((f"C twin of {name}, {sites} sites", float(np.median(other)), min(other), ratio))
    return found
