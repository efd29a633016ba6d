"""Where the conductivity is smallest: longer rings, their relaxation, and chains of several lengths between reservoirs."""

import numpy as np
import pandas as pd

from glassychains.methods.style import FAINT, INK, MARKERS, band, numbered, panels, shades
from glassychains.methods.tables import select


def data(tables):
    """Columns kind (ring, expected, relaxation, gradient, ends, ring_error), bg, length, t, value, stderr.

    Conductivities are over those of rings of 32 sites; `expected` is what rings at their own temperatures would give, and
    `relaxation` is 1 - phi.
    """
    rings, baths, phi = (tables[name] for name in ("longer-rings", "longer-baths", "longer-relaxation"))
    rings = rings[rings.dt == rings.dt.min()]
    named = {"ring": rings, "expected": rings.assign(value=rings.expected, stderr=np.nan)}
    parts = [table[["bg", "length", "value", "stderr"]].assign(kind=kind) for kind, table in named.items()]
    parts.append(phi[phi.t > 200].assign(kind="relaxation", bg=0.2, value=1 - phi.value))  # from the end of the first swing
    parts.append(baths.rename(columns={"g": "bg"}))
    error = select(tables["longer-baths.numbers"], "ring_error").rename(columns={"g": "bg"})
    if len(error):
        parts.append(error.reindex(columns=["bg", "value"]).assign(kind="ring_error"))
    return pd.concat(parts, ignore_index=True)[["kind", "bg", "length", "t", "value", "stderr"]]


def draw(data, narrow=False):
    """Rings against length; 1 - phi against time; chains between reservoirs against length."""
    fig, (rings, relaxation, baths) = panels(3, height=3.4, narrow=narrow)
    chosen = data[data.kind.isin(["ring", "gradient", "ends"])]
    colours = shades({*chosen.bg, 0.14, 0.2, 0.35})
    for (bg, rows), marker, shift in zip(data[data.kind == "ring"].groupby("bg"), MARKERS, (0.97, 1.03), strict=False):
        rows = rows.sort_values("length")
        look = {"fmt": marker, "ms": 5, "lw": 1.2, "color": colours[bg], "label": rf"$\beta g = {bg:g}$"}
        rings.errorbar(rows.length * shift, rows.value, rows.stderr, **look)
        own = data[(data.kind == "expected") & (data.bg == bg)].sort_values("length")
        rings.plot(own.length * shift, own.value, color=colours[bg], ls="--", lw=1.2)
    rings.plot([], [], color=INK, ls="--", lw=1.2, label="own temperatures")
    rings.axhline(1, color=FAINT, lw=1)
    rings.set(
        xscale="log", xlabel="sites of the ring", ylabel=r"$\kappa$ over that of 32 sites", xlim=(26, 160), ylim=(0.6, 1.4)
    )
    numbered(rings.xaxis, [32, 64, 128])
    rings.legend(loc="upper left", handlelength=1.5)
    curves = data[data.kind == "relaxation"]
    hues = shades(curves.length)
    for length, rows in curves.groupby("length"):
        band(relaxation, rows.t, rows.value, rows.stderr, hues[length], label=f"$L = {length:g}$")
    relaxation.set(xscale="log", yscale="log", xlabel="time $t$", ylabel=r"$1 - \varphi$ at $\beta g = 0.2$")
    numbered(relaxation.xaxis, [1e3, 1e4, 1e5], ["$10^3$", "$10^4$", "$10^5$"])
    numbered(relaxation.yaxis, [0.05, 0.1, 0.2, 0.5])
    relaxation.legend(loc="lower left", handlelength=1.5)
    _baths(baths, data, colours)
    return fig


def _baths(ax, data, colours):
    """Chains between reservoirs over rings: the bulk filled, the ends open."""
    groups = data[data.kind.isin(["gradient", "ends"])].groupby("bg")
    for (bg, rows), marker in zip(groups, MARKERS, strict=False):
        for kind, fill, shift, words in (("gradient", colours[bg], 0.97, "bulk"), ("ends", "none", 1.03, "ends")):
            one = rows[rows.kind == kind].sort_values("length")
            look = {"fmt": marker, "ms": 5, "mfc": fill, "lw": 1.2, "color": colours[bg]}
            ax.errorbar(one.length * shift, one.value, one.stderr, label=rf"$\beta g = {bg:g}$, {words}", **look)
    for row in data[data.kind == "ring_error"].itertuples():
        ax.axhspan(1 - row.value, 1 + row.value, color=colours[row.bg], alpha=0.18, lw=0)
    ax.axhline(1, color=FAINT, lw=1)
    ax.set(
        xscale="log", xlabel="sites between reservoirs", ylabel=r"$\kappa$ over that of rings", xlim=(20, 170), ylim=(0.5, 1.9)
    )
    numbered(ax.xaxis, [24, 32, 48, 64, 96, 128])
    if len(data[data.kind == "gradient"]):
        ax.legend(loc="upper right", handlelength=1.2)
    else:
        ax.annotate("not measured in this tier", (0.5, 0.8), xycoords="axes fraction", ha="center")
