"""The record: results of one complete tier that anyone can check, in results/record.

`python -m glassychains.record --configfile config/standard.yaml` renews it, and refuses a tier that is not complete. It holds
the tables of numbers, the data of the figures, the verdicts (those of the quick tier, too), what each study cost, the speed of
the kernels, and `manifest.csv`: of every batch its path, the hash of its content and its core-seconds. `glassychains.verify`
computes batches of the manifest again.
"""

import argparse
import csv
import json
import shutil
import sys
from pathlib import Path

import numpy as np

from glassychains.config import ledgers, reading, studies
from glassychains.cost import seconds_of, spent
from glassychains.runs.batches import read_point
from glassychains.runs.files import ResultError
from glassychains.runs.points import BATCHES, stage_module

RECORD = Path("results/record")
CONFIG = "config/standard.yaml"
"""The tier of which the record is."""
FRONT = "fig2b"
"""The figure that the README shows."""
LARGEST = 5e6
"""Bytes of the whole record."""
MANIFEST = ("path", "content", "core_seconds", "digest")


def digest(result, stage):
    """Of a stage whose last digits a library decides: mean and root mean square of each variable, as JSON; else nothing."""
    if not hasattr(stage_module(stage), "TOLERANCE"):
        return ""
    moments = {
        name: (np.mean(values), np.sqrt(np.mean(np.square(values)))) for name, (_, values, _) in result.variables.items()
    }
    return json.dumps({name: [float(f"{x:.12g}") for x in pair] for name, pair in sorted(moments.items())})


def manifest(known, wanted):
    """Rows of the manifest: every batch of the studies named in `wanted`, sorted.

    Raises
    ------
    ResultError
        A batch is missing, damaged or made by other code.
    """
    points = {(p.stage, p.study, p.name): p for id in wanted for chosen in known[id].points for p in chosen.lineage()}
    rows = []
    for point in points.values():
        for path, result in zip(point.paths(), read_point(point), strict=True):
            row = (
                path.relative_to(BATCHES),
                result.attributes["content"],
                f"{seconds_of(path) or 0:.1f}",
                digest(result, point.stage),
            )
            rows.append((str(row[0]), *row[1:]))
    return sorted(rows)


def main(arguments=None):
    """Renew the record."""
    parser = argparse.ArgumentParser(description="Renew results/record from a complete tier.")
    parser.add_argument("--configfile", nargs="+", action="extend", default=[], help="overlay, as for snakemake")
    options = parser.parse_args(arguments)
    try:
        config = reading.load_config(options.configfile)
        known = studies.load(config)
        _, figures, wanted = ledgers.of_book(known)
        rows = manifest(known, wanted)
    except (reading.ConfigError, ResultError) as error:
        sys.exit(f"no record of an incomplete tier: {error}")
    tier = Path("results") / config["tier"]
    files = {f"fits/{id}.numbers.csv": tier / f"fits/{id}.numbers.csv" for id in wanted}
    files |= {f"figures/{id}.csv": tier / f"figures/{id}.csv" for id in figures} | {"claims.json": tier / "claims.json"}
    files |= {"benchmarks/speed.csv": tier / "benchmarks/speed.csv", "quick/claims.json": Path("results/quick/claims.json")}
    missing = [str(path) for path in files.values() if not path.exists()]
    if missing:
        sys.exit(f"no record of an incomplete tier: {missing[0]} is missing, and {len(missing) - 1} more")
    fresh = RECORD.with_name("record.tmp")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, path in files.items():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, fresh / name)
    with (fresh / "manifest.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([MANIFEST, *rows])
    picture = (tier / f"figures/{FRONT}.svg").read_text()  # on white, since no page's colour is known where it is shown
    paper = '<rect width="100%" height="100%" fill="white"/>'
    (fresh / f"{FRONT}.svg").write_text(picture.replace('<g id="figure_1">', f'{paper}<g id="figure_1">', 1))
    costs = [(id, *spent(known[id]).values()) for id in wanted]
    with (fresh / "costs.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("study", "batches", "core_seconds"), *costs])
    size = sum(path.stat().st_size for path in fresh.rglob("*") if path.is_file())
    if size > LARGEST:
        sys.exit(f"the record would have {size / 1e6:.1f} MB, more than {LARGEST / 1e6:.0f}; {fresh} is left to look at")
    shutil.rmtree(RECORD, ignore_errors=True)
    fresh.rename(RECORD)
    print(f"{RECORD}: {len(rows)} batches, {len(files)} files, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
