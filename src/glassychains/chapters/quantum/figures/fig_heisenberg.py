"""The Heisenberg chain in random fields: levels and entanglement against the strength of the fields, crossings, edges."""

from itertools import pairwise

import numpy as np
import pandas as pd

from glassychains.methods.style import FAINT, INK, panels, shades
from glassychains.methods.tables import select

LIMITS = {"random matrices": 0.5307, "independent levels": 2 * np.log(2) - 1}


def data(tables):
    """Columns kind, length, W, x, value, stderr: the curves of the analysis, gain of r from length to length, crossing."""
    curves = tables["heisenberg"]
    parts = [curves]
    ratio = {length: rows.set_index("W") for length, rows in curves[curves.kind == "ratio"].groupby("length")}
    for short, long in pairwise(sorted(ratio)):
        one, two = (ratio[length].loc[ratio[short].index.intersection(ratio[long].index)] for length in (short, long))
        gain = {
            "W": one.index,
            "value": (two.value - one.value).to_numpy(),
            "stderr": np.hypot(two.stderr, one.stderr).to_numpy(),
        }
        parts.append(pd.DataFrame(gain | {"kind": "gain", "length": long}))
    found = select(tables["heisenberg.numbers"], "crossing", of="ratio")
    if len(found):
        parts.append(found.rename(columns={"long": "length"}).assign(kind="crossing").drop(columns=["quantity", "of", "short"]))
    return pd.concat(parts).reindex(columns=["kind", "length", "W", "x", "value", "stderr"])


def draw(data, narrow=False):
    """Above: gap ratio and entropy against W. Below: gain of the ratio with the length; gap ratio along the spectrum."""
    fig, (ratio, entropy, gain, spectrum) = panels(2, rows=2, height=3.3, narrow=narrow)
    colours = shades(data.length)

    def curves(ax, kind):
        for length, rows in data[data.kind == kind].groupby("length"):
            look = {"fmt": "o-", "ms": 3.5, "lw": 1, "capsize": 2, "color": colours[length]}
            ax.errorbar(rows.W, rows.value, rows.stderr, label=f"$L = {length:g}$", **look)

    curves(ratio, "ratio")
    for level in LIMITS.values():
        ratio.axhline(level, color=FAINT, ls=":", lw=1.4)
    end = data[data.kind == "ratio"].W.max()
    ratio.annotate("random matrices", (end, LIMITS["random matrices"]), (0, 3), textcoords="offset points", ha="right")
    ratio.annotate("independent levels", (1, LIMITS["independent levels"]), (0, -11), textcoords="offset points")
    ratio.set(xlabel="strength of the fields $W$", ylabel="mean gap ratio $r$", ylim=(0.372, 0.545))
    ratio.legend(loc="upper right", bbox_to_anchor=(1, 0.9))
    curves(entropy, "of_page")
    entropy.axhline(1, color=FAINT, ls=":", lw=1.4)
    entropy.annotate("random states", (end, 1), (0, 3), textcoords="offset points", ha="right")
    entropy.set(xlabel="strength of the fields $W$", ylabel="entropy over that of random states", ylim=(0, 1.1))
    lines = data[data.kind == "gain"]
    for long, rows in lines.groupby("length"):
        short = max((one for one in data.length.unique() if one < long), default=long)
        look = {"fmt": "o-", "ms": 3.5, "lw": 1, "capsize": 2, "color": colours[long]}
        gain.errorbar(rows.W, rows.value, rows.stderr, label=f"from {short:g} to {long:g} spins", **look)
    for one in data[data.kind == "crossing"].dropna(subset=["value"]).itertuples():
        gain.errorbar([one.value], [0], xerr=[one.stderr], fmt="D", ms=6, capsize=3, color=colours[one.length])
    gain.axhline(0, color=INK, lw=0.8)
    gain.set(xlabel="strength of the fields $W$", ylabel="gain of $r$ with the length")
    gain.legend(loc="upper right")
    along = data[data.kind == "spectrum"]
    hues = shades(along.W) if len(along) else {}
    for W, rows in along.groupby("W"):
        look = {"fmt": "s-", "ms": 3.5, "lw": 1, "capsize": 2, "color": hues[W]}
        spectrum.errorbar(rows.x, rows.value, rows.stderr, label=f"$W = {W:g}$", **look)
    if len(along):
        for level in LIMITS.values():
            spectrum.axhline(level, color=FAINT, ls=":", lw=1.4)
        spectrum.legend(loc="upper center", ncols=len(hues), bbox_to_anchor=(0.5, 1.0), columnspacing=0.8, handletextpad=0.3)
        spectrum.set(ylim=(0.375, 0.565))
    else:
        spectrum.annotate("not computed in this tier", (0.5, 0.5), xycoords="axes fraction", ha="center")
    spectrum.set(xlabel="part of the levels below", ylabel="mean gap ratio $r$", xlim=(0, 1))
    for letter, ax in zip("abcd", (ratio, entropy, gain, spectrum), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
