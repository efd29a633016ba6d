"""What the workflow can be asked for by name."""

import html

from IPython.display import HTML

from glassychains.reader import claims, provenance


def targets():
    """All figures, claims and studies of the book with a line each."""
    known = provenance()
    parts = {
        "Figures": {row["id"]: row["title"] for row in known["figures"]},
        "Studies": {id: study["about"] for id, study in known["studies"].items()},
        "Claims": {id: row["claim"] for id, row in claims().items()},
    }
    return HTML("".join(_part(heading, rows) for heading, rows in parts.items()))


def _part(heading, rows):
    body = "".join(f"<tr><td><code>{id}</code></td><td>{html.escape(text)}</td></tr>" for id, text in rows.items())
    head = "<tr><th>target</th><th>what it is</th></tr>"
    return f'<h2>{heading}</h2><table class="dataframe"><thead>{head}</thead><tbody>{body}</tbody></table>'
