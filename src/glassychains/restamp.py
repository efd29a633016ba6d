"""Keep results after a change of code that does not change bits.

`python -m glassychains.restamp` finds the batches on disk that other code made. Of each *branch* of the kernels among them it
takes the cheapest, computes it again, and compares: a branch is a stage, a model and a recorder with everything but the size of
numbers in their parameters (which scheme, which terms there are, whether something disturbs). If the bits are the same, all
batches of that branch get the new fingerprint and Snakemake forgets the old one; if not, they are not touched and the exit
status is 1.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import h5py

from glassychains.config import reading, studies
from glassychains.config.declarations import branch
from glassychains.cost import site_steps
from glassychains.runs.compute import compute
from glassychains.runs.files import agrees
from glassychains.runs.fingerprint import point_fingerprint


def stale(points):
    """Batches on disk that other code made: lists of (point, batch number, path), by (branch, old fingerprint)."""
    found = {}
    for point in points:
        code = point_fingerprint(point)
        for path in sorted(point.path(0).parent.glob("[0-9][0-9][0-9][0-9].nc")):
            try:
                with h5py.File(path) as file:
                    old = file.attrs["fingerprint"]
            except (OSError, KeyError):
                print(f"{path}: truncated or not a result file, left alone")
                continue
            if old != code:
                found.setdefault((branch(point), old), []).append((point, int(path.stem), path))
    return found


def again(point, batch):
    """A batch computed again, with the state from which it starts."""
    start = compute(point.start().identity(batch)) if len(point.lineage()) > 1 else None
    return compute(point.identity(batch), start)


def restamp(path, code):
    """Put another fingerprint into a file; its age, by which Snakemake goes, stays."""
    age = path.stat()
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    shutil.copyfile(path, temporary)
    with h5py.File(temporary, "r+") as file:
        file.attrs["fingerprint"] = code
    os.utime(temporary, ns=(age.st_atime_ns, age.st_mtime_ns))
    os.replace(temporary, path)


def main(arguments=None):
    """Check and restamp the studies of a configuration."""
    parser = argparse.ArgumentParser(description="Keep results after a change of code that does not change bits.")
    parser.add_argument("--configfile", nargs="+", action="extend", default=[], help="overlay, as for snakemake")
    parser.add_argument("--studies", nargs="*", help="only these")
    options = parser.parse_args(arguments)
    try:
        known = studies.load(reading.load_config(options.configfile))
    except reading.ConfigError as error:
        sys.exit(f"config: {error}")
    chosen = [known[id] for id in options.studies or known]
    points = {(one.study, one.stage, one.name): one for study in chosen for point in study.points for one in point.lineage()}
    changed, forgotten = [], []
    for (kind, _), batches in stale(points.values()).items():
        point, batch, path = min(batches, key=lambda entry: site_steps(entry[0]))
        if not agrees(again(point, batch), path, point.stage):
            changed.append(f"{in_words(kind)}: bits changed ({path}); rerun {', '.join(sorted({b[0].study for b in batches}))}")
            continue
        for one, _, file in batches:
            restamp(file, point_fingerprint(one))
            forgotten.append(str(file))
        print(f"{in_words(kind)}: same bits, {len(batches)} batches restamped", flush=True)
    if forgotten:
        snakemake = Path(sys.executable).with_name("snakemake")
        # it fails, for the others in vain, on a file of which it remembers nothing: the aim is reached all the same
        command = [snakemake, "--cores", "1", "--quiet", "all", "--cleanup-metadata", *forgotten]
        subprocess.run(command, check=False, capture_output=True)
    sys.exit("\n".join(changed)) if changed else None


def in_words(kind):
    """A branch as a reader wants to see it: words, which coefficients there are, and what is not in every such point."""
    stage, model, parameters = kind
    told = dict(parameters)
    words = [value for key, value in told.items() if isinstance(value, str) and value not in ("0", "a number")]
    terms = [
        f"{key} {''.join('0' if c == '0' else 'x' for c in value)}" for key, value in told.items() if isinstance(value, tuple)
    ]
    optional = [key for key in ("flips", "still", "offset", "disorder", "moment") if told.get(key) not in (None, "0", False)]
    return f"{stage} {model}: {', '.join([*words, *terms, *optional]) or 'plain'}"


if __name__ == "__main__":
    main()
