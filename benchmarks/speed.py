"""Speed of the kernels, measured in one run: `python benchmarks/speed.py [table.csv]`.

All contenders advance the rotor chain of 64 sites. They take turns, so that a change of the machine's speed meets all of
them; a ratio is the median over rounds of ratios within a round. The C twin is compiled here and must give the same bits.
"""

import ctypes
import math
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import decays
import numpy as np
import packets
import pandas as pd
import pinned

from glassychains.dynamics.account import advance_carry
from glassychains.dynamics.disturbances.flips import Flips, flips
from glassychains.dynamics.disturbances.reservoirs import reservoirs
from glassychains.dynamics.kicked import run_samples
from glassychains.dynamics.langevin import advance_langevin
from glassychains.dynamics.tangent import advance_tangent, work_of
from glassychains.dynamics.verlet import advance, kick_drift
from glassychains.models.rotor import TURN, Rotor
from glassychains.numerics.compiled import LANES, aligned, apart, jit
from glassychains.numerics.random import seeds
from glassychains.recorders import relaxation

SITES, DT, ROUNDS, SECONDS = 64, 0.1, 7, 0.08
LENGTHS, RATE = (32, 64, 128), 0.01  # of the kernels with flips and with reservoirs; flips per site and unit of time
VECTORS = (1, 4)  # of the kernels with tangent vectors
CHAIN = Rotor(0.7)
HERE = Path(__file__).parent


@jit
def advance_math_sin(model, q, p, pull, dt, steps):
    """The same kernel with the C library's sine."""
    last = q.size - LANES
    for _ in range(steps):
        for i in range(last):
            pull[i + LANES] = model.g * math.sin(TURN * (q[i + LANES] - q[i]))
        for i in range(LANES):
            pull[i] = pull[last + LANES + i] = model.g * math.sin(TURN * (q[i] - q[last + i]))
        kick_drift(model, q, p, pull, dt, dt / TURN)


def advance_numpy(theta, omega, dt, steps):
    """Arrays (replica, site), 256 replicas at once."""
    for _ in range(steps):
        pull = CHAIN.g * np.sin(TURN * (np.roll(theta, -1, 1) - theta))
        omega += dt * (pull - np.roll(pull, 1, 1))
        theta += dt / TURN * omega


def compile_twin(folder):
    """The C twin as a function like `advance`, or None without a C compiler; and the command."""
    compiler = next(filter(None, map(shutil.which, (os.environ.get("CC", ""), "cc", "gcc", "clang"))), None)
    if compiler is None:
        return None, "no C compiler here"
    flags = ["-O3", "-march=native", "-mprefer-vector-width=512", "-ffp-contract=off", "-shared", "-fPIC"]
    made = subprocess.run([compiler, *flags, "-o", f"{folder}/twin.so", HERE / "twin.c", "-lm"], capture_output=True, text=True)
    if made.returncode:
        return None, f"{compiler} failed: {' '.join(made.stderr.split())[:200]}"
    library = ctypes.CDLL(f"{folder}/twin.so")
    double, long, pointer = ctypes.c_double, ctypes.c_long, ctypes.c_void_p
    library.advance.argtypes = [double, *[pointer] * 3, double, long, long]
    library.advance_flips.argtypes = [double, *[pointer] * 4, double, *[pointer] * 2, double, long, long]
    library.advance_baths.argtypes = [double, *[pointer] * 4, double, *[pointer] * 6, long, double, long, long]
    library.advance_tangent.argtypes = [double, *[pointer] * 4, long, double, long, long]

    def twin(model, q, p, pull, dt, steps):
        library.advance(model.g, q.ctypes.data, p.ctypes.data, pull.ctypes.data, dt, steps, q.size // LANES)

    def carrying(model, q, p, pull, carried, disturbance, dt, steps):
        """As `transport.advance_carry`."""
        state = [array.ctypes.data for array in (q, p, pull, carried)]
        if isinstance(disturbance, Flips):
            own = (disturbance.passed, disturbance.wait.ctypes.data, disturbance.stream.ctypes.data)
            library.advance_flips(model.g, *state, *own, dt, steps, q.size // LANES)
        else:
            own = (disturbance.keep, *(array.ctypes.data for array in disturbance[1:]), disturbance.heat.size // (2 * LANES))
            library.advance_baths(model.g, *state, *own, dt, steps, q.size // LANES)

    def tangent(model, q, p, vectors, work, dt, steps):
        """As `dynamics.tangent.advance_tangent`; the array for the pulls is free for the stiffness."""
        state = [array.ctypes.data for array in (q, p, vectors, work.pull)]
        library.advance_tangent(model.g, *state, len(vectors), dt, steps, q.size // LANES)

    twin.carrying, twin.tangent = carrying, tangent
    twin.command = (compiler, *flags)
    version = subprocess.run([compiler, "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    return twin, f"{version}, {' '.join(flags[:-2])}"


def state(sites=SITES):
    """A fresh group: positions, momenta, scratch."""
    rng = np.random.default_rng(1)
    q, p, pull = aligned(1, sites * LANES)[0], aligned(1, sites * LANES)[0], aligned(1, (sites + 1) * LANES)[0]
    q[:], p[:] = rng.uniform(-0.5, 0.5, q.size), rng.normal(size=p.size)
    return q, p, pull


def disturbances(sites):
    """What may disturb a chain between steps, by name: the model and a function that makes the disturbance."""
    return {
        "flips": (CHAIN, lambda: flips(seeds("bench", LANES)[0], RATE, DT, sites)),
        "reservoirs": (CHAIN._replace(periodic=False), lambda: reservoirs(seeds("bench", LANES)[0], 1.0, 0.5, 1.0, 1, DT)),
    }


def disturbed(twin):
    """As `contenders`: kernels with flips and with reservoirs at several lengths, each beside the plain kernel and its twin."""
    found = {}

    def add(name, kernel, sites, *arguments):
        found[name] = (lambda steps: kernel(*arguments, DT, steps), sites * LANES)

    for sites in LENGTHS:
        add(f"plain, {sites} sites", advance, sites, CHAIN, *state(sites))
        for kind, (model, disturbance) in disturbances(sites).items():
            carried = aligned(1, sites * LANES)[0]
            add(f"{kind}, {sites} sites", advance_carry, sites, model, *state(sites), carried, disturbance())
            if twin:
                carried = aligned(1, sites * LANES)[0]
                name = f"C twin of {kind}, {sites} sites"
                add(name, twin.carrying, sites, model, *state(sites), carried, disturbance())
    return found


def with_vectors(count):
    """A fresh group: positions, momenta, tangent vectors, scratch."""
    q, p, _ = state()
    vectors = apart(count, 2 * q.size, [q, p])
    vectors[:] = np.random.default_rng(2).normal(size=vectors.shape)
    return q, p, vectors, work_of(CHAIN, q, p, vectors)


def tangents(twin):
    """As `disturbed`: kernels with tangent vectors."""
    found = {}

    def add(name, kernel, count):
        group = with_vectors(count)

        def run(steps):
            for done in range(0, steps, 1000):
                kernel(CHAIN, *group, DT, min(1000, steps - done))
                group[2][:] /= np.abs(group[2]).max()  # or they would overflow

        found[f"{name}, {SITES} sites"] = (run, SITES * LANES)

    for count in VECTORS:
        words = f"tangent of {count} vector{'s' if count > 1 else ''}"
        add(words, advance_tangent, count)
        if twin:
            add(f"C twin of {words}", twin.tangent, count)
    return found


def contenders(twin):
    """Name: (function of a number of steps, site-steps per step)."""
    one, sites = state(), SITES * LANES
    found = {"strict kernel": (lambda steps: advance(CHAIN, *one, DT, steps), sites)}
    if twin:
        other = state()
        found["C twin"] = (lambda steps: twin(CHAIN, *other, DT, steps), sites)
    third = state()
    found["numba with math.sin"] = (lambda steps: advance_math_sin(CHAIN, *third, DT, steps), sites)
    theta, omega = np.random.default_rng(1).uniform(-0.5, 0.5, (2, 256, SITES))
    found["NumPy, 256 replicas"] = (lambda steps: advance_numpy(theta, omega, DT, steps), SITES * 256)
    q, p, pull = state()
    recorder = relaxation.start(relaxation.Parameters(beta=1.0), CHAIN, q, p, 10**7, 4.0)
    done = [0]

    def record(steps):
        run_samples(CHAIN, recorder, q, p, pull, DT, 40, done[0] + 1, max(1, steps // 40))
        done[0] += max(1, steps // 40)

    found["strict kernel and recorder, sample 40"] = (record, sites)
    bath = state()
    stream, words, normal = seeds("bench", LANES)[0], aligned(1, sites, np.uint64)[0], aligned(1, sites)[0]
    keep, noise = math.exp(-0.05), math.sqrt(1 - math.exp(-0.1))
    heat = lambda steps: advance_langevin(CHAIN, *bath, stream, words, normal, 0.05, keep, noise, steps)
    found["thermalization"] = (heat, sites)
    return found


def measure(found):
    """Nanoseconds per site-step, by name, one per round; the contenders take turns."""
    steps = {}
    for name, (run, _) in found.items():
        run(40)  # compile
        steps[name] = 40
        while (took := timed(run, steps[name])) < SECONDS / 2:
            steps[name] *= max(2, round(SECONDS / 2 / max(took, 1e-4)))
    rounds = {name: [] for name in found}
    for _ in range(ROUNDS):
        for name, (run, sites) in found.items():
            rounds[name].append(1e9 * timed(run, steps[name]) / (steps[name] * sites))
    return rounds


def timed(run, steps):
    begin = time.perf_counter()
    run(steps)
    return time.perf_counter() - begin


def same_bits(twin):
    """Do 1000 steps of the twins and of the kernels agree to the last bit?"""
    a, b = state(), state()
    advance(CHAIN, *a, DT, 1000)
    twin(CHAIN, *b, DT, 1000)
    same = [(a[0] == b[0]).all(), (a[1] == b[1]).all()]
    for model, disturbance in disturbances(SITES).values():
        ours, theirs = (aligned(1, SITES * LANES)[0] for _ in range(2))
        a, b = state(), state()
        advance_carry(model, *a, ours, disturbance(), DT, 1000)
        twin.carrying(model, *b, theirs, disturbance(), DT, 1000)
        same += [(x == y).all() for x, y in zip((*a[:2], ours), (*b[:2], theirs), strict=True)]
    for count in VECTORS:
        a, b = with_vectors(count), with_vectors(count)
        advance_tangent(CHAIN, *a, DT, 500)
        twin.tangent(CHAIN, *b, DT, 500)
        same += [(x == y).all() and np.isfinite(x).all() for x, y in zip(a[:3], b[:3], strict=True)]
    return bool(all(same))


JOB = """
from snakemake.iocontainers import Snakemake
from snakemake.logging import logger
import numpy as np
from glassychains.models.rotor import Rotor
from glassychains.runs import batches
from glassychains.runs.files import write
from glassychains.runs.result import Result
from glassychains.stages.produce import produce
rest = (("replica", "site"), np.zeros((16, 64)), {})
start = Result({"position": rest, "momentum": rest})
run = produce(Rotor(0.7), start, record="relaxation", beta=1.0, dt=0.1, duration=4.0, sample=10)
write("batch.nc", run, {}, "", "")
"""


def job_seconds(folder):
    """Core-seconds of a batch that computes next to nothing: interpreter, imports, cached kernels, a file."""
    best = math.inf
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", JOB], cwd=folder, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def processor():
    """Name of the processor, for the reader."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    wide = any("avx512f" in line for line in lines)
    return f"{names[0] if names else platform.processor() or platform.machine()}{', AVX-512' if wide else ''}"


def main():
    """Print the table, and write it if a path is given."""
    with tempfile.TemporaryDirectory() as folder:
        twin, compiler = compile_twin(folder)
        rounds = measure(contenders(twin))
        others = measure(disturbed(twin) | tangents(twin))
        of_packets = packets.twins(folder, twin.command) if twin else {}
        of_pinned = pinned.twins(folder, twin.command) if twin else {}
        of_decays = decays.twin_of(folder, twin.command) if twin else None
        further = packets.rows(of_packets) + pinned.rows(of_pinned) + (decays.rows(of_decays) if twin else [])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        pairs = [(packets, of_packets), (pinned, of_pinned)]
        others_agree = all(room.same_bits(*pair) for room, found in pairs for pair in found.items())
        agree = same_bits(twin) and others_agree and decays.same_bits(of_decays) if twin else None
        job = job_seconds(folder)
    strict = rounds["strict kernel"]
    rows = []
    for name, times in rounds.items():
        ratios = [t / s for t, s in zip(times, strict, strict=True)]
        rows.append((name, statistics.median(times), min(times), statistics.median(ratios)))
    for name, times in others.items():
        plain = others[f"plain, {name.split(', ')[1]}"]
        ratios = [t / s for t, s in zip(times, plain, strict=True)]
        rows.append((name, statistics.median(times), min(times), statistics.median(ratios)))
    rows += further
    table = pd.DataFrame(rows, columns=["what", "ns per site-step", "best", "times the strict kernel"])
    notes = {
        "processor": processor(),
        "C compiler": compiler,
        "same bits as the C twin": {True: "yes", False: "NO", None: "not compared"}[agree],
        "peak memory (MB)": f"{peak:.0f}",
        "core-seconds to start a batch": f"{job:.2f}",
    }
    print(table.round(3).to_string(index=False))
    for key, value in notes.items():
        print(f"{key}: {value}")
    if len(sys.argv) > 1:
        table = pd.concat([table, pd.DataFrame({"what": list(notes), "note": list(notes.values())})])
        table.to_csv(sys.argv[1], index=False)


if __name__ == "__main__":
    main()
