"""The graph of the rules of the workflow, as a picture: from Snakemake's own text, without a program that draws graphs."""

import html
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from itertools import pairwise

from IPython.display import HTML
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path as Curve

from glassychains.methods.style import FAINT, INK, NARROW, WIDTH, panels

STEP = 0.62  # inches from row to row
HALF = 0.14  # of the height of a box
SWEEPS = 12  # over the rows, to find an order with few crossings


def edges(root="."):
    """(rule, rule that reads what it made) for all rules of a project, sorted; the site builder keeps them in provenance.json.

    Raises
    ------
    RuntimeError
        Snakemake refuses the project; the message is Snakemake's.
    """
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--nolock", "--forceall", "--rulegraph", "dot"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(run.stderr)
    names = dict(re.findall(r'^\s*(\d+)\[label = "([^"\\]+)', run.stdout, re.M))
    return sorted([names[a], names[b]] for a, b in re.findall(r"^\s*(\d+) -> (\d+)", run.stdout, re.M))


def layout(edges):
    """Rows of rules from the first to the last, and the way of each edge through them.

    Parameters
    ----------
    edges : list of (str, str)

    Returns
    -------
    rows : list of list
        Rules, each as far down as what it feeds allows, and (from, to, row) where an edge passes.
    ways : list of list
        What of the rows each edge visits, from its beginning to its end; loops are left out.

    Raises
    ------
    graphlib.CycleError
        Rules feed each other in a circle.
    """
    straight = [(a, b) for a, b in edges if a != b]
    after = {a: [y for x, y in straight if x == a] for a, _ in straight}
    height = {}
    for rule in TopologicalSorter(after).static_order():
        height[rule] = 1 + max((height[b] for b in after.get(rule, ())), default=-1)
    top = max(height.values())
    row = {rule: top - h for rule, h in height.items()}
    ways = [[a, *((a, b, k) for k in range(row[a] + 1, row[b])), b] for a, b in straight]
    rows = [[] for _ in range(top + 1)]
    for one in dict.fromkeys([*sorted(row), *(stop for way in ways for stop in way)]):
        rows[row[one] if isinstance(one, str) else one[2]].append(one)
    links = [pair for way in ways for pair in pairwise(way)]
    for sweep in range(SWEEPS):
        place = _places(rows)
        for k in range(top + 1) if sweep % 2 else range(top, -1, -1):
            rows[k].sort(key=lambda one: _middle(one, links, place, upwards=sweep % 2))
            place |= _places([rows[k]])
    return rows, ways


def _places(rows):
    """Where in its row each stop is, from the middle."""
    return {one: k - (len(row) - 1) / 2 for row in rows for k, one in enumerate(row)}


def _middle(one, links, place, upwards):
    """Mean place of the neighbours in the row above, or below; else its own."""
    near = [place[a] for a, b in links if b == one] if upwards else [place[b] for a, b in links if a == one]
    return sum(near) / len(near) if near else place[one]


def draw(edges, narrow=False):
    """The picture: rules as boxes, time downwards."""
    rows, ways = layout(edges)
    width, place = NARROW if narrow else WIDTH, _places(rows)
    slot = min(width / max(map(len, rows)), 1.2)
    fig, (ax,) = panels(height=STEP * len(rows) / (0.85 if narrow else 1.0), narrow=narrow)
    at = {one: (slot * place[one], -STEP * k) for k, row in enumerate(rows) for one in row}
    for one, (x, y) in at.items():
        if isinstance(one, str):
            box = {"boxstyle": "round,pad=0.35", "facecolor": "none", "edgecolor": INK, "linewidth": 0.9}
            ax.text(x, y, one, ha="center", va="center", color=INK, bbox=box)
    for way in ways:
        _arrow(ax, _curve([at[stop] for stop in way]))
    for a, b in edges:
        if a == b:
            x, y = at[a]
            side = x + 0.06 + 0.036 * len(a)  # the edge of its box
            _arrow(ax, Curve([(side, y - 0.06), (side + 0.3, y - 0.2), (side + 0.3, y + 0.2), (side, y + 0.06)], [1, 4, 4, 4]))
    ax.set(xlim=(-width / 2, width / 2), ylim=(-STEP * (len(rows) - 0.5), STEP / 2))
    ax.set_axis_off()
    return fig


def _curve(stops):
    """A smooth way from under the first stop to above the last, upright where it passes the others."""
    (x, y), *others = stops
    points, codes, y = [(x, y - HALF)], [Curve.MOVETO], y - HALF
    for k, (to, down) in enumerate(others, 1):
        down += HALF * (k == len(others))
        points += [(x, (y + down) / 2), (to, (y + down) / 2), (to, down)]
        codes += [Curve.CURVE4] * 3
        x, y = to, down
    return Curve(points, codes)


def _arrow(ax, curve):
    ax.add_patch(FancyArrowPatch(path=curve, arrowstyle="-|>", mutation_scale=8, color=FAINT, lw=1.0))


def in_words(edges):
    """The graph for a reader who cannot see it."""
    rules = [one for row in layout(edges)[0] for one in row if isinstance(one, str)]
    feeds = {a: [y for x, y in edges if x == a] for a in rules}
    return "; ".join(f"{a} feeds {_list('itself' if b == a else b for b in feeds[a])}" for a in rules if feeds[a]) + "."


def _list(words):
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def rule_graph():
    """The graph of the project that built this site, with a caption."""
    from glassychains.reader import pictures, provenance  # which need results, unlike the builder of the site

    known = provenance()["rules"]
    drawn = pictures("rules", lambda narrow: draw(known, narrow), f"Graph of the rules. {in_words(known)}")
    caption = (
        "The rules of the workflow, as Snakemake knew them when this book was built. An arrow leads to a rule that reads what "
        "another has made, a loop to the same rule: the analysis of a study may use the tables of others."
    )
    return HTML(f'<figure class="shown" id="rules">{drawn}<figcaption>{html.escape(caption)}</figcaption></figure>')
