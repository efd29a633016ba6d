"""Bosons of which a site holds at most two: memory of densities against g t, over g / U."""

import pandas as pd

from glassychains.methods.style import FAINT, INK, MARKERS, numbered, panels, shades
from glassychains.methods.tables import select


def data(tables):
    """Columns kind (correlation, remembered), g, length, t, value."""
    curves, numbers = tables["bosons-truncated"], tables["bosons-truncated.numbers"]
    parts = [curves, select(numbers, "remembered").assign(kind="remembered")]
    return pd.concat(parts).reindex(columns=["kind", "g", "length", "t", "value"])


def draw(data, narrow=False):
    """Left: C against g t of the two longest chains. Right: at g t = 100 against g / U."""
    fig, (memory, after) = panels(2, widths=[1.35, 1], narrow=narrow)
    curves, longest = data[data.kind == "correlation"], data.length.max()
    colours = shades(curves.g)
    for g, rows in curves.groupby("g"):
        for length, style, label in ((longest, "-", f"{g:g}"), (longest - 1, ":", None)):
            one = rows[rows.length == length].sort_values("t")
            memory.plot(one.t, one.value, style, color=colours[g], lw=1.2, label=label)
    memory.axvline(100, color=FAINT, ls="--", lw=1)
    memory.set(xscale="log", xlabel=r"$g t$", ylabel=r"$C(t)$", ylim=(-0.12, 1.05))
    memory.set_xlim(0.05, 1e4)
    memory.legend(title=r"$g/U$", loc="upper right", ncols=2, fontsize=8)
    memory.set_title("(a) memory of densities", loc="left", color=INK)
    for marker, (length, rows) in zip(MARKERS, data[data.kind == "remembered"].groupby("length"), strict=False):
        rows = rows.sort_values("g")
        after.plot(rows.g, rows.value, marker + "-", ms=5, lw=1, label=f"{length:g}")
    after.set(xscale="log", xlabel=r"$g/U$", ylabel=r"$C$ at $g t = 100$")
    after.set_ylim(bottom=min(0.0, data[data.kind == "remembered"].value.min() * 1.2))
    numbered(after.xaxis, sorted(set(data[data.kind == "remembered"].g)))
    after.legend(title="sites", loc="upper right")
    after.set_title(r"(b) at $g t = 100$", loc="left", color=INK)
    return fig
