"""Prove the record on another machine: `python -m glassychains.verify --count 20`.

Batches drawn at random from results/record/manifest.csv are computed again, with the states from which they start, and compared
with the hashes that stand there; results of linear algebra to the tolerance that their stage states. `--branches` takes the
cheapest batch of each branch of the kernels instead. Exit status 1 if any differs.
"""

import argparse
import csv
import json
import os
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from glassychains.config import reading, studies
from glassychains.config.declarations import branch
from glassychains.record import CONFIG, RECORD, digest
from glassychains.restamp import again, in_words
from glassychains.runs.points import BATCHES, stage_module
from glassychains.runs.result import content


def load():
    """(point, batch number, row) of every batch of the manifest that the configuration still has."""
    known = {}
    for study in studies.load(reading.load_config([CONFIG])).values():
        for chosen in study.points:
            for point in chosen.lineage():
                known |= {str(point.path(batch).relative_to(BATCHES)): (point, batch) for batch in range(point.batches)}
    with (RECORD / "manifest.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    lost = [row["path"] for row in rows if row["path"] not in known]
    if lost:
        sys.exit(f"{RECORD}: the configuration has no batch {lost[0]} any more, and {len(lost) - 1} others; renew the record")
    return [(*known[row["path"]], row) for row in rows]


def price(row):
    """Core-seconds that a batch took."""
    return float(row["core_seconds"])


def same(point, result, row):
    """Is this what the manifest says?"""
    if content(result) == row["content"]:
        return True
    if not row["digest"]:
        return False
    tolerance = stage_module(point.stage).TOLERANCE
    ours, theirs = json.loads(digest(result, point.stage)), json.loads(row["digest"])
    return ours.keys() == theirs.keys() and all(
        abs(a - b) <= tolerance * scale for name in ours for (a, b), scale in _pairs(ours[name], theirs[name])
    )


def _pairs(ours, theirs):
    """Numbers to compare, and the size by which they are."""
    return [(pair, abs(theirs[1])) for pair in zip(ours, theirs, strict=True)]


def check(entry):
    """(point, batch, row) to (row, whether it is the same, seconds)."""
    point, batch, row = entry
    begin = time.process_time()
    return row, same(point, again(point, batch), row), time.process_time() - begin


def main(arguments=None):
    """Compute batches of the record again and compare."""
    parser = argparse.ArgumentParser(description="Compute batches of the record again and compare their hashes.")
    parser.add_argument("--count", type=int, default=20, help="how many batches, drawn at random")
    parser.add_argument("--branches", action="store_true", help="the cheapest batch of each branch of the kernels instead")
    parser.add_argument(
        "--seconds", type=float, default=float("inf"), help="only batches that took no more core-seconds than this"
    )
    parser.add_argument("--seed", type=int, help="of the draw; another each time if not said")
    parser.add_argument("--cores", type=int, default=os.cpu_count(), help="processes side by side")
    options = parser.parse_args(arguments)
    try:
        every = load()
    except (reading.ConfigError, OSError) as error:
        sys.exit(str(error))
    chosen = [entry for entry in every if price(entry[2]) <= options.seconds]
    if options.branches:
        cheapest = {}
        for entry in sorted(chosen, key=lambda entry: -price(entry[2])):
            cheapest[branch(entry[0])] = entry
        chosen = list(cheapest.values())
    else:
        chosen = random.Random(options.seed).sample(chosen, min(options.count, len(chosen)))
    failed = 0
    with ProcessPoolExecutor(options.cores) as pool:
        for (point, *_), (row, good, seconds) in zip(chosen, pool.map(check, chosen), strict=True):
            failed += not good
            what = f"  ({in_words(branch(point))})" if options.branches else ""
            print(f"{'same bits' if good else 'DIFFERS  '}  {seconds:7.1f} s  {row['path']}{what}", flush=True)
    print(f"{len(chosen) - failed} of {len(chosen)} batches, of {len(every)} in the record, are what the record says")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
