"""Gap ratios of clean rings against their length, and the coupling at which they are half way from Poisson to GOE."""

import numpy as np

from glassychains.methods.spectra import GOE, POISSON
from glassychains.methods.style import BLUE, FAINT, VERMILLION, numbered, panels, shades

CUTOFFS = {2: ("at most two per site", BLUE, "o", -0.05), 3: ("at most three", VERMILLION, "s", 0.05)}
TICKS = [0.03, 0.05, 0.1, 0.2, 0.3, 0.5]


def data(tables):
    """Columns kind (ratio, star, limit), most, g, length, value, stderr."""
    return tables["ring-levels"]


def draw(data, narrow=False):
    """Left: gap ratio against length for each coupling. Right: coupling of the half way against length."""
    fig, (left, right) = panels(2, height=3.5, narrow=narrow)
    ratios = data[(data.kind == "ratio") & (data.most == 2)]
    colours = shades(ratios.g)
    beside = np.linspace(-0.2, 0.2, len(colours))  # so that error bars do not hide each other
    for shift, (g, rows) in zip(beside, ratios.groupby("g"), strict=True):
        rows = rows.sort_values("length")
        left.errorbar(
            rows.length + shift, rows.value, rows.stderr, fmt="o-", ms=4, lw=1, capsize=2, color=colours[g], label=f"{g:g}"
        )
    for level, word in ((GOE, "GOE"), (POISSON, "Poisson")):
        left.axhline(level, color=FAINT, ls="--", lw=1.2)
        left.annotate(word, (1.0, level), (-2, 2), xycoords=("axes fraction", "data"), textcoords="offset points", ha="right")
    left.set(xlabel="sites $L$", ylabel="mean gap ratio", xticks=sorted(set(ratios.length)))
    left.set_xlim(right=ratios.length.max() + 1.1)  # room for words
    left.legend(title="$g/U$", ncols=4, loc="upper center", bbox_to_anchor=(0.5, -0.18), columnspacing=1.0, handletextpad=0.3)
    left.set_title("(a) at most two bosons per site", loc="left")
    for most, rows in data[data.kind == "star"].groupby("most"):
        label, colour, marker, shift = CUTOFFS[most]
        factor = np.exp(rows.stderr / rows.value)  # errors are those of the logarithm
        error = [rows.value - rows.value / factor, rows.value * factor - rows.value]
        right.errorbar(rows.length + shift, rows.value, error, fmt=f"{marker}-", ms=4.5, capsize=2, color=colour, label=label)
    for most, rows in data[data.kind == "limit"].groupby("most"):
        right.plot(rows.length, rows.value, CUTOFFS[most][2], fillstyle="none", ms=4.5, color=CUTOFFS[most][1])
        for row in rows.itertuples():
            right.annotate(
                "", (row.length, 0.7 * row.value), (row.length, row.value), arrowprops={"arrowstyle": "->", "color": FAINT}
            )
    right.set(yscale="log", xlabel="sites $L$", ylabel="$g^*/U$", xticks=sorted(set(data.length)), ylim=(0.019, 1.1))
    numbered(right.yaxis, TICKS)
    right.legend(loc="upper right")
    right.set_title("(b) coupling of the half way", loc="left")
    return fig
