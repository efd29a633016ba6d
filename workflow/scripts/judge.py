import json
from pathlib import Path

from glassychains.analysis.verdicts import judge, read_number

row = snakemake.params.row
measured = read_number(snakemake.input[0], row["measure"]) if snakemake.input else None
Path(snakemake.output[0]).write_text(json.dumps(judge(row, measured), indent=1) + "\n")
