"""What crosses the bonds of Bose-Hubbard chains: running conductivity, and its value at cuts that grow with the density."""

import pandas as pd

from glassychains.methods.style import FAINT, INK, MARKERS, numbered, panels, shades
from glassychains.methods.tables import select

SHOWN = 4  # sites, beside one less


def data(tables):
    """Columns kind (running, cut), rho, length, m, t, value, stderr."""
    curves, numbers = tables["bosons-density"], tables["bosons-density.numbers"]
    cuts = select(numbers, "kappa").assign(kind="cut")
    parts = [curves[(curves.kind == "running") & (curves.length <= SHOWN)], cuts]
    return pd.concat(parts).reindex(columns=["kind", "rho", "length", "m", "t", "value", "stderr"])


def draw(data, narrow=False):
    """Left: running conductivity in natural units. Right: at cuts."""
    fig, (running, cuts) = panels(2, widths=[1.2, 1], narrow=narrow)
    curves = data[data.kind == "running"]
    colours = shades(curves.rho)
    for rho, rows in curves.groupby("rho"):
        for length, style, label in ((SHOWN, "-", f"{rho:g}"), (SHOWN - 1, ":", None)):
            one = rows[rows.length == length].sort_values("t")
            running.plot(one.t, one.value, style, color=colours[rho], lw=1.2, label=label)
    running.plot([1e2, 1e4], [2.0, 0.02], color=FAINT, ls="--", lw=1.2)
    running.annotate(r"$1/t$", (1e3, 0.3), color=FAINT)
    running.set(xscale="log", yscale="log", xlabel=r"time, in $1/U$", ylabel=r"$\kappa$ cut at $t$, in $U g^2 \varrho^3$")
    running.set_xlim(0.01, 1e5)
    running.legend(title="bosons per site", ncols=2, loc="lower left", fontsize=8)
    running.set_title("(a) running", loc="left", color=INK)
    shade = shades(data[data.kind == "cut"].m)
    for marker, (m, rows) in zip(MARKERS, data[data.kind == "cut"].groupby("m"), strict=False):
        rows = rows.sort_values("rho")
        look = {"fmt": marker + "-", "ms": 5, "lw": 1, "color": shade[m], "capsize": 2}
        cuts.errorbar(rows.rho, rows.value, rows.stderr, label=f"{m:g}", **look)
    cuts.set(xscale="log", yscale="log", xlabel="bosons per site", ylabel=r"$\kappa_\tau$")
    numbered(cuts.xaxis, [1, 2, 3, 4, 5])
    cuts.legend(title=r"$m$", loc="lower left", ncols=2, fontsize=8)
    cuts.set_title(r"(b) at $\tau = 3 \varrho^m / U$", loc="left", color=INK)
    return fig
