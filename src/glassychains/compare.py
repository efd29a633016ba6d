"""How a run and the record differ, claim by claim: `python -m glassychains.compare [--configfile ...]`.

Differences are in units of the larger of the two standard errors. A tier that contains the batches of another differs from it
by less than that on average, an independent run by up to the square root of two times as much.
"""

import argparse
import json
import math
import sys
from pathlib import Path
from statistics import median

from glassychains.config import reading
from glassychains.methods.tables import show
from glassychains.record import RECORD


def claims_of(folder):
    """Rows of a claims.json by id; none if there is no such file.

    Raises
    ------
    ValueError
        It is damaged; the message names it.
    """
    path = Path(folder) / "claims.json"
    if not path.exists():
        return {}
    try:
        return {row["id"]: row for row in json.loads(path.read_text())}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} holds no verdicts ({error}): remove it and run the tier again") from error


def measured(row):
    """(value, stderr) of a row, nan where it has none."""
    return tuple(math.nan if row[key] is None else row[key] for key in ("value", "stderr"))


def apart(one, other):
    """How far two rows are apart, in units of the larger standard error; nan if one has no number, or neither an error."""
    (a, da), (b, db) = measured(one), measured(other)
    if a == b:
        return 0.0
    larger = max(da, db)
    return (a - b) / larger if larger > 0 and math.isfinite(a - b) else math.nan


def differences(ours, theirs):
    """(id, our row, their row, how far apart) of each claim that both have."""
    return [(id, row, theirs[id], apart(row, theirs[id])) for id, row in ours.items() if id in theirs]


def main(arguments=None):
    """Print the comparison."""
    parser = argparse.ArgumentParser(description="Compare a tier with the record, claim by claim.")
    parser.add_argument("--configfile", nargs="+", action="extend", default=[], help="overlay, as for snakemake")
    try:
        tier = reading.load_config(parser.parse_args(arguments).configfile)["tier"]
    except reading.ConfigError as error:
        sys.exit(f"config: {error}")
    try:
        ours, theirs = claims_of(Path("results") / tier), claims_of(RECORD)
    except ValueError as error:
        sys.exit(str(error))
    if not ours or not theirs:
        sys.exit(f"no verdicts in {Path('results') / tier if theirs else RECORD}: run the tier first")
    known = differences(ours, theirs)
    print(f"{'claim':6} {tier:>22} {'record':>22} {'apart':>6}  verdicts")
    for id, row, other, far in known:
        verdicts = row["verdict"] + (f", in the record {other['verdict']}" if row["verdict"] != other["verdict"] else "")
        shown = [show(one["value"], one["stderr"]) if one["value"] is not None else "–" for one in (row, other)]
        print(f"{id:6} {shown[0]:>22} {shown[1]:>22} {'' if math.isnan(far) else f'{far:+.1f}':>6}  {verdicts}")
    sizes = [far for *_, far in known if not math.isnan(far)]
    beyond = [id for id, *_, far in known if abs(far) > 3]
    half = median(map(abs, sizes))
    print(f"{len(sizes)} numbers, half of them within {half:.2f} errors; beyond 3: {', '.join(beyond) or 'none'}")
    if beyond:
        print("Rows that ask for the smallest coupling or the longest chain measure another one in another tier.")


if __name__ == "__main__":
    main()
