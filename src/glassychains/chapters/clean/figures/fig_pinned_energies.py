"""How long a site of a pinned chain keeps its energy, beside the conductivity."""

import pandas as pd

from glassychains.methods.style import BLUE, FAINT, GREEN, VERMILLION, band, numbered, panels, shades
from glassychains.methods.tables import select

PAIRS = {(4, 2): (BLUE, "o"), (6, 2): (VERMILLION, "s"), (6, 4): (GREEN, "^")}
SHOWN = (4, 2)
"""The pair of the first panel."""


def data(tables):
    """Columns kind (q, time, product), a, b, x, t, value, stderr; `product` is T_E times K."""
    curves = tables["pinned-energies"]
    curves = curves[curves.kind == "q"]
    numbers = tables["pinned-energies.numbers"]
    parts = [select(numbers, name).assign(kind=kind) for name, kind in (("time", "time"), ("time_times_K", "product"))]
    return pd.concat([curves, *parts]).reindex(columns=["kind", "a", "b", "x", "t", "value", "stderr"])


def draw(data, narrow=False):
    """Left: q(t) / q(0) of (4, 2). Right: T_E times K against x."""
    fig, (left, right) = panels(2, height=3.4, narrow=narrow)
    curves = data[(data.kind == "q") & (data.a == SHOWN[0]) & (data.b == SHOWN[1]) & (data.t > 0)]
    colours = shades(curves.x)
    for x, rows in curves.groupby("x"):
        band(left, rows.t, rows.value, rows.stderr, colours[x], label=f"$x = {x:g}$")
    left.axhline(0.1, color=FAINT, ls="--", lw=1)
    left.set(
        xscale="log",
        yscale="log",
        xlabel=r"averaged over the time $\tau$",
        ylabel="variance left, powers (4, 2)",
        ylim=(0.03, 1.3),
    )
    left.legend(loc="lower left")
    for (a, b), (colour, marker) in PAIRS.items():
        rows = data[(data.kind == "product") & (data.a == a) & (data.b == b)]
        if len(rows):
            right.errorbar(rows.x, rows.value, rows.stderr, fmt=marker, ms=5, lw=1.2, color=colour, label=f"({a}, {b})")
    right.set(xscale="log", xlabel="small parameter $x$", ylabel="$T_E$ times $K$")
    right.set_ylim(bottom=0)
    numbered(right.xaxis, [x for x in (0.04, 0.1, 0.25, 0.4) if 0.9 * data.x.min() <= x <= 1.1 * data.x.max()])
    right.legend(title="powers $(a, b)$", loc="best")
    return fig
