"""What the pages of the book call. Everything here only reads the folder results/<tier>/ and draws."""

import html
import importlib
import io
import json
import os
from pathlib import Path

import pandas as pd
from IPython.display import HTML, SVG, display

from glassychains.tables import lookup, show

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


def listing(study, pattern, **columns):
    """Numbers of one kind as a table: `pattern` matches quantities, its groups and the value are the columns, in order."""
    numbers = _numbers(study)
    found = numbers.quantity.str.extract(f"^{pattern}$").dropna()
    found["shown"] = [show(v, s) for v, s in numbers.loc[found.index, ["value", "stderr"]].itertuples(index=False)]
    found.columns = list(columns)
    return _html(found.rename(columns=columns))


def grid(study, keys, heading, columns):
    """Numbers of several kinds as a table with a row per key.

    `keys` matches what stands in the brackets of a quantity, its group is the key, shown under `heading`; `columns` are
    the kinds, with their headings.
    """
    numbers = _numbers(study)
    found = numbers.quantity.str.extract(rf"^(\w+)\({keys}\)$").dropna()
    found = found[found[0].isin(columns)]
    found["shown"] = [show(v, s) for v, s in numbers.loc[found.index, ["value", "stderr"]].itertuples(index=False)]
    order = list(dict.fromkeys(found[1]))
    table = found.pivot(index=1, columns=0, values="shown").reindex(order)[[c for c in columns if c in set(found[0])]]
    return _html(table.fillna("").rename(columns=columns).rename_axis(index=heading, columns=None).reset_index())


def laws(phi):
    """How well the rival laws describe log t(g), for one threshold and each range of couplings."""
    numbers = _numbers("relaxation").set_index("quantity")
    rows = []
    for label in RANGES:
        for name, formula in FORMULAS.items():
            key = f"(phi={phi:g},{label})"
            if f"{name}.chi2{key}" not in numbers.index:
                continue
            parameters = [q for q in numbers.index if q.startswith(f"{name}.") and q.endswith(key)]
            shown = [
                f"{q.split('.')[1].split('(')[0]} = {show(*numbers.loc[q])}"
                for q in parameters
                if not q.startswith((f"{name}.chi2", f"{name}.dof", f"{name}.aic"))
            ]
            chi2, dof = (numbers.value[f"{name}.{what}{key}"] for what in ("chi2", "dof"))
            difference = numbers.value[f"aic_difference({name}-power,phi={phi:g},{label})"]
            rows.append((label, formula, ", ".join(shown), f"{chi2:.1f} / {dof:.0f}", f"{difference:+.1f}"))
    head = ["couplings", "log t =", "parameters", "chi² / degrees of freedom", "AIC − AIC(power)"]
    return _html(pd.DataFrame(rows, columns=head))


def spread_of_curved_laws():
    """Largest difference of Akaike's criterion between the curved laws, threshold 0.9, g <= 0.5."""
    numbers = _numbers("relaxation").set_index("quantity").value
    known = [numbers.get(f"{law}.aic(phi=0.9,g<=0.5)") for law in ("quadratic", "log2_free", "stretched")]
    known = [value for value in known if value is not None]
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
    module = importlib.import_module(f"glassychains.figures.{id}")
    picture = io.BytesIO()
    module.draw(pd.read_csv(RESULTS / f"figures/{id}.csv")).savefig(picture, format="svg", metadata={"Date": None})
    display(SVG(picture.getvalue()))
    display(HTML(colophon(id)))


def provenance():
    """What the workflow knows of this site: studies with their batches, fingerprints and cost, figures, overlays."""
    return json.loads((RESULTS / "site/provenance.json").read_text())


def colophon(id):
    """Where a figure comes from: script, data, configuration, command, cost, fingerprint, verdicts."""
    known, judged = provenance(), claims()
    row = next(row for row in known["figures"] if row["id"] == id)
    overlay = " --configfile " + " ".join(known["overlays"]) if known["overlays"] else ""
    files = [f"config/studies/{study}.yaml" for study in row["needs"]] + known["overlays"]
    studies = [known["studies"][study] for study in row["needs"]]
    verdicts = " · ".join(f"{claim} {MARKS[judged[claim]['verdict']]} {judged[claim]['verdict']}" for claim in row["claims"])
    entries = {
        "Script": f"<code>src/glassychains/figures/{id}.py</code>",
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
        asked = row["expected"] if row["expected"] is not None else row.get("side", "")
        if row.get("side") in ("above", "below"):
            asked = f"{row['side']} {row['threshold']:g}"
        cells = (row["id"], row["claim"], row["where"], row["kind"], asked, show(row["value"], row["stderr"]), row["verdict"])
        mark = MARKS[row["verdict"]]
        cells = [html.escape(str(cell)) for cell in cells]
        why = (
            f"Source: {row['source']}. "
            + (f"Allowance {row['allowance']:g}: " if row.get("allowance") else "")
            + row.get("reason", "")
        )
        cells[1] += f'<span class="why">{html.escape(why)}</span>'
        cells[-1] = f"{mark} {cells[-1]}"
        kind = row["verdict"].replace(" ", "-")
        body += f'<tr class="verdict-{kind}">' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    return HTML(f'<table class="ledger"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')
