"""All norm on one site of a clean chain: how many sites it occupies in time, and what stays on one of them."""

import numpy as np
import pandas as pd

from glassychains.chapters.clean.analysis.trapping import bound
from glassychains.methods.style import FAINT, INK, numbered, panels, shades
from glassychains.methods.tables import select


def data(tables):
    """Columns panel (participation, kept, exact), ratio, x, value: U n / g as ratio; the first step and window only."""
    rows, numbers = tables["trapping"], tables["trapping.numbers"]
    first = rows.iloc[0]
    rows = rows[(rows.kind == "participation") & (rows["dt"] == first["dt"]) & (rows.duration == first.duration)]
    kept = select(numbers, "largest")
    for name in ("dt", "duration"):
        kept = kept[kept[name].isna()] if name in kept else kept
    ratios = np.append(np.linspace(2, 2.5, 20)[1:], np.linspace(2.6, kept.ratio.max(), 40))
    parts = [rows.assign(panel="participation", x=rows.t), kept.assign(panel="kept", x=kept.ratio)]
    parts.append(pd.DataFrame({"panel": "exact", "ratio": ratios, "x": ratios, "value": [1 / bound(r) for r in ratios]}))
    return pd.concat(parts)[["panel", "ratio", "x", "value"]]


def draw(data, narrow=False):
    """Left: participation in time with the bounds. Right: the part on the fullest site at the end over the coupling."""
    fig, (left, right) = panels(2, height=3.5, narrow=narrow)
    rows = data[data.panel == "participation"]
    colours = shades(rows.ratio)
    for ratio, one in rows.groupby("ratio"):
        left.plot(one.x, one.value, color=colours[ratio], lw=1.3, label=f"$U n/g = {ratio:g}$")
        if ratio > 2:
            left.axhline(bound(ratio), color=colours[ratio], lw=1, ls=":")
    left.set(xscale="log", yscale="log", xlabel=r"time $\times\, g$", ylabel="sites that the norm occupies")
    numbered(left.yaxis, [1, 2, 5, 10, 100, 1000])
    exact, kept = data[data.panel == "exact"], data[data.panel == "kept"]
    right.fill_between(exact.x, 0, exact.value, color=FAINT, alpha=0.3, lw=0, label="forbidden")
    right.plot(kept.x, kept.value, "o", color=INK, ms=5, label="measured")
    right.axvline(2, color=FAINT, lw=1, ls=":")
    right.set(xlabel=r"$U n / g$", ylabel="part on the fullest site at the end", ylim=(0, 1.03), xlim=(0, None))
    for letter, ax in zip("ab", (left, right), strict=True):
        ax.set_title(f"({letter})", loc="left")
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.24 if narrow else -0.18), ncols=2 if narrow else 3)
    return fig
