"""Memory of densities of Bose-Hubbard chains over the density: curves of two lengths, and what is never forgotten."""

import pandas as pd

from glassychains.methods.style import INK, MARKERS, panels, shades
from glassychains.methods.tables import select


def data(tables):
    """Columns kind (correlation, parting, forever), rho, length, t, value."""
    curves, numbers = tables["bosons-density"], tables["bosons-density.numbers"]
    parting = select(numbers, "parting").rename(columns={"value": "t"}).assign(kind="parting")
    forever = select(numbers, "forever").assign(kind="forever")
    parts = [curves[curves.kind == "correlation"], parting, forever]
    return pd.concat(parts).reindex(columns=["kind", "rho", "length", "t", "value"])


def draw(data, narrow=False):
    """Left: C(t) of the two longest chains of every density. Right: time averages against density."""
    fig, (memory, forever) = panels(2, widths=[1.35, 1], narrow=narrow)
    curves = data[data.kind == "correlation"]
    colours = shades(curves.rho)
    for rho, rows in curves.groupby("rho"):
        longest = rows.length.max()
        for length, style, label in ((longest, "-", f"{rho:g}"), (longest - 1, ":", None)):
            one = rows[rows.length == length].sort_values("t")
            memory.plot(one.t, one.value, style, color=colours[rho], lw=1.2, label=label)
        apart, one = data[(data.kind == "parting") & (data.rho == rho)].t.iloc[0], rows[rows.length == longest]
        near = one.iloc[[(one.t - apart).abs().argmin()]]
        memory.plot(near.t, near.value, "o", ms=5, color=colours[rho], mec=INK, mew=0.7, zorder=4)
    memory.set(xscale="log", xlabel=r"time, in $1/U$", ylabel=r"$C(t)$", ylim=(0, 1.05))
    memory.set_xlim(0.05, 1e5)
    memory.legend(title="bosons per site", ncols=2, loc="lower left", fontsize=8)
    memory.set_title("(a) memory of densities", loc="left", color=INK)
    for marker, (length, rows) in zip(MARKERS, data[data.kind == "forever"].groupby("length"), strict=False):
        rows = rows.sort_values("rho")
        forever.plot(rows.rho, rows.value, marker + "-", ms=5, lw=1, label=f"{length:g}")
    forever.set(xlabel="bosons per site", ylabel=r"average of $C_s$ over all times", ylim=(0, 1))
    forever.legend(title="sites", loc="lower right")
    forever.set_title("(b) never forgotten", loc="left", color=INK)
    return fig
