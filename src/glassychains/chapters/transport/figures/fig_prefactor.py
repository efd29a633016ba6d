"""Conductivity between reservoirs over that of the Green-Kubo relation: the prefactor of eq. (2)."""

import pandas as pd

from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, numbered, panels
from glassychains.methods.tables import select


def data(tables):
    """Columns method (gradient, contact), bg, value (ratio to the time integral of <J J>, without the 2), stderr."""
    parts = [
        select(tables["steady.numbers"], quantity).rename(columns={"g": "bg"}).assign(method=method)
        for method, quantity in (("gradient", "ratio"), ("contact", "contact_ratio"))
    ]
    return pd.concat(parts)[["method", "bg", "value", "stderr"]]


def draw(data, narrow=False):
    """The ratio by both readings of the chains between reservoirs, and the two values that theory and print ask for."""
    fig, (ax,) = panels(height=3.2, narrow=narrow)
    looks = (
        ("gradient", "gradient in the bulk", "o", BLUE, 0.98),
        ("contact", "resistance against length", "^", VERMILLION, 1.02),
    )
    for method, label, marker, colour, shift in looks:
        rows = data[data.method == method]
        ax.errorbar(rows.bg * shift, rows.value, rows.stderr, fmt=marker, ms=6, lw=1.2, color=colour, label=label)
    smallest = data.bg.min()
    ax.axhline(2, color=INK, ls="--", lw=1.2, label="eq. (2) as printed")
    ax.axhline(1, color=FAINT, lw=1.2, label="linear response")
    ax.set(xscale="log", xlabel=r"$\beta g$", ylabel=r"$\kappa$ over Green–Kubo", ylim=(0.5, 2.2))
    ax.set_xlim(smallest / 1.15, data.bg.max() * 1.15)
    numbered(ax.xaxis, sorted(set(data.bg)))
    ax.legend(loc="center", bbox_to_anchor=(0.5, 0.62), ncols=1 if narrow else 2)
    return fig
