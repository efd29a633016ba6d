import json
from pathlib import Path

rows = {row["id"]: row for path in snakemake.input for row in json.loads(Path(path).read_text())}
ordered = [rows[id] for id in snakemake.params.order]
Path(snakemake.output[0]).write_text(json.dumps(ordered, indent=1) + "\n")
