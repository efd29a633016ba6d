"""What results cost, and what a configuration would cost before it is paid.

`python -m glassychains.cost --configfile config/standard.yaml` prints core-hours and memory per study, counting only batches
that are not on disk. Speeds come from the batches that are, of the same branch of the kernels; else from a short run on this
machine, once, kept with the compiled kernels.
"""

import argparse
import contextlib
import csv
import inspect
import json
import math
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numba
import numpy as np

from glassychains.config import ledgers, reading, studies
from glassychains.numerics.compiled import LANES, of_group
from glassychains.runs.compute import compute
from glassychains.runs.points import Point, model_module, stage_module
from glassychains.stages import loop

JOB = 0.45  # core-seconds to start a job: interpreter, imports, compiled kernels from the cache, files
PROCESS = 250e6  # bytes of memory of a job that computes nothing
PIECE = 1e7  # site-steps between two looks at the clock while speeds are measured
TYPICAL = 3e7  # work of a brief run that is neither all start-up nor long
ENOUGH = 0.15  # core-seconds of a run that tell its speed


def seconds_of(path):
    """Seconds on one core that a batch took by its benchmark file, or None.

    The time by the clock times the mean load, since others may have used the cores; very short jobs have no load on file.
    """
    record = path.with_suffix(".cost.tsv")
    if not record.exists():
        return None
    with record.open(newline="") as file:
        return sum(float(row["s"]) * _load(row) for row in csv.DictReader(file, delimiter="\t"))


def _load(row):
    """Mean number of cores in use; 1 where it was not measured."""
    try:
        return float(row.get("mean_load") or 0) / 100 or 1.0
    except ValueError:  # Snakemake writes NA
        return 1.0


def spent(study):
    """Batches of a study, those from which they start included, and their seconds on one core by their benchmark files."""
    files = {path for chosen in study.points for point in chosen.lineage() for path in point.paths()}
    return {"batches": len(files), "core_seconds": sum(seconds_of(path) or 0.0 for path in sorted(files))}


def site_steps(point):
    """Work of one batch as its stage counts it, in general replicas times sites times steps."""
    stage = stage_module(point.stage)
    more = [model_module(point.model)] if "physics" in inspect.signature(stage.site_steps).parameters else []
    return stage.site_steps(point.parameters, *more)


class _Enough(Exception):
    """Stops a run whose speed is known."""


def brief(point):
    """A run of the same kind with few replicas, by which its speed is measured."""
    few = min(LANES, point.parameters["batch"])
    p = stage_module(point.stage).brief(point.parameters | {"batch": few})
    return Point(point.study, point.stage, point.model, p, few)


def measure(point):
    """Seconds per unit of work of a point's branch on this machine, from a brief run that is stopped soon."""
    one = brief(point)
    start = None
    if len(one.lineage()) > 1:
        first = one.start()
        short = stage_module(first.stage).brief(first.parameters)
        start = compute(Point(first.study, first.stage, first.model, short, LANES).identity(0))
    begin, reached = 0.0, []

    def watch(done, end):
        if time.process_time() - begin > ENOUGH:
            reached.append(done / end)
            raise _Enough

    usual, loop.CHUNK_SITE_STEPS = loop.CHUNK_SITE_STEPS, PIECE
    loop.watchers.append(watch)
    try:
        for _ in range(2):  # the first loads or compiles the kernels
            begin = time.process_time()
            reached.clear()
            with contextlib.suppress(_Enough):
                compute(one.identity(0), start)
    finally:
        loop.watchers.remove(watch)
        loop.CHUNK_SITE_STEPS = usual
    return (time.process_time() - begin) / (site_steps(one) * (reached[0] if reached else 1.0))


class Speeds:
    """Seconds per unit of work of a kind of points."""

    def __init__(self, points=()):
        """`points` may have batches on disk, whose cost is known."""
        self.path = Path(numba.config.CACHE_DIR) / "speeds.json"
        self.kept = json.loads(self.path.read_text()) if self.path.exists() else {}
        work, took = {}, {}
        for point in points:
            for path in point.paths():
                seconds = seconds_of(path) if path.exists() else None
                if seconds is not None:
                    key = self.key(point)
                    work[key] = work.get(key, 0.0) + site_steps(point)
                    took[key] = took.get(key, 0.0) + max(0.0, seconds - JOB)
        self.paid = {key: took[key] / work[key] for key in work if took[key] > 5.0}

    @staticmethod
    def key(point):
        """Points whose speed is taken to be the same: of one stage, model, recorder, scheme, vectors, with or without flips."""
        p = point.parameters
        names = (
            point.stage,
            point.model,
            *(p[key] for key in ("record", "measure", "scheme") if key in p),
            *(["flips"] if p.get("flips") else []),
            *([f"{p['vectors']} vectors"] if "vectors" in p else []),
        )
        return " ".join(names)

    def learn(self, points):
        """Measure, side by side, and keep the speeds of kinds of points that are not known."""
        unknown = {}
        for point in sorted(points, key=lambda point: -abs(math.log(site_steps(brief(point)) / TYPICAL))):  # the last one stays
            if self.key(point) not in self.paid | self.kept:
                unknown[self.key(point)] = point
        if unknown:
            with ProcessPoolExecutor(os.cpu_count()) as pool:
                self.kept |= dict(zip(unknown, pool.map(measure, unknown.values()), strict=True))
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self.path.with_name(f"{self.path.name}.{os.getpid()}.tmp")
            temporary.write_text(json.dumps(self.kept))
            os.replace(temporary, self.path)

    def of(self, point):
        """Seconds per unit of work of a point: as paid, as measured, or that of a slow machine if nothing is known."""
        key = self.key(point)
        return self.paid.get(key) or self.kept.get(key) or 2e-8


def memory(point):
    """Bytes of memory that one batch takes: what its recorders hold, thrice while results are put together, and the process."""
    p, stage = point.parameters, stage_module(point.stage)
    if hasattr(stage, "memory"):
        return PROCESS + stage.memory(p, model_module(point.model))
    state = 2 * 8.0 * p["batch"] * p["length"]
    held = 0.0
    recorder = getattr(stage, "recorder_of", lambda p: None)(p)
    if recorder:
        own = recorder.Parameters(**{key: p[key] for key in recorder.Parameters.__dataclass_fields__ if key in p})
        model = of_group(model_module(point.model).from_parameters(p, point.realizations(0)[:LANES]), 0)
        rows = np.broadcast_to(0.0, (p["length"] * LANES,))
        interval = p["sample"] * p["dt"]
        started = recorder.start(own, model, rows, rows, round(p["duration"] / interval), interval)
        held = sum(array.nbytes for array in loop.arrays_of(started, "").values()) * p["batch"] / LANES
    return PROCESS + 6 * state + 3 * held


MARGIN = 3  # of what a scheduler is asked for, over the price
LEAST = 10  # minutes that a scheduler is asked for


class Prices:
    """What a scheduler is told of each job, from the price of its point; a job that failed asks for more."""

    def __init__(self, points):
        self.points, self.speeds, self.known = points, None, {}

    def of(self, point):
        """(bytes of memory, seconds) of one batch."""
        key = point.study, point.stage, point.name
        self.speeds = self.speeds or Speeds(self.points)
        if key not in self.known:
            self.known[key] = memory(point), JOB + site_steps(point) * self.speeds.of(point)
        return self.known[key]

    @staticmethod
    def threads(point):
        """Threads that serve a job."""
        stage = stage_module(point.stage)
        return stage.threads(point.parameters, model_module(point.model)) if hasattr(stage, "threads") else 1

    def mem_mb(self, point, attempt=1):
        """Memory to ask for, in MB."""
        return math.ceil(2 * attempt * self.of(point)[0] / 1e6)

    def runtime(self, point, attempt=1):
        """Time to ask for, in minutes. A batch that runs out of it goes on from its checkpoint."""
        return math.ceil(attempt * max(LEAST, MARGIN * self.of(point)[1] / 60))


def estimate(all_studies, wanted):
    """Rows (study, batches missing, core-seconds, most bytes of memory of a batch) for the studies named in `wanted`."""
    every = {(p.study, p.stage, p.name): p for id in wanted for chosen in all_studies[id].points for p in chosen.lineage()}
    speeds, rows = Speeds(every.values()), []
    speeds.learn([point for point in every.values() if not all(path.exists() for path in point.paths())])
    for id in wanted:
        missing, seconds, most, seen = 0, 0.0, 0.0, set()
        for point in (p for chosen in all_studies[id].points for p in chosen.lineage()):
            absent = [path for path in point.paths() if not path.exists() and path not in seen]
            seen.update(absent)
            if absent:
                missing += len(absent)
                seconds += len(absent) * (JOB + site_steps(point) * speeds.of(point))
                most = max(most, memory(point))
        rows.append((id, missing, seconds, most))
    return rows


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description="Core-hours that a configuration would still cost on this machine.")
    parser.add_argument("--configfile", nargs="+", action="extend", default=[], help="overlay, as for snakemake")
    try:
        config = reading.load_config(parser.parse_args().configfile)
        known = studies.load(config)
        wanted = ledgers.of_book(known)[2]
    except reading.ConfigError as error:
        sys.exit(f"config: {error}")
    rows = estimate(known, wanted)
    print(f"tier {config['tier']}")
    print(f"{'study':<20} {'batches to run':>14} {'core-hours':>12} {'GB a batch':>12}")
    for id, missing, seconds, most in rows:
        print(f"{id:<20} {missing:>14} {seconds / 3600:>12.3f} {most / 1e9:>12.2f}")
    total = sum(row[2] for row in rows)
    print(f"{'all':<20} {sum(row[1] for row in rows):>14} {total / 3600:>12.3f}   about {total / 120:.1f} minutes of 2 cores")


if __name__ == "__main__":
    main()
