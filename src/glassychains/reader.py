"""What the pages of the book call. Everything here only reads the folder results/<tier>/ and draws."""

import html
import importlib
import json
import math
import os
import re
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from IPython.display import HTML

from glassychains.config.declarations import keys as declared_keys
from glassychains.methods.style import svg
from glassychains.methods.tables import lookup, plain, select, show

RESULTS = Path(os.environ["GLASSYCHAINS_RESULTS"])
TIER = RESULTS.name
WHICH = "recorded standard" if TIER == "recorded" else TIER
"""The tier in words."""
ABSENT = "(not in this sweep)"
MARKS = {"reproduced": "✔", "undecided": "?", "contradicted": "✘", "open": "○", "out of reach": "–"}


class Words(str):
    """Text for a page, whose representation is itself: `{eval}` shows representations, and would spell thin spaces out."""

    def __repr__(self):
        return str(self)


def number(study, key):
    """One measured number as value(error), from the study's table. If an edited sweep lacks it, the page says so.

    Raises
    ------
    ValueError
        It is infinite or not a number: the page must not quote it.
    """
    known = _quoted(study, key)
    return Words(show(*known) if known else ABSENT)


def count(study, key):
    """A measured number that is a plain count or a probability, without error. Raises as `number`."""
    known = _quoted(study, key)
    return Words(plain(known[0]) if known else ABSENT)


def larger(study, key):
    """As `number`, of one that small tiers lack, or whose error they do not know: there the words say so."""
    known = found(study, key)
    return number(study, key) if known and all(map(math.isfinite, known)) else Words("(in larger tiers)")


def numbers(study):
    """All numbers of a study: quantity, the labels that tell them apart, value, stderr."""
    return pd.read_csv(RESULTS / f"fits/{study}.numbers.csv")


def found(study, key):
    """(value, stderr) of one number; None if this tier lacks it."""
    try:
        return lookup(numbers(study), key)
    except KeyError:
        return None


def value(study, key):
    """The bare number, to decide a sentence; None if this tier lacks it."""
    known = found(study, key)
    return known and known[0]


def cell(study, key):
    """One number to stand in a table, or a dash."""
    known = found(study, key)
    return show(*known) if known else "–"


def _quoted(study, key):
    """(value, stderr), entered in the list of what pages quote, which is searched for numbers quoted under two names."""
    known = found(study, key)
    if known is None:
        return None
    if not all(map(math.isfinite, known)):
        raise ValueError(f"{study}/{key} is {known[0]} with error {known[1]}: say it in words, not as a number")
    with (RESULTS / "site/quoted.jsonl").open("a") as file:
        file.write(json.dumps([study, key, *known]) + "\n")
    return known


def table(rows, headings=None):
    """A table of a page: rows are sequences, with headings apart, or mappings from headings to texts."""
    return _html(pd.DataFrame(rows, columns=headings))


def listing(study, quantity, columns, **labels):
    """Numbers of one quantity as a table: `columns` maps labels, and "value" for the number itself, to headings, in order."""
    rows = select(numbers(study), quantity, **labels).reset_index(drop=True)
    shown = {"value": [show(v, s) for v, s in rows[["value", "stderr"]].itertuples(index=False)]}
    return table({heading: shown.get(name) or _words(rows, name) for name, heading in columns.items()})


def grid(study, rows, columns, **labels):
    """Numbers of several quantities as a table with a row per point.

    `rows` maps the labels that tell points apart to headings, `columns` quantities to theirs; `labels` chooses among the
    points.
    """
    known = numbers(study)
    parts = []
    for quantity, heading in columns.items():
        points = select(known, quantity, **labels)
        if len(points):
            points = points.reindex(columns=[*rows, "value", "stderr"])
            points[heading] = [show(v, s) for v, s in points[["value", "stderr"]].itertuples(index=False)]
            parts.append(points.set_index(list(rows))[[heading]])
    if not parts:
        return table([], [*rows.values(), *columns.values()])
    joined = pd.concat(parts, axis=1).fillna("").reset_index()
    for name in rows:
        joined[name] = _words(joined, name)
    return _html(joined.rename(columns=rows))


def _words(points, name):
    """A column of labels as a reader wants to see it."""
    column = points[name] if name in points else [""] * len(points)
    return ["" if pd.isna(x) else plain(x) if isinstance(x, int | float) else str(x) for x in column]


def studies_cost():
    """Batches and core-minutes of each study, as measured when they ran."""
    known = provenance()["studies"]
    rows = [(id, s["batches"], f"{s['core_seconds'] / 60:.1f}") for id, s in known.items()]
    total = sum(s["core_seconds"] for s in known.values())
    rows.append(("all", sum(s["batches"] for s in known.values()), f"{total / 60:.1f}"))
    return table(rows, ["study", "batches", "core-minutes"])


def overhead():
    """Share of the core time of all batches that went into starting them, in per cent."""
    known = provenance()["studies"].values()
    start = float(_speed("note")["core-seconds to start a batch"])
    return f"{100 * start * sum(s['batches'] for s in known) / sum(s['core_seconds'] for s in known):.0f} %"


def speed(what, column):
    """One entry of the speed table; without a C compiler the twin has none."""
    speeds = _speed(column)
    return f"{float(speeds[what]):.2f}" if what in speeds else "(not measured on this machine)"


def speeds():
    """The table of kernel speeds."""
    known = pd.read_csv(RESULTS / "benchmarks/speed.csv")
    return _html(known[known.note.isna()].drop(columns="note").round(2))


def machine():
    """What the speeds were measured on."""
    notes = _speed("note").dropna()
    return _html(pd.DataFrame({"what": notes.index, "measured on": notes.to_numpy()}))


def _speed(column):
    return pd.read_csv(RESULTS / "benchmarks/speed.csv").set_index("what")[column]


def keys(kind):
    """What one kind of thing declares: a row per parameter."""
    rows = [row[1:] for row in declared_keys() if row[0] == kind]
    known = pd.DataFrame(rows, columns=["of", "key", "type", "bounds", "unit", "default", "meaning"])
    shown = ["" if default is None or default == "" else str(default) for default in known.default]
    return _html(known.assign(default=shown, of=known.of.where(~known.of.duplicated(), "")))


def _html(frame):
    return HTML(frame.to_html(index=False, escape=True, border=0))


def claims():
    """The rows of claims.json, by id."""
    return {row["id"]: row for row in json.loads((RESULTS / "claims.json").read_text())}


def verdict(id):
    """The verdict of one claim, in words."""
    return claims()[id]["verdict"]


def tally():
    """How many claims have which verdict, in words."""
    verdicts = [row["verdict"] for row in claims().values()]
    parts = [f"{verdicts.count(v)} {'is' if verdicts.count(v) == 1 else 'are'} {v}" for v in MARKS if v in verdicts]
    return ", ".join(parts)


def show_figure(id, takeaway=""):
    """A figure, drawn from its data file for a page and for a phone, with caption, verdicts and a folded colophon.

    Parameters
    ----------
    id : str
    takeaway : str
        A sentence that depends on what was measured, put before the caption; plain text.
    """
    row = _figure(id)
    module = importlib.import_module(f"glassychains.chapters.{row['chapter']}.figures.{id}")
    data = pd.read_csv(RESULTS / f"figures/{id}.csv")
    drawn = pictures(id, lambda narrow: module.draw(data, narrow=narrow), row["alt"] or row["title"])
    caption = " ".join(html.escape(part) for part in (takeaway, row["caption"]) if part)
    chips = " ".join(_chip(claim) for claim in row["claims"])
    verdicts = f'<div class="verdicts">{chips}</div>' if chips else ""
    details = f"<details><summary>Where this comes from</summary>{colophon(id)}</details>"
    title = html.escape(row["title"]) + ("" if row["title"].endswith("?") else ".")
    text = f"<figcaption><strong>{title}</strong> {caption}</figcaption>{verdicts}{details}"
    return HTML(f'<figure class="shown" id="{id}">{drawn}{text}</figure>')


def show_drawing(chapter, id, caption, alt):
    """A drawing, which shows a mechanism and no data, with its caption; `alt` is what a reader who cannot see it is told."""
    module = importlib.import_module(f"glassychains.chapters.{chapter}.drawings.{id}")
    text = f"<figcaption>{html.escape(caption)}</figcaption>"
    return HTML(f'<figure class="shown" id="{id}">{pictures(id, module.draw, alt)}{text}</figure>')


def pictures(id, draw, alt):
    """What `draw(narrow)` draws for a page and for a phone; the style sheet shows one of them."""
    found = ""
    for kind, narrow in (("wide", False), ("narrow", True)):
        with mpl.rc_context({"svg.hashsalt": f"{id} {kind}"}):
            found += f'<div class="{kind}">{_inline(svg(draw(narrow)), f"{id}-{kind}", alt)}</div>'
    return found


def _inline(picture, prefix, alt):
    """An SVG to stand in a page among others: ids of its own, a text instead of the picture, the width of its column."""
    body = picture[picture.index("<svg") :]
    body = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', body)
    body = re.sub(r'(href="#|url\(#)', rf"\1{prefix}-", body)
    body = re.sub(r'<svg ([^>]*?)width="[^"]*" ([^>]*?)height="[^"]*"', r"<svg \1\2", body, count=1)
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.S)
    return body.replace("<svg ", f'<svg role="img" aria-label="{html.escape(alt)}" ', 1)


def _chip(id):
    """A claim's verdict as a link to its row in the ledger."""
    given = verdict(id)
    kind = given.replace(" ", "-")
    return f'<a class="verdict verdict-{kind}" href="claims.html#{id}">{MARKS[given]} {id} {given}</a>'


def claim(id):
    """A claim's verdict, to stand in a sentence, as a link to its row in the ledger."""
    return HTML(_chip(id))


def said(id, **sentences):
    """The sentence for the verdict of a claim: `reproduced`, `undecided`, `contradicted`, ..., or `otherwise`."""
    key = verdict(id).replace(" ", "_")
    return sentences.get(key, sentences.get("otherwise", ""))


def provenance():
    """What the workflow knows of this site: studies with their batches, fingerprints and cost, figures, overlays."""
    return json.loads((RESULTS / "site/provenance.json").read_text())


def _figure(id):
    """The row of a figure."""
    return next(row for row in provenance()["figures"] if row["id"] == id)


def overlays():
    """What a command needs so that it is of this tier."""
    files = provenance()["overlays"]
    return f" --configfile {' '.join(files)}" if files else ""


def command(text):
    """A command that can be copied at a click, where the page's script finds it."""
    return f'<div class="highlight command"><pre>{html.escape(text)}</pre></div>'


def colophon(id):
    """Where a figure comes from: script, data, configuration, command, cost, fingerprint."""
    known = provenance()
    row = _figure(id)
    studies = {study: known["studies"][study] for study in row["needs"]}
    configs = [_source(f"config/{study['chapter']}/studies/{name}.yaml") for name, study in studies.items()]
    entries = {
        "Script": _source(f"src/glassychains/chapters/{row['chapter']}/figures/{id}.py"),
        "Data": f'<a href="{id}.csv">{id}.csv</a>, picture <a href="{id}.svg">{id}.svg</a>',
        "Config": ", ".join(configs + [_source(path) for path in known["overlays"]]),
        "Rerun": command(f"snakemake --cores 2 {id}{overlays()}"),
        "Cost": f"{sum(study['core_seconds'] for study in studies.values()) / 60:.1f} core-minutes",
        "Fingerprint": ", ".join(f"<code>{code}</code>" for study in studies.values() for code in study["fingerprints"]),
    }
    body = "".join(f"<tr><th>{key}</th><td>{value}</td></tr>" for key, value in entries.items())
    return f'<table class="colophon">{body}</table>'


def _source(path):
    """A file of the project, as a link to the copy beside the page if there is one."""
    copy = f"sources/{Path(path).name}.txt"
    return (
        f'<a href="{copy}"><code>{path}</code></a>'
        if (RESULTS / "site/source/data" / copy).exists()
        else f"<code>{path}</code>"
    )
