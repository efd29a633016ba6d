import contextlib
import json
import math
from pathlib import Path

from glassychains.config.claims import CLAIM
from glassychains.methods.tables import lookup, read_tables
from glassychains.runs.fingerprint import require

require(snakemake.params.fingerprint, ["glassychains.config.claims"], ["workflow/scripts/judge.py"])
tables, verdicts = read_tables(snakemake.input), []
for row in snakemake.params.rows:
    claim = CLAIM.validate_python(row)
    value = stderr = math.nan
    if claim.study():
        with contextlib.suppress(KeyError):  # this tier may have no such number
            value, stderr = lookup(*tables.values(), claim.measure.split("/", 1)[1])
    numbers = {name: None if math.isnan(x) else x for name, x in (("value", value), ("stderr", stderr))}
    verdicts.append(row | numbers | {"verdict": claim.judge(value, stderr)})
Path(snakemake.output[0]).write_text(json.dumps(verdicts, indent=1) + "\n")
