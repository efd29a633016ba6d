"""How estimates moved from the quick to the standard tier, and where the reader's run lies."""

import html
import math

from IPython.display import HTML

from glassychains.compare import apart, claims_of
from glassychains.methods.style import BLUE, FAINT, VERMILLION, panels
from glassychains.methods.tables import show
from glassychains.pages.ledger import RECORD
from glassychains.reader import TIER, claims, pictures, table


def _moved():
    """(id, quick row, standard row, shift in quick errors, what the standard error leaves of the quick one)."""
    quick, standard = claims_of(RECORD / "quick"), claims_of(RECORD)
    for id, row in quick.items():
        other = standard.get(id)
        if other and None not in (row["value"], row["stderr"], other["value"], other["stderr"]) and row["stderr"] > 0:
            yield id, row, other, (other["value"] - row["value"]) / row["stderr"], other["stderr"] / row["stderr"]


def moved_figure():
    """Each estimate of the standard tier, seen from the quick one: zero is what quick said, one its standard error."""
    known = [one for one in _moved() if abs(one[3]) <= 6]
    far = [one[0] for one in _moved() if abs(one[3]) > 6]

    def draw(narrow):
        fig, (ax,) = panels(1, 0.16 * len(known) + 0.8, narrow=narrow)
        for y, (*_, shift, ratio) in enumerate(reversed(known)):
            ax.errorbar(shift, y, xerr=ratio, fmt="o", ms=3, lw=1, color=VERMILLION if abs(shift) > 3 else BLUE)
        ax.axvspan(-1, 1, color=FAINT, alpha=0.2, lw=0)
        ax.axvline(0, color=FAINT, lw=1)
        ax.set_yticks(range(len(known)), [one[0] for one in reversed(known)], fontsize=7)
        ax.set(xlabel="standard minus quick, in standard errors of quick", xlim=(-6.3, 6.3), ylim=(-1, len(known)))
        return fig

    inside = sum(abs(one[3]) < 1 for one in known)
    alt = f"{len(known)} claims, a point each; {inside} lie within one standard error of the quick tier."
    beyond = f" Not drawn, more than six errors away: {', '.join(far)}." if far else ""
    text = (
        "Where the standard tier put each estimate, seen from the quick one: 0 is what quick said, the band its error, "
        "bars the errors that are left. Rows that ask for the smallest coupling or the longest chain measure another one in "
        f"another tier, and may move by more.{beyond}"
    )
    caption = f"<figcaption>{html.escape(text)}</figcaption>"
    return HTML(f'<figure class="shown" id="moved">{pictures("moved", draw, alt)}{caption}</figure>')


def moved():
    """Quick, standard and, if it is neither, the reader's tier, as a table."""
    quick, standard, ours = claims_of(RECORD / "quick"), claims_of(RECORD), claims()
    third = TIER not in ("quick", "recorded")
    rows = []
    for id, row in standard.items():
        other = quick.get(id)
        cells = [id, _shown(other), _shown(row), _far(apart(row, other)) if other else ""]
        rows.append(cells + ([_shown(ours.get(id)), _far(apart(ours[id], row)) if id in ours else ""] if third else []))
    headings = ["claim", "quick", "standard, as recorded", "moved, in errors"]
    return table(rows, headings + ([f"this {TIER} tier", "from the record"] if third else []))


def _shown(row):
    return "–" if row is None or row["value"] is None else show(row["value"], row["stderr"])


def _far(x):
    return "" if math.isnan(x) else f"{x:+.1f}".replace("-", "−")
