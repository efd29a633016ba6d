"""What the pages of the book call. Everything here only reads the folder results/<tier>/ and draws."""

import html
import importlib
import io
import json
import os
from pathlib import Path

import pandas as pd
from IPython.display import HTML, SVG, display

from glassychains.config.declarations import keys as declared_keys
from glassychains.methods.tables import lookup, select, show

RESULTS = Path(os.environ["GLASSYCHAINS_RESULTS"])
TIER = RESULTS.name
ABSENT = "(not in this sweep)"
RANGES = ("all", "g<=0.5", "g<=0.35")
FORMULAS = {
    "power": "a − n x",
    "quadratic": "a − n x + k x²",
    "log2": "a − x/2 + c x²",
    "log2_free": "a − x/2 + c (x − log g*)²",
    "stretched": "a − x/2 + b exp(−s x)",
}
MARKS = {"reproduced": "✔", "undecided": "?", "contradicted": "✘", "open": "○", "out of reach": "–"}


def number(study, quantity):
    """One measured number as value(error), from the study's table. If an edited sweep lacks it, the page says so."""
    try:
        return show(*lookup(_numbers(study), quantity))
    except KeyError:
        return ABSENT


def count(study, quantity):
    """A measured number that is a plain count or a probability, without error."""
    try:
        return f"{lookup(_numbers(study), quantity)[0]:.4g}"
    except KeyError:
        return ABSENT


def listing(study, quantity, columns, **labels):
    """Numbers of one quantity as a table: `columns` maps labels, and "value" for the number itself, to headings, in order."""
    found = select(_numbers(study), quantity, **labels).reset_index(drop=True)
    shown = {"value": [show(v, s) for v, s in found[["value", "stderr"]].itertuples(index=False)]}
    table = pd.DataFrame({heading: shown.get(name) or _words(found, name) for name, heading in columns.items()})
    return _html(table)


def grid(study, rows, columns, **labels):
    """Numbers of several quantities as a table with a row per point.

    `rows` maps the labels that tell points apart to headings, `columns` quantities to theirs; `labels` chooses among the
    points.
    """
    numbers = _numbers(study)
    parts = []
    for quantity, heading in columns.items():
        found = select(numbers, quantity, **labels)
        if len(found):
            found = found.reindex(columns=[*rows, "value", "stderr"])
            found[heading] = [show(v, s) for v, s in found[["value", "stderr"]].itertuples(index=False)]
            parts.append(found.set_index(list(rows))[[heading]])
    if not parts:
        return _html(pd.DataFrame(columns=[*rows.values(), *columns.values()]))
    table = pd.concat(parts, axis=1).fillna("").reset_index()
    for name in rows:
        table[name] = _words(table, name)
    return _html(table.rename(columns=rows))


def _words(table, name):
    """A column of labels as a reader wants to see it."""
    column = table[name] if name in table else [""] * len(table)
    return ["" if pd.isna(x) else f"{x:g}" if isinstance(x, int | float) else str(x) for x in column]


def laws(threshold):
    """How well the rival laws describe log t(g), for one threshold of phi and each range of couplings."""
    numbers = _numbers("relaxation")
    rows = []
    for label in RANGES:
        for law, formula in FORMULAS.items():
            known = {"threshold": threshold, "range": label, "law": law}
            fitted = select(numbers, "fit", **known)
            if fitted.empty:
                continue
            shown = ", ".join(f"{name} = {show(v, s)}" for name, v, s in fitted[["parameter", "value", "stderr"]].to_numpy())
            chi2, dof, over = (select(numbers, what, **known).value.iloc[0] for what in ("chi2", "dof", "aic_over_power"))
            rows.append((label, formula, shown, f"{chi2:.1f} / {dof:.0f}", f"{over:+.1f}"))
    head = ["couplings", "log t =", "parameters", "chi² / degrees of freedom", "AIC − AIC(power)"]
    return _html(pd.DataFrame(rows, columns=head))


def spread_of_curved_laws():
    """Largest difference of Akaike's criterion between the curved laws, threshold 0.9, g <= 0.5."""
    numbers = select(_numbers("relaxation"), "aic", threshold=0.9, range="g<=0.5")
    known = list(numbers.value[numbers.law.isin(["quadratic", "log2_free", "stretched"])])
    return f"{max(known) - min(known):.1f}" if known else ABSENT


def studies_cost():
    """Batches and core-minutes of each study, as measured when they ran."""
    known = provenance()["studies"]
    rows = [(id, s["batches"], f"{s['core_seconds'] / 60:.1f}") for id, s in known.items()]
    total = sum(s["core_seconds"] for s in known.values())
    rows.append(("all", sum(s["batches"] for s in known.values()), f"{total / 60:.1f}"))
    return _html(pd.DataFrame(rows, columns=["study", "batches", "core-minutes"]))


def overhead():
    """Share of the core time of all batches that went into starting them, in per cent."""
    known = provenance()["studies"].values()
    start = float(_speed("note")["core-seconds to start a batch"])
    return f"{100 * start * sum(s['batches'] for s in known) / sum(s['core_seconds'] for s in known):.0f} %"


def speed(what, column):
    """One entry of the speed table; without a C compiler the twin has none."""
    table = _speed(column)
    return f"{float(table[what]):.2f}" if what in table else "(not measured on this machine)"


def speeds():
    """The table of kernel speeds."""
    table = pd.read_csv(RESULTS / "benchmarks/speed.csv")
    rows = table[table.note.isna()].drop(columns="note").round(2)
    return _html(rows)


def machine():
    """What the speeds were measured on."""
    notes = _speed("note").dropna()
    return _html(pd.DataFrame({"": notes.index, "measured on": notes.to_numpy()}))


def _speed(column):
    return pd.read_csv(RESULTS / "benchmarks/speed.csv").set_index("what")[column]


def keys(kind):
    """What one kind of thing declares: a row per parameter."""
    rows = [row[1:] for row in declared_keys() if row[0] == kind]
    table = pd.DataFrame(rows, columns=["of", "key", "type", "bounds", "unit", "default", "meaning"])
    shown = ["" if value is None or value == "" else str(value) for value in table.default]
    return _html(table.assign(default=shown, of=table.of.where(~table.of.duplicated(), "")))


def _numbers(study):
    return pd.read_csv(RESULTS / f"fits/{study}.numbers.csv")


def _html(table):
    return HTML(table.to_html(index=False, escape=True, border=0))


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


def show_figure(id):
    """Draw a figure from its data file, with its colophon."""
    module = importlib.import_module(f"glassychains.chapters.{_figure(id)['chapter']}.figures.{id}")
    picture = io.BytesIO()
    module.draw(pd.read_csv(RESULTS / f"figures/{id}.csv")).savefig(picture, format="svg", metadata={"Date": None})
    display(SVG(picture.getvalue()))
    display(HTML(colophon(id)))


def provenance():
    """What the workflow knows of this site: studies with their batches, fingerprints and cost, figures, overlays."""
    return json.loads((RESULTS / "site/provenance.json").read_text())


def _figure(id):
    """The row of a figure."""
    return next(row for row in provenance()["figures"] if row["id"] == id)


def colophon(id):
    """Where a figure comes from: script, data, configuration, command, cost, fingerprint, verdicts."""
    known, judged = provenance(), claims()
    row = _figure(id)
    overlay = " --configfile " + " ".join(known["overlays"]) if known["overlays"] else ""
    chapters = [known["studies"][study]["chapter"] for study in row["needs"]]
    files = [f"config/{chapter}/studies/{study}.yaml" for chapter, study in zip(chapters, row["needs"], strict=True)]
    files += known["overlays"]
    studies = [known["studies"][study] for study in row["needs"]]
    verdicts = " · ".join(f"{claim} {MARKS[judged[claim]['verdict']]} {judged[claim]['verdict']}" for claim in row["claims"])
    entries = {
        "Script": f"<code>src/glassychains/chapters/{row['chapter']}/figures/{id}.py</code>",
        "Data": f'<a href="{id}.csv">{id}.csv</a>, picture <a href="{id}.svg">{id}.svg</a>',
        "Config": ", ".join(f"<code>{file}</code>" for file in files),
        "Rerun": f"<code>snakemake --cores 2 {id}{overlay}</code>",
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
        asked = row.get("expected", row.get("side", ""))
        if row.get("side") in ("above", "below"):
            asked = f"{row['side']} {row['threshold']:g}"
        cells = (row["id"], row["claim"], row["where"], row["kind"], asked, show(row["value"], row["stderr"]), row["verdict"])
        mark = MARKS[row["verdict"]]
        cells = [html.escape(str(cell)) for cell in cells]
        why = (
            f"Source: {row['source']}. "
            + (f"Allowance {row['allowance']:g}: " if row.get("allowance") else "")
            + row.get("reason", "")
            + (f". Chosen after data were seen: {row['chosen_after']}" if row.get("chosen_after") else "")
        )
        cells[1] += f'<span class="why">{html.escape(why)}</span>'
        cells[-1] = f"{mark} {cells[-1]}"
        kind = row["verdict"].replace(" ", "-")
        body += f'<tr class="verdict-{kind}">' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    return HTML(f'<table class="ledger"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')
