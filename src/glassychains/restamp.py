"""Keep results after a change of code that does not change bits.

`python -m glassychains.restamp` takes, of each study, stage and recorder, the cheapest batch on disk of each other code,
computes it again, and compares. If the bits are the same, all batches of that kind get the new fingerprint and Snakemake
forgets the old one; if not, they are not touched and the exit status is 1.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import h5py

from glassychains import studies
from glassychains.batches import compute
from glassychains.cost import site_steps
from glassychains.records import RecordError, content


def stale(points):
    """Batches on disk that other code made: lists of (point, batch number, path), by (recorder, old fingerprint)."""
    found = {}
    for point in points:
        for path in sorted(point.path(0).parent.glob("[0-9][0-9][0-9][0-9].nc")):
            try:
                with h5py.File(path) as file:
                    code = file.attrs["fingerprint"]
            except (OSError, KeyError):
                print(f"{path}: truncated or not a result file, left alone")
                continue
            if code != point.fingerprint():
                found.setdefault((point.parameters.get("record"), code), []).append((point, int(path.stem), path))
    return found


def same_bits(point, batch, path):
    """Does computing this batch again give what the file holds?"""
    with h5py.File(path) as file:
        return content(compute(point.identity(batch), point.lineage()[0].path(batch))) == file.attrs["content"]


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
        known = studies.load(studies.load_config(options.configfile))
    except studies.ConfigError as error:
        sys.exit(f"config: {error}")
    changed, forgotten = [], []
    for id in options.studies or known:
        points = {}
        for chosen in known[id].points:
            for point in chosen.lineage():
                points.setdefault(point.stage, {})[point.name] = point
        for stage, chosen in points.items():
            for batches in stale(chosen.values()).values():
                point, batch, path = min(batches, key=lambda entry: site_steps(entry[0]))
                try:
                    same = same_bits(point, batch, path)
                except RecordError as error:
                    sys.exit(str(error))
                if not same:
                    changed.append(f"{id}, stage {stage}: bits changed ({path}); rerun it")
                    continue
                for point, _, path in batches:
                    restamp(path, point.fingerprint())
                    forgotten.append(str(path))
                print(f"{id}, stage {stage}: same bits, {len(batches)} batches restamped")
    if forgotten:
        snakemake = Path(sys.executable).with_name("snakemake")
        # it fails, for the others in vain, on a file of which it remembers nothing: the aim is reached all the same
        command = [snakemake, "--cores", "1", "--quiet", "all", "--cleanup-metadata", *forgotten]
        subprocess.run(command, check=False, capture_output=True)
    sys.exit("\n".join(changed)) if changed else None


if __name__ == "__main__":
    main()
