"""The record: results of one complete tier that anyone can check, in results/record.

`python -m glassychains.record --configfile config/standard.yaml` renews it, and refuses a tier that is not complete; with
`--chapters` it renews these chapters alone and keeps what the record says of the others, if they still ask for the same
batches (that their bits are the same, `glassychains.verify` proves). It holds
the tables of numbers, the data of the figures, the verdicts (those of the quick tier, too), what each study cost, the speed of
the kernels, and `manifest.csv`: of every batch its path, the hash of its content and its core-seconds. `glassychains.verify`
computes batches of the manifest again.
"""

import argparse
import csv
import json
import math
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd

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
DRAWN = "%.6g"
"""Digits of the data of figures, more than any picture shows."""
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


def kept(known, wanted):
    """Rows of the manifest that stand in the record, of the studies named in `wanted`.

    Raises
    ------
    ResultError
        The configuration asks for other batches now.
    """
    points = {(p.stage, p.study, p.name): p for id in wanted for chosen in known[id].points for p in chosen.lineage()}
    asked = {str(path.relative_to(BATCHES)) for point in points.values() for path in point.paths()}
    with (RECORD / "manifest.csv").open(newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    rows = [row for row in rows if row[0].split("/")[1] in wanted]
    if other := asked ^ {row[0] for row in rows}:
        raise ResultError(f"{min(other)} is in the record or in the configuration, but not in both")
    return rows


def verdicts(folder, claims, chapters):
    """Rows of the ledger as a tier judged them; of chapters that are not renewed, judged on the numbers that the record has.

    Raises
    ------
    ResultError
        The tier has no verdict on a row, or the record no number.
    """
    path = RECORD / ("quick" if folder.name == "quick" else "") / "claims.json"
    before = {row["id"]: row for row in json.loads(path.read_text())} if path.exists() else {}
    rows = {row["id"]: row for path in (folder / "claims").glob("*.json") for row in json.loads(path.read_text())}
    found = []
    for id, claim in claims.items():
        row = (rows if claim.chapter in chapters else before).get(id)
        if row is None or row.get("measure") != getattr(claim, "measure", None):
            raise ResultError(f"{folder if claim.chapter in chapters else path}: no verdict on {id}")
        if claim.chapter not in chapters:
            value, stderr = (math.nan if row[name] is None else row[name] for name in ("value", "stderr"))
            same = {name: row[name] for name in ("value", "stderr")}
            row = claim.model_dump(exclude_unset=True) | same | {"verdict": claim.judge(value, stderr)}
        found.append(row)
    return found


def main(arguments=None):
    """Renew the record."""
    parser = argparse.ArgumentParser(description="Renew results/record from a complete tier.")
    parser.add_argument("--configfile", nargs="+", action="extend", default=[], help="overlay, as for snakemake")
    parser.add_argument("--chapters", nargs="+", help="renew these alone, keep what the record says of the others")
    options = parser.parse_args(arguments)
    try:
        config = reading.load_config(options.configfile)
        known = studies.load(config)
        claims, figures, wanted = ledgers.of_book(known)
        every = sorted({claim.chapter for claim in claims.values()})
        chapters = options.chapters or every
        if unknown := set(chapters) - set(every):
            raise reading.ConfigError(f"chapters: must be among {', '.join(every)}, got {min(unknown)}")
        renewed = [id for id in wanted if known[id].chapter in chapters]
        others = [id for id in wanted if id not in renewed]
        rows = sorted(manifest(known, renewed) + (kept(known, others) if others else []))
        tier = Path("results") / config["tier"]
        judged = {"claims.json": verdicts(tier, claims, chapters)}
        judged["quick/claims.json"] = verdicts(tier.with_name("quick"), claims, chapters)
    except (reading.ConfigError, ResultError) as error:
        sys.exit(f"no record of an incomplete tier: {error}")
    files = {f"fits/{id}.numbers.csv": (RECORD if id in others else tier) for id in wanted}
    files |= {f"figures/{id}.csv": (tier if figure.chapter in chapters else RECORD) for id, figure in figures.items()}
    files["benchmarks/speed.csv"] = RECORD if others else tier
    files = {name: folder / name for name, folder in files.items()}
    missing = [str(path) for path in files.values() if not path.exists()]
    if missing:
        sys.exit(f"no record of an incomplete tier: {missing[0]} is missing, and {len(missing) - 1} more")
    fresh = RECORD.with_name("record.tmp")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, path in files.items():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        if name.startswith("figures/"):
            pd.read_csv(path).to_csv(fresh / name, index=False, float_format=DRAWN)
        else:
            shutil.copyfile(path, fresh / name)
    for name, claimed in judged.items():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_text(json.dumps(claimed, indent=1) + "\n")
    with (fresh / "manifest.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([MANIFEST, *rows])
    if figures[FRONT].chapter in chapters:
        picture = (tier / f"figures/{FRONT}.svg").read_text()  # on white, since no page's colour is known where it is shown
        paper = '<rect width="100%" height="100%" fill="white"/>'
        (fresh / f"{FRONT}.svg").write_text(picture.replace('<g id="figure_1">', f'{paper}<g id="figure_1">', 1))
    else:
        shutil.copyfile(RECORD / f"{FRONT}.svg", fresh / f"{FRONT}.svg")
    costs = {id: tuple(spent(known[id]).values()) for id in renewed}
    if others:
        with (RECORD / "costs.csv").open(newline="") as file:
            costs |= {
                row["study"]: (row["batches"], row["core_seconds"]) for row in csv.DictReader(file) if row["study"] in others
            }
    with (fresh / "costs.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [("study", "batches", "core_seconds"), *((id, *costs[id]) for id in wanted)]
        )
    size = sum(path.stat().st_size for path in fresh.rglob("*") if path.is_file())
    if size > LARGEST:
        sys.exit(f"the record would have {size / 1e6:.1f} MB, more than {LARGEST / 1e6:.0f}; {fresh} is left to look at")
    shutil.rmtree(RECORD, ignore_errors=True)
    fresh.rename(RECORD)
    print(f"{RECORD}: {len(rows)} batches, {len(files) + len(judged)} files, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
