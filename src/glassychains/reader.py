"""What the pages of the book call. Everything here only reads the folder results/<tier>/ and draws."""

import html
import importlib
import io
import json
import os
from pathlib import Path

import pandas as pd
import yaml
from IPython.display import HTML, SVG, display

from glassychains.tables import lookup, show

RESULTS = Path(os.environ["GLASSYCHAINS_RESULTS"])
ROOT = RESULTS.parents[1]
TIER = RESULTS.name
MARKS = {"reproduced": "✔", "undecided": "?", "contradicted": "✘", "open": "○", "out of reach": "–"}


def number(study, quantity):
    """One measured number as value(error), from the study's table."""
    return show(*lookup(pd.read_csv(RESULTS / f"fits/{study}.numbers.csv"), quantity))


def claims():
    """The rows of claims.json, by id."""
    return {row["id"]: row for row in json.loads((RESULTS / "claims.json").read_text())}


def verdict(id):
    """The verdict of one claim, in words."""
    return claims()[id]["verdict"]


def show_figure(id):
    """Draw a figure from its data file, with its colophon."""
    module = importlib.import_module(f"glassychains.figures.{id}")
    picture = io.BytesIO()
    module.draw(pd.read_csv(RESULTS / f"figures/{id}.csv")).savefig(picture, format="svg", metadata={"Date": None})
    display(SVG(picture.getvalue()))
    display(HTML(colophon(id)))


def provenance():
    """What the workflow knows of this site: studies with their batches, fingerprints and cost, and the command."""
    return json.loads((RESULTS / "site/provenance.json").read_text())


def colophon(id):
    """Where a figure comes from: script, data, configuration, command, cost, fingerprint, verdicts."""
    row = next(row for row in yaml.safe_load((ROOT / "config/figures.yaml").read_text()) if row["id"] == id)
    known, judged = provenance(), claims()
    studies = [known["studies"][study] for study in row["needs"]]
    verdicts = " · ".join(f"{claim} {MARKS[judged[claim]['verdict']]} {judged[claim]['verdict']}" for claim in row["claims"])
    entries = {
        "Script": f"<code>src/glassychains/figures/{id}.py</code>",
        "Data": f'<a href="{id}.csv">{id}.csv</a>, picture <a href="{id}.svg">{id}.svg</a>',
        "Config": ", ".join(f"<code>config/studies/{study}.yaml</code>" for study in row["needs"]) + known["overlay"],
        "Rerun": f"<code>snakemake --cores 2 {id}{known['overlay']}</code>",
        "Cost": f"{sum(study['core_seconds'] for study in studies) / 60:.1f} core-minutes",
        "Fingerprint": ", ".join(f"<code>{code}</code>" for study in studies for code in study["fingerprints"]),
        "Verdicts": html.escape(verdicts) or "none",
    }
    body = "".join(f"<tr><th>{key}</th><td>{value}</td></tr>" for key, value in entries.items())
    return f'<table class="colophon">{body}</table>'


def ledger():
    """The claims as an HTML table."""
    head = "".join(f"<th>{c}</th>" for c in ("", "Claim", "Where", "Kind", "Expected", "Measured", "Verdict"))
    body = ""
    for row in claims().values():
        asked = row["expected"] if row["expected"] is not None else row.get("side", "")
        if row.get("side") in ("above", "below"):
            asked = f"{row['side']} {row['threshold']:g}"
        cells = (row["id"], row["claim"], row["where"], row["kind"], asked, show(row["value"], row["stderr"]), row["verdict"])
        mark = MARKS[row["verdict"]]
        cells = [html.escape(str(cell)) for cell in cells]
        cells[-1] = f"{mark} {cells[-1]}"
        kind = row["verdict"].replace(" ", "-")
        body += f'<tr class="verdict-{kind}">' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    return HTML(f'<table class="ledger"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')
