"""What results cost, and what a configuration would cost before it is paid.

`python -m glassychains.cost --configfile config/standard.yaml` measures the speed of this machine's kernels for a few
seconds and prints core-hours per study, counting only batches that are not on disk.
"""

import argparse
import csv
import importlib
import sys
import time

from glassychains import ledgers, studies
from glassychains.batches import BATH
from glassychains.points import STARTED

JOB = 1.0  # core-seconds to start a job: interpreter, imports, compiled kernels from the cache, files


def spent(study):
    """Batches of a study, thermalization included, and their seconds on one core by their benchmark files."""
    files = {path for chosen in study.points for point in chosen.lineage() for path in point.paths()}
    total = 0.0
    for path in sorted(files):
        record = path.with_suffix(".cost.tsv")
        if record.exists():
            with record.open(newline="") as file:
                total += sum(float(row["s"]) for row in csv.DictReader(file, delimiter="\t"))
    return {"batches": len(files), "core_seconds": total}


def site_steps(point):
    """Site-steps of one batch: replicas times sites times steps. What does not step takes one."""
    p = point.parameters
    keys = ("thermal_time", "thermal_dt") if point.stage == "thermalize" else ("duration", "dt")
    time, dt = (p.get(key, 1.0) for key in keys)
    return p["batch"] * p["length"] * time / dt


def measure(point, seconds=0.5):
    """Seconds per site-step of a point's stage on this machine, for its model and its recorder."""
    p = dict(point.parameters) | {"batch": 16}
    model = importlib.import_module(f"glassychains.models.{point.model}").from_parameters(p, point.realizations(0)[:16])
    thermalize = importlib.import_module("glassychains.stages.thermalize").thermalize

    def heat(steps):
        bath = {name: p[key] for name, key in BATH.items() if key in p}
        if "time" in bath:
            bath["time"] = steps * p["thermal_dt"]
        return thermalize(model, length=p["length"], replicas=16, seed="speed", **bath)

    stage = getattr(importlib.import_module(f"glassychains.stages.{point.stage}"), point.stage)
    start = [heat(1)] if point.stage in STARTED else []

    def run(steps):
        arguments = point.arguments(0)
        if point.stage in STARTED:
            samples = max(1, steps // p["sample"])
            arguments |= {"duration": samples * p["sample"] * p["dt"]}
            if "block" in p:
                arguments["block"] = samples
        else:
            arguments |= {"replicas": 16}
        if point.stage == "spread":
            arguments |= {"duration": min(max(1.0, steps * p["dt"]), p["duration"])}  # a longer run may not fit its window
        return stage(model, *start, **arguments)

    task = heat if point.stage == "thermalize" else run
    steps = 200
    task(steps)  # compile
    while True:
        begin = time.process_time()
        task(steps)
        took = time.process_time() - begin
        if point.stage == "linear" or (point.stage == "thermalize" and "thermal_dt" not in p):
            return took / (16 * p["length"])
        if point.stage == "spread" and steps * p["dt"] >= p["duration"]:
            return took / (round(p["duration"] / p["dt"]) * 16 * p["length"])
        if took > seconds:
            return took / (steps * 16 * p["length"])
        steps *= 4


def estimate(all_studies, wanted):
    """Rows (study, batches missing, core-seconds) for the studies named in `wanted`."""
    speeds, rows = {}, []
    for id in wanted:
        missing, seconds = 0, 0.0
        seen = set()
        for chosen in all_studies[id].points:
            for point in chosen.lineage():
                absent = [path for path in point.paths() if not path.exists() and path not in seen]
                seen.update(absent)
                if absent:
                    p = point.parameters
                    kind = (
                        point.stage,
                        point.model,
                        *map(p.get, ("record", "length", "sample", "bath_sites", "flips", "scheme")),
                    )
                    if kind not in speeds:
                        speeds[kind] = measure(point)
                    missing += len(absent)
                    seconds += len(absent) * (JOB + site_steps(point) * speeds[kind])
        rows.append((id, missing, seconds))
    return rows


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description="Core-hours that a configuration would still cost on this machine.")
    parser.add_argument("--configfile", nargs="+", action="extend", default=[], help="overlay, as for snakemake")
    try:
        config = studies.load_config(parser.parse_args().configfile)
        known = studies.load(config)
        claims = ledgers.claims(known)
        wanted = ledgers.studies_needed(ledgers.figures(known, claims), claims)
    except studies.ConfigError as error:
        sys.exit(f"config: {error}")
    print(f"tier {config['tier']}, measuring the speed of this machine ...")
    rows = estimate(known, wanted)
    print(f"{'study':<20} {'batches to run':>14} {'core-hours':>12}")
    for id, missing, seconds in rows:
        print(f"{id:<20} {missing:>14} {seconds / 3600:>12.3f}")
    total = sum(row[2] for row in rows)
    print(f"{'all':<20} {sum(row[1] for row in rows):>14} {total / 3600:>12.3f}   about {total / 120:.1f} minutes of 2 cores")


if __name__ == "__main__":
    main()
