"""What decides paths, identities and random streams is frozen: `python tests/runs/test_frozen.py` says what differs, or renews.

One row per tier and study: a hash of the folders of its points, of their canonical identities, of the names of their random
streams and of their realizations, thermal starts included. A row may be added; one that changes orphans results on disk.
"""

import csv
import hashlib
import sys
from pathlib import Path

import pytest

from glassychains.config import reading, studies
from glassychains.runs.points import canonical

ROOT = Path(__file__).resolve().parents[2]
FROZEN = Path(__file__).with_name("frozen.csv")
TIERS = {
    "quick": [],
    "standard": ["config/standard.yaml"],
    "review": ["config/review.yaml"],
}
KINDS = ("folders", "identities", "seeds", "realizations")


def digest(lines):
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def rows():
    """(tier, study) and its hashes."""
    found = {}
    for tier, overlays in TIERS.items():
        config = reading.load_config([ROOT / path for path in overlays], ROOT)
        for id, study in studies.load(config, ROOT).items():
            points = [(point, batch) for chosen in study.points for point in chosen.lineage() for batch in range(point.batches)]
            found[tier, id] = (
                digest(str(point.path(batch)) for point, batch in points),
                digest(canonical(point.identity(batch)) for point, batch in points),
                digest(point.seed(batch) for point, batch in points),
                digest(name for point, batch in points for name in point.realizations(batch)),
            )
    return found


def frozen():
    with FROZEN.open(newline="") as file:
        return {(row["tier"], row["study"]): tuple(row[kind] for kind in KINDS) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def now():
    return rows()


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_decides_bits_or_paths_has_moved(now, tier, kind):
    which = KINDS.index(kind)
    before = {id: hashes[which] for (t, id), hashes in frozen().items() if t == tier}
    assert {id: now[tier, id][which] for id in before if (tier, id) in now} == before


if __name__ == "__main__":
    before, after = frozen() if FROZEN.exists() else {}, rows()
    for key in before.keys() & after.keys():
        for kind, one, two in zip(KINDS, before[key], after[key], strict=True):
            if one != two:
                print(*key, f"{kind} differ")
    for key in after.keys() - before.keys():
        print(*key, "is new")
    if "--renew" in sys.argv:
        with FROZEN.open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["tier", "study", *KINDS])
            writer.writerows([*key, *hashes] for key, hashes in sorted(after.items()))
    else:
        print("`--renew` writes the hashes of today")
