"""The book of a tier, or of the record alone: `python -m glassychains.site` renders results/record without simulating.

Pages are built from a copy of book/ beside the results, so that links to figures and data are the same in every tier.
"""

import csv
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from glassychains.config import ledgers, reading, studies
from glassychains.methods.style import save
from glassychains.pages.rules import edges
from glassychains.record import CONFIG, RECORD
from glassychains.runs.fingerprint import point_fingerprint

RECORDED = Path("results/recorded")
"""Where the record is laid out like a tier."""
MATHJAX = ("tex-chtml.js", "output/chtml/fonts/woff-v2", "input/tex/extensions")
"""What pages load of MathJax; the rest are other formats, other renderers and speech in many languages."""
FOREIGN = re.compile(r'<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)="(?:https?:)?//[^"]*"')
MENDED = (
    # fonts are loaded from the style sheet; ahead of it a browser refuses those of a page that is a file
    (re.compile(r'<link rel="preload" as="font"[^>]*>'), ""),
    # names of the search field: two in one page, and one that is not what it shows
    (re.compile(r'(<button class="btn search-button-field[^>]*?) title="Search" aria-label="Search"'), r"\1"),
    (re.compile(r'id="search-input"(?=.*id="search-input")', re.S), 'id="search-input-above"'),
    # roles of the bibliography that the standard has given up
    (re.compile(r' role="(?:doc-biblioentry|doc-backlink)"|(?<=<div) role="list"(?= class="citation-list")'), ""),
)
"""What the theme gets wrong in a page, and what stands there instead."""


class SiteError(Exception):
    """The book cannot be built; the message says why."""


def provenance(chosen, figures, overlays, costs):
    """What pages and the archive know of where their numbers come from.

    Parameters
    ----------
    chosen : list of Study
    figures : list of dict
        Rows of the ledgers of figures.
    overlays : list of str
        Configuration files laid on, relative to the project.
    costs : dict
        Of each study by id: batches and core_seconds.
    """
    known = {}
    for study in chosen:
        codes = sorted({point_fingerprint(point) for first in study.points for point in first.lineage()})
        known[study.id] = {"chapter": study.chapter, "about": study.about, "fingerprints": codes, **costs[study.id]}
    return {"studies": known, "overlays": overlays, "figures": figures, "rules": edges()}


def build(results, known, log):
    """Render the book from results/<tier>/{claims.json, fits, figures, benchmarks} to results/<tier>/site.

    Parameters
    ----------
    results : Path
    known : dict
        As `provenance` gives it.
    log : Path
        What Jupyter Book says.

    Raises
    ------
    SiteError
        A page cannot be built, quotes one number under two names, or would ask the network for something.
    """
    results = results.resolve()
    site, source = results / "site", results / "site/source"
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree("book", source)
    (site / "provenance.json").write_text(json.dumps(known, indent=1))
    _lay_out(source / "data", results, known)
    bin = Path(sys.executable).parent
    environment = os.environ | {"GLASSYCHAINS_RESULTS": str(results), "PATH": f"{bin}:{os.environ['PATH']}"}
    command = [bin / "jupyter-book", "build", source, "--path-output", site, "--all", "-W", "-n", "--keep-going"]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as file:
        status = subprocess.run(command, env=environment, stdout=file, stderr=file).returncode
    if status:
        raise SiteError(log.read_text())
    _refuse_names(site / "quoted.jsonl")
    pages = site / "_build/html"
    for page in pages.glob("*.html"):
        text = page.read_text()
        if found := FOREIGN.search(text):
            raise SiteError(f"{page}: would ask the network for {found[0]}")
        for wrong, right in MENDED:
            text = wrong.sub(right, text)
        page.write_text(text)
    _trim(pages / "_static/mathjax")


def _lay_out(data, results, known):
    """What pages link to: figures and their tables, the ledger, the schema, scripts and configuration as text."""
    (data / "sources").mkdir(parents=True)
    (data / "study.schema.json").write_text(json.dumps(studies.study_schema(), indent=1))
    shutil.copy(results / "claims.json", data)
    for name in ("CITATION.cff", "LICENSE"):
        shutil.copy(name, data / f"sources/{name}.txt")
    scripts = [Path("src", *row["module"].split(".")).with_suffix(".py") for row in known["figures"]]
    configs = [Path(f"config/{study['chapter']}/studies/{id}.yaml") for id, study in known["studies"].items()]
    for path in (*scripts, *configs, *map(Path, known["overlays"])):
        if path.exists():  # an overlay may lie anywhere
            shutil.copy(path, data / f"sources/{path.name}.txt")
    for row in known["figures"]:
        for kind in ("svg", "csv"):
            shutil.copy(results / f"figures/{row['id']}.{kind}", data)


def _refuse_names(quoted):
    """Pages must not quote one number as if it were two."""
    names = {}
    for study, key, *found in map(json.loads, quoted.read_text().splitlines() if quoted.exists() else ()):
        if found[1]:  # without an error it may be a count
            names.setdefault((study, *found), set()).add(key)
    if twice := [keys for keys in names.values() if len(keys) > 1]:
        raise SiteError(f"the pages quote one number under two names: {', '.join(sorted(twice[0]))}")


def _trim(mathjax):
    """Leave of MathJax what a page may load."""
    kept = [mathjax / name for name in MATHJAX]
    for path in [path for path in mathjax.rglob("*") if path.is_file()]:
        if not any(path == one or one in path.parents for one in kept):
            path.unlink()
    for folder in sorted((path for path in mathjax.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def main():
    """Render the record."""
    import pandas as pd

    if not (RECORD / "claims.json").exists():
        sys.exit(f"{RECORD} holds no record")
    try:
        known = studies.load(reading.load_config([CONFIG]))
        _, figures, wanted = ledgers.of_book(known)
    except reading.ConfigError as error:
        sys.exit(f"config: {error}")
    shutil.rmtree(RECORDED, ignore_errors=True)
    shutil.copytree(RECORD, RECORDED)
    for id, figure in figures.items():
        table = RECORDED / f"figures/{id}.csv"
        save(importlib.import_module(figure.module()).draw(pd.read_csv(table)), table.with_suffix(".svg"))
    with (RECORD / "costs.csv").open(newline="") as file:
        paid = {row["study"]: row for row in csv.DictReader(file)}
    costs = {id: {"batches": int(row["batches"]), "core_seconds": float(row["core_seconds"])} for id, row in paid.items()}
    chosen = [known[id] for id in wanted]
    try:
        build(
            RECORDED,
            provenance(chosen, [figure.row() for figure in figures.values()], [CONFIG], costs),
            RECORDED / "logs/book.log",
        )
    except SiteError as error:
        sys.exit(str(error))
    print(f"book: {RECORDED}/site/_build/html/index.html")


if __name__ == "__main__":
    main()
