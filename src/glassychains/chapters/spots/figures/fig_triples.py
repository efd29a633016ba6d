"""Isolated pairs and triples: growth of a tangent vector, and how many triples are chaotic at which energy."""

import numpy as np
import pandas as pd

from glassychains.methods.style import BLUE, FAINT, GREEN, INK, VERMILLION, band, numbered, panels

SEPARATRIX = 2.0
SHOWN = {
    (2, "1-2"): (BLUE, "pairs below the separatrix"),
    (2, "4-6"): (GREEN, "pairs above it"),
    (3, "3-4"): (VERMILLION, "triples"),
}


def data(tables):
    """Columns kind, length, energy, x (time, or middle of the class), value, stderr."""
    curves = tables["triples"].assign(kind="growth", x=lambda rows: rows.t)
    known = tables["triples.numbers"]
    known = known[known.quantity.isin(["fraction", "exponent"]) & known.among.str.contains("-", na=False)]
    low, high = (known.among.str.split("-").str[k].astype(float) for k in (0, 1))
    points = known.assign(kind=known.quantity, energy=known.among, x=0.5 * (low + high))
    columns = ["kind", "length", "energy", "x", "value", "stderr"]
    return pd.concat([curves[columns], points[columns]])


def draw(data, narrow=False):
    """Left: log growth against log time. Middle: fraction of chaotic triples. Right: their exponent."""
    fig, (left, middle, right) = panels(columns=3, height=3.2, narrow=narrow)
    for (length, energy), (colour, label) in SHOWN.items():
        rows = data[(data.kind == "growth") & (data.length == length) & (data.energy == energy)]
        if len(rows) > 2:
            band(left, rows.x, rows.value, rows.stderr, colour, label)
    times = np.array([512.0, 16384.0])
    left.plot(times, np.log(times), ":", color=INK, label="growth like $t$")
    left.set(xscale="log", yscale="log", xlabel="time $t g^{1/2}$", ylabel="mean log of the growth")
    for ax, kind, label in (
        (middle, "fraction", "fraction that is chaotic"),
        (right, "exponent", "exponent$/g^{1/2}$ of these"),
    ):
        for length, colour, name in ((2, BLUE, "pairs"), (3, VERMILLION, "triples")):
            rows = data[(data.kind == kind) & (data.length == length)].sort_values("x")
            if len(rows) > 2:
                ax.errorbar(rows.x, rows.value, rows.stderr, fmt="o-", ms=4, lw=0.8, capsize=2, color=colour, label=name)
        ax.axvline(SEPARATRIX, ls=":", color=FAINT)
        ax.set(xscale="log", xlabel="energy$/g$, centre of mass at rest", ylabel=label)
        ax.set_ylim(bottom=0)
        numbered(ax.xaxis, [1, 3, 10, 30])
    for ax in (left, middle):
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.25 if narrow else -0.2))
    return fig
