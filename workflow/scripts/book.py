import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from glassychains.config.studies import study_schema
from glassychains.cost import spent
from glassychains.runs.fingerprint import point_fingerprint
from glassychains.runs.study import study_of

# Pages are built from a copy beside the results, so that links to figures and data are the same in every tier.
results = Path("results", snakemake.wildcards.tier).resolve()
site, source = results / "site", results / "site/source"
shutil.rmtree(site, ignore_errors=True)
shutil.copytree("book", source)
for path in (*map(Path, snakemake.input.figures), results / "claims.json"):
    (source / "data").mkdir(exist_ok=True)
    shutil.copy(path, source / "data")
(source / "data/study.schema.json").write_text(json.dumps(study_schema(), indent=1))
known = {"studies": {}, "overlays": snakemake.params.overlays, "figures": snakemake.params.ledger}
for study in map(study_of, snakemake.params.studies):
    codes = sorted({point_fingerprint(point) for chosen in study.points for point in chosen.lineage()})
    known["studies"][study.id] = {"chapter": study.chapter, "fingerprints": codes, **spent(study)}
(site / "provenance.json").write_text(json.dumps(known, indent=1))
environment = os.environ | {"GLASSYCHAINS_RESULTS": str(results), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
command = [
    Path(sys.executable).with_name("jupyter-book"),
    "build",
    source,
    "--path-output",
    site,
    "--all",
    "-W",
    "-n",
    "--keep-going",
]
with open(snakemake.log[0], "w") as log:
    status = subprocess.run(command, env=environment, stdout=log, stderr=log).returncode
if status:
    sys.exit(Path(snakemake.log[0]).read_text())
quoted, names = site / "quoted.jsonl", {}
for study, key, *found in map(json.loads, quoted.read_text().splitlines() if quoted.exists() else ()):
    if found[1]:  # without an error it may be a count
        names.setdefault((study, *found), set()).add(key)
if twice := [keys for keys in names.values() if len(keys) > 1]:
    sys.exit(f"the pages quote one number under two names: {', '.join(sorted(twice[0]))}")
foreign = re.compile(r'<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)="(?:https?:)?//[^"]*"')
for page in (site / "_build/html").rglob("*.html"):
    if found := foreign.search(page.read_text()):
        sys.exit(f"{page}: would ask the network for {found[0]}")
