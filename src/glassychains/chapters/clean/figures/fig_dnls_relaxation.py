"""Relaxation of norms of DNLS rings over g / (U alpha), beside that of the velocities of rotors over beta g."""

import numpy as np
import pandas as pd

from glassychains.chapters.clean.analysis.rings import FASTER
from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, band, numbered, panels, shades
from glassychains.methods.tables import select

THRESHOLDS = (0.5, 0.7)  # of phi
CHAINS = {"norms": ("norms, DNLS", BLUE, "o", "full"), "rotors": ("velocities, rotors", VERMILLION, "s", "none")}
TICKS = [0.1, 0.2, 0.5, 1.0]


def data(tables):
    """Columns kind (kept, time, exponent), chain, threshold, coupling, t, value, stderr.

    Times are in units of the inverse spread of frequencies.
    """
    ours, theirs = tables["dnls-rings.numbers"], tables["relaxation.numbers"].rename(columns={"g": "coupling"})
    kept = tables["dnls-rings"]
    kept = kept[kept.kind == "kept"].assign(chain="norms", t=kept.t * FASTER)
    parts = [kept]
    for chain, numbers, unit in (("norms", ours, FASTER), ("rotors", theirs, 1.0)):
        for kind, factor in (("time", unit), ("exponent", 1.0)):
            rows = select(numbers, kind)
            rows = rows[[one in THRESHOLDS for one in rows.get("threshold", [])]]
            parts.append(rows.assign(kind=kind, chain=chain, value=rows.value * factor, stderr=rows.stderr * factor))
    columns = ["kind", "chain", "threshold", "coupling", "t", "value", "stderr"]
    return pd.concat(parts).reindex(columns=columns)


def draw(data, narrow=False):
    """Above: curves, and times against coupling. Below: local exponents at two thresholds."""
    fig, (curves, times, *below) = panels(2, rows=2, height=3.5, narrow=narrow)
    kept = data[data.kind == "kept"]
    colours = shades(kept.coupling)
    for x, rows in kept.groupby("coupling"):
        rows = rows[rows.value > 2 * rows.stderr].sort_values("t")
        band(curves, rows.t, rows.value, rows.stderr, colours[x])
        begin = rows.t.iloc[0], rows.value.iloc[0]
        curves.annotate(f"{x:g}", begin, (-4, 0), textcoords="offset points", ha="right", va="center", fontsize=7)
    for threshold in THRESHOLDS:
        curves.axhline(1 - threshold, color=FAINT, lw=1, ls=":")
    curves.set(xscale="log", xlabel=r"time, in $1/(2U\alpha)$", ylabel=r"left of the norms, $1-\varphi$", ylim=(0, 1))
    ticks = [1, 100, 1e4, 1e6]
    numbered(curves.xaxis, [t for t in ticks if t < kept.t.max()], None)
    curves.xaxis.set_major_formatter(lambda t, _: f"$10^{{{round(np.log10(t))}}}$")
    curves.set_xlim(left=kept.t.min() / 12)
    curves.set_title(r"(a) curves, $g/(U\alpha)$ at the left", loc="left", color=INK)
    for chain, (label, colour, marker, fill) in CHAINS.items():
        own = data[data.chain == chain].sort_values("coupling")
        look = {"fmt": marker, "fillstyle": fill, "ms": 4.5, "color": colour}
        for threshold, style, ax in zip(THRESHOLDS, ("-", "--"), below, strict=True):
            rows = own[(own.kind == "time") & (own.threshold == threshold)]
            what = rf"{label}, $\varphi={threshold:g}$"
            times.errorbar(rows.coupling, rows.value, rows.stderr, ls=style, lw=1, label=what, **look)
            rows = own[(own.kind == "exponent") & (own.threshold == threshold)]
            ax.errorbar(rows.coupling, rows.value, rows.stderr, ls="", capsize=2, label=label, **look)
    times.set(xscale="log", yscale="log", xlabel=r"$g/(U\alpha)$, of rotors $\beta g$", ylabel="time")
    if narrow:
        times.legend(loc="upper center", bbox_to_anchor=(0.5, -0.28), fontsize=7.5)
    else:
        times.legend(loc="upper right", fontsize=7.5)
    times.set_title("(b) times", loc="left", color=INK)
    for ax, threshold, letter in zip(below, THRESHOLDS, "cd", strict=True):
        ax.axhline(-5, color=FAINT, ls=":", lw=1)
        ax.set(xscale="log", xlabel="coupling, middle of two neighbours", ylabel="local exponent")
        ax.set_title(rf"({letter}) exponents, $\varphi={threshold:g}$", loc="left", color=INK)
        ax.legend(loc="lower right")
    for ax in (times, *below):
        numbered(ax.xaxis, TICKS)
        ax.set_xlim(0.085, 1.15)
    return fig
