"""Conductivity between reservoirs against that of the Green-Kubo relation: the prefactor of eq. (2)."""

import pandas as pd

from glassychains.methods.style import VERMILLION, figure
from glassychains.methods.tables import select


def data(tables):
    """Columns method (green-kubo, gradient, contact), bg, value, stderr (reduced kappa), ratio, ratio_stderr."""
    rows = select(tables["greenkubo.numbers"], "kappa").reindex(columns=["bg", "value", "stderr"]).sort_values("bg")
    columns = ["method", "bg", "length", "value", "stderr", "ratio", "ratio_stderr"]
    return pd.concat([rows.assign(method="green-kubo"), tables["steady"]])[columns]


def draw(data):
    """Above: reduced kappa. Below: ratio to the time integral of <J J> without the 2 of eq. (2)."""
    fig = figure(width=6.4, height=6.0)
    above, below = fig.subplots(2, 1, sharex=True, height_ratios=[3, 2])
    looks = (
        ("green-kubo", "Green–Kubo, isolated rings", "o", "C0", 1.0),
        ("gradient", "reservoirs, bulk gradient", "s", "C1", 0.985),
        ("contact", "reservoirs, resistance against length", "^", "C2", 1.015),
    )
    for method, label, marker, colour, shift in looks:
        rows = data[data.method == method]
        style = {"fmt": marker, "ms": 5, "capsize": 2, "color": colour, "label": label}
        above.errorbar(rows.bg, rows.value, rows.stderr, **style)
        if method != "green-kubo":
            below.errorbar(rows.bg * shift, rows.ratio, rows.ratio_stderr, **style)
    below.axhline(1, color="0.3", lw=1)
    below.axhline(2, color=VERMILLION, ls="--", lw=1)
    below.annotate(" eq. (2) as printed", (data.bg.min(), 2), va="bottom", color=VERMILLION)
    below.annotate(" without the 2", (data.bg.min(), 1), va="top", color="0.3")
    below.set(
        ylim=(0, 2.4), xlabel=r"$\beta g$", ylabel="ratio to $\\frac{1}{L}\\int_0^\\infty\\langle J(t) J(0)\\rangle\\,dt$"
    )
    above.set(xscale="log", yscale="log", ylabel=r"reduced $\kappa$")
    ticks = [0.1, 0.2, 0.5, 1, 2]
    below.set_xticks(ticks, [f"{x:g}" for x in ticks])
    below.minorticks_off()
    above.legend()
    return fig
