"""Disordered spins by two rules and in two lengths: D against the coupling, their ratio, and how much samples differ."""

import pandas as pd

from glassychains.chapters.disorder.analysis.spins import over_field
from glassychains.methods.style import BLUE, FAINT, GREEN, VERMILLION, numbered, panels
from glassychains.methods.tables import select

KINDS = {
    (0.2, 64): ("steps of 0.2, 64 spins", BLUE, "o", 1.0),
    (1.0, 64): ("unit steps, 64 spins", VERMILLION, "s", 0.96),
    (0.2, 128): ("steps of 0.2, 128 spins", BLUE, "D", 1.04),
    (1.0, 128): ("unit steps, 128 spins", GREEN, "^", 1.08),
}
"""Label, colour and marker by step and length, and by how much points move sideways so as not to hide each other."""


def data(tables):
    """Columns kind (D, persistence, variance, ratio), dt, length, ratio (J / Delta), value, stderr."""
    numbers, spins, parts = tables["histories.numbers"], tables["spins.numbers"], []
    for kind, quantity in (("D", "D"), ("persistence", "persistence"), ("variance", "sample_variance")):
        own = select(numbers, quantity)
        older = select(spins, quantity).assign(length=64) if kind != "variance" else own.iloc[:0]
        older = older[(older.dt == 0.2) & ~older.J.isin(own[(own.dt == 0.2) & (own.length == 64)].J)]
        parts += [own.assign(kind=kind), older.assign(kind=kind)]
    parts.append(select(numbers, "step_ratio").assign(kind="ratio", dt=1.0, length=64))
    found = pd.concat(parts)
    return found.assign(ratio=over_field(found.J))[["kind", "dt", "length", "ratio", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: D. Middle: D of unit steps over that of short steps. Right: relative variance between samples."""
    fig, (left, middle, right) = panels(3, height=3.5, narrow=narrow)
    for (dt, length), (label, colour, marker, shift) in KINDS.items():
        rows = data[(data.dt == dt) & (data.length == length)]
        for ax, kind in ((left, "D"), (middle, "ratio"), (right, "variance")):
            one = rows[rows.kind == kind].sort_values("ratio")
            if len(one):
                fill = {"mfc": "none"} if length == 128 else {}
                style = {"fmt": marker, "ms": 4.5, "lw": 1, "capsize": 2.5, "color": colour} | fill
                ax.errorbar(one.ratio * shift, one.value, one.stderr, label=label, **style)
    left.set(xscale="log", yscale="log", ylabel="diffusivity $D$")
    middle.axhline(1, ls=":", color=FAINT, lw=1.5)
    middle.set(xscale="log", ylabel="$D$ of unit steps / $D$", ylim=(0, None))
    right.axhline(0, ls=":", color=FAINT, lw=1.5)
    right.set(xscale="log", ylabel="relative variance of $D$")
    for ax in (left, middle, right):
        ax.set_xlabel(r"$J/\Delta$")
        ax.set_xlim(0.85 * data.ratio.min(), 1.15 * data.ratio.max())
        numbered(ax.xaxis, [0.2, 0.3, 0.5, 1.0])
    found = {}
    for ax in (left, right):
        found |= dict(zip(*reversed(ax.get_legend_handles_labels()), strict=True))
    fig.legend(found.values(), found.keys(), loc="outside lower center", ncols=1 if narrow else 2, handlelength=1.5)
    for letter, ax in zip("abc", (left, middle, right), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
