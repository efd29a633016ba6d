import json
from pathlib import Path

from glassychains.analysis.verdicts import judge, read_number
from glassychains.fingerprint import require

require(snakemake.params.fingerprint, ["glassychains.analysis.verdicts"], ["workflow/scripts/judge.py"])
row = snakemake.params.row
measured = read_number(snakemake.input[0], row["measure"]) if snakemake.input else None
Path(snakemake.output[0]).write_text(json.dumps(judge(row, measured), indent=1) + "\n")
