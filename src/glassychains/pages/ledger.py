"""The ledger of claims and the scoreboard, as pieces of pages."""

import csv
import html
import math
import re
from pathlib import Path

from IPython.display import HTML, Markdown

from glassychains.compare import claims_of, measured
from glassychains.config.claims import CLAIM, SIGMAS, VERDICTS
from glassychains.methods.tables import plain, show
from glassychains.reader import MARKS, RESULTS, TIER, claims, command, overlays, provenance
from glassychains.record import CONFIG

RECORD = RESULTS.parent / "record"
WIDTH = 220  # of the bar, in pixels
SPAN = 2.2  # of the bar, in units of what is accepted


def rows_of_tier():
    """The rows by id, chapters in the order of the book."""
    order = re.findall(r"file: (\w+)", Path("_toc.yml").read_text())
    return dict(sorted(claims().items(), key=lambda item: order.index(item[1]["chapter"])))


def _claim(row):
    return CLAIM.validate_python({key: value for key, value in row.items() if key not in ("value", "stderr", "verdict")})


def expected(row):
    """What a row asks for, as a reader wants to see it."""
    if "expected" in row:
        return plain(row["expected"])
    if row.get("side") == "nonzero":
        return "not 0"
    return f"{row['side']} {plain(row['threshold'])}" if "side" in row else "–"


def fragile(row):
    """Would one standard error more or less change the verdict?"""
    value, stderr = measured(row)
    return not math.isnan(value) and not math.isnan(stderr) and _claim(row).fragile(value, stderr)


def price(row):
    """What deciding an undecided claim would cost: plain text, and the command."""
    if "out_of_reach" in row:
        return row["out_of_reach"], ""
    if row["verdict"] != "undecided":
        return "", ""
    value, stderr = measured(row)
    study = row["measure"].split("/")[0]
    standard = f"snakemake --cores 2 {row['id']} --configfile config/standard.yaml"
    known = claims_of(RECORD).get(row["id"])
    if TIER == "quick" and known and known["verdict"] != "undecided":
        hours = plain(_recorded_hours()[study], 2)
        return f"The standard tier has decided it, for {hours} core-hours of the study {study}:", standard
    if math.isnan(value) or math.isnan(stderr):
        return "This tier has no such number; larger tiers have:", standard
    needed = _claim(row).needed(value, stderr)
    if not needed > 0:
        return "It sits on the edge: if the number stays where it is, no error is small enough.", ""
    paid = provenance()["studies"][study]
    factor = max(1.0, (stderr / needed) ** 2)
    hours = factor * paid["core_seconds"] / 3600
    again = f"snakemake --cores 2 {row['id']}{overlays()}"
    return (
        f"An error of {plain(needed, 2)} would decide it if the number stays where it is: {math.ceil(factor)} times the "
        f"replicas in config/{paid['chapter']}/studies/{study}.yaml, {plain(hours, 2)} core-hours, then"
    ), again


def _recorded_hours():
    """Core-hours of each study of the record."""
    with (RECORD / "costs.csv").open(newline="") as file:
        return {row["study"]: float(row["core_seconds"]) / 3600 for row in csv.DictReader(file)}


def bar(row):
    """A small picture of the measured number and its three standard errors against what is accepted."""
    (value, stderr), claim = measured(row), _claim(row)
    accepted = claim.accepted()
    if accepted is None or math.isnan(value) or math.isnan(stderr):
        return ""
    low, high = accepted
    if math.isinf(low) or math.isinf(high):
        edge = low if math.isinf(high) else high
        size = max(abs(value - edge), 4 * stderr, 1e-300)
    else:
        edge, size = 0.5 * (low + high), 0.5 * (high - low)

    def at(x):
        return WIDTH / 2 + WIDTH / 2 * max(-1.0, min(1.0, (x - edge) / (SPAN * size)))

    left, right = (at(x) if math.isfinite(x) else (0 if x < 0 else WIDTH) for x in (low, high))
    first, last = at(value - SIGMAS * stderr), at(value + SIGMAS * stderr)
    box = f'x="{left:.1f}" y="3" width="{max(right - left, 1):.1f}" height="10" rx="2"'
    told = f"measured {show(value, stderr)}, accepted {_range(low, high)}"
    return (
        f'<svg class="bar" viewBox="0 0 {WIDTH} 16" role="img" aria-label="{html.escape(told)}">'
        f'<rect class="accepted" {box}/>'
        f'<line x1="{first:.1f}" x2="{max(last, first + 1):.1f}" y1="8" y2="8"/>'
        f'<circle cx="{at(value):.1f}" cy="8" r="3.5"/></svg>'
    )


def _range(low, high):
    if math.isinf(high):
        return f"above {plain(low)}"
    return f"below {plain(high)}" if math.isinf(low) else f"{plain(low)} to {plain(high)}"


def _entry(row, known):
    """One claim of the ledger."""
    kind = row["verdict"].replace(" ", "-")
    told = [
        ("Source", row["source"]),
        ("Allowance", f"{plain(row['allowance'])}, tolerance {plain(row['tolerance'])}" if "allowance" in row else ""),
        ("Reason", row.get("reason", "")),
        ("Chosen after data were seen", row.get("chosen_after", "")),
        ("Measured as", row.get("measure", "")),
    ]
    details = "".join(f"<dt>{name}</dt><dd>{html.escape(text)}</dd>" for name, text in told if text)
    details += "<dt>Run it</dt><dd>" + command(f"snakemake --cores 2 {row['id']}{overlays()}") + "</dd>"
    numbers = [("expected", expected(row)), (_tier(), show(row["value"], row["stderr"]))]
    if known and TIER != "recorded":
        numbers.append(("the record", show(known["value"], known["stderr"])))
    shown = "".join(f"<div><span>{name}</span> {html.escape(text)}</div>" for name, text in numbers)
    figures = [figure for figure in provenance()["figures"] if row["id"] in figure["claims"]]
    links = ", ".join(f'<a href="{f["chapter"]}.html#{f["id"]}">{html.escape(f["title"])}</a>' for f in figures)
    head = [
        f'<a class="anchor" href="#{row["id"]}">{row["id"]}</a>',
        f'<span class="given">{MARKS[row["verdict"]]} {row["verdict"]}</span>',
        '<span class="fragile" title="one standard error more or less would change it">fragile</span>' if fragile(row) else "",
        f'<span class="where">{html.escape(row["where"])}, {row["kind"]}</span>',
    ]
    text, run = price(row)
    cost = f'<div class="price">{html.escape(text)}{command(run) if run else ""}</div>' if text else ""
    parts = [
        f"<header>{' '.join(head)}</header>",
        f"<p>{html.escape(row['claim'])}</p>",
        f'<div class="numbers">{shown}<div class="picture">{bar(row)}</div></div>',
        cost,
        f"<details><summary>Why, and from where</summary><dl>{details}</dl>{_what_if(row)}</details>",
        f'<p class="links">Seen in {links}</p>' if links else "",
    ]
    about = f'data-chapter="{row["chapter"]}" data-verdict="{row["verdict"]}"'
    return f'<article class="claim verdict-{kind}" id="{row["id"]}" {about}>{"".join(parts)}</article>'


def _tier():
    return "measured" if TIER == "recorded" else f"measured, {TIER} tier"


def _what_if(row):
    """What a reader may move to see whether the verdict holds; the script of the page computes it."""
    value, stderr = measured(row)
    if (
        math.isnan(value)
        or math.isnan(stderr)
        or row["kind"] == "open"
        or "out_of_reach" in row
        or row.get("side") == "nonzero"
    ):
        return ""
    name = "threshold" if "threshold" in row else "allowance"
    rest = "".join(f' data-{key}="{row[key]!r}"' for key in ("expected", "tolerance", "side") if key in row).replace("'", "")
    return (
        f'<p class="what-if"{rest} data-value="{value!r}" data-stderr="{stderr!r}"><label>What if the {name} were '
        f'<input type="number" step="any" name="{name}" value="{row[name]!r}"></label> <output></output></p>'
    )


def ledger():
    """All claims, to filter, to sort and to link to."""
    known, rows = claims_of(RECORD), rows_of_tier()
    chapters = dict.fromkeys(row["chapter"] for row in rows.values())
    options = "".join(f'<option value="{chapter}">{html.escape(chapter_title(chapter))}</option>' for chapter in chapters)
    verdicts = "".join(f'<option value="{verdict}">{verdict}</option>' for verdict in VERDICTS)
    controls = (
        '<form class="ledger-controls"><label>Chapter <select name="chapter"><option value="">all</option>'
        f"{options}</select></label> "
        f'<label>Verdict <select name="verdict"><option value="">all</option>{verdicts}</select></label> '
        '<label>Order <select name="order"><option value="">of the review</option><option value="id">by name</option>'
        '<option value="verdict">by verdict</option></select></label> <output></output></form>'
    )
    body = "".join(_entry(row, known.get(id)) for id, row in rows.items())
    script = (Path("live") / "ledger.js").read_text()
    return HTML(f'{controls}<div class="ledger">{body}</div><script>{script}</script>')


def chapter_title(chapter):
    """The title of a chapter's page."""
    return next(line for line in Path(f"{chapter}.md").read_text().splitlines() if line.startswith("# "))[2:]


def names():
    """All claims in a line each, as text: what is made of HTML the site's search does not see."""
    return Markdown("\n".join(f'- <a href="#{id}">{id}</a> {row["claim"]}' for id, row in rows_of_tier().items()))


def scoreboard():
    """One cell per claim, coloured and with a mark, linked to the ledger; a line per chapter."""
    lines = {}
    for id, row in rows_of_tier().items():
        weak = " fragile" if fragile(row) else ""
        kind = f"cell verdict-{row['verdict'].replace(' ', '-')}{weak}"
        title = html.escape(f"{row['claim']}: {row['verdict']}{weak}")
        cell = f'<a class="{kind}" href="claims.html#{id}" title="{title}">{MARKS[row["verdict"]]} {id}</a>'
        lines[row["chapter"]] = lines.get(row["chapter"], "") + cell
    return HTML(
        "".join(
            f'<p class="board"><a href="{chapter}.html">{html.escape(chapter_title(chapter))}</a></p>'
            f'<div class="scoreboard">{cells}</div>'
            for chapter, cells in lines.items()
        )
    )


def contradictions():
    """The claims that the data contradict, in words."""
    found = [row for row in rows_of_tier().values() if row["verdict"] == "contradicted"]
    items = "".join(
        f'<li><a href="claims.html#{row["id"]}">{row["id"]}</a> ({html.escape(row["where"])}): {html.escape(row["claim"])}. '
        f"Expected {expected(row)}, measured {html.escape(show(row['value'], row['stderr']))}.</li>"
        for row in found
    )
    return HTML(f'<ul class="contradictions">{items}</ul>')


def fragile_ones():
    """The verdicts that one standard error more or less would change, in a sentence."""
    ids = [id for id, row in rows_of_tier().items() if fragile(row)]
    links = ", ".join(f'<a href="claims.html#{id}">{id}</a>' for id in ids)
    return HTML(f"One standard error more or less would change {len(ids)} of these verdicts: {links}." if ids else "")


def tiers():
    """What each tier costs, with its command."""
    hours = sum(_recorded_hours().values())
    rows = (
        ("quick", "10 minutes of 2 cores", "snakemake --cores 2"),
        ("standard", f"{plain(hours, 2)} core-hours, as recorded", f"snakemake --cores 2 --configfile {CONFIG}"),
        ("review", "days of a node", "snakemake --cores 64 --configfile config/review.yaml"),
    )
    body = "".join(f"<tr><td>{name}</td><td>{price}</td><td>{command(run)}</td></tr>" for name, price, run in rows)
    head = "<tr><th>tier</th><th>price</th><th>command</th></tr>"
    return HTML(f'<table class="dataframe"><thead>{head}</thead><tbody>{body}</tbody></table>')
