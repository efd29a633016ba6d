"""A grain and the spins beyond it: signs that it takes in the last spin, and the threshold that they give."""

import numpy as np
import pandas as pd

from glassychains.methods.style import BLUE, FAINT, GREEN, INK, PURPLE, VERMILLION, panels, shades
from glassychains.methods.tables import select

SIGNS = {
    "ratio": ("gap ratio", "mean gap ratio $r$", BLUE, "o"),
    "reach": (r"$V/\delta$ at $h$", r"$\langle\log V/\delta\rangle$ of one more spin", VERMILLION, "s"),
    "entropy": ("entanglement", r"entropy of the last spin, over $\log 2$", GREEN, "^"),
    "matching": ("neighbouring levels", None, PURPLE, "v"),
}
THEORY = 0.5**0.5


def data(tables):
    """Columns kind, of, length, alpha, value, stderr.

    Kinds: curve; crossing, of lengths two apart, at their mean; alpha_c, at the longest length.
    """
    curves, numbers = tables["avalanche"], tables["avalanche.numbers"]
    parts = [curves.rename(columns={"kind": "of"}).assign(kind="curve")]
    pairs = select(numbers, "crossing")
    if len(pairs):
        pairs = pairs[pairs.long - pairs.short == 2]
        parts.append(pairs.assign(kind="crossing", length=(pairs.short + pairs.long) / 2))
    parts.append(select(numbers, "alpha_c").assign(kind="alpha_c", length=curves.length.max()))
    return pd.concat(parts).reindex(columns=["kind", "of", "length", "alpha", "value", "stderr"])


def draw(data, narrow=False):
    """Three panels of curves against alpha, one of crossings against the length."""
    fig, axes = panels(2, rows=2, height=3.3, narrow=narrow)
    curves = data[data.kind == "curve"]
    colours = shades(curves.length)
    for ax, (of, (_, label, _, _)) in zip(axes[:3], SIGNS.items(), strict=False):
        for length, rows in curves[curves.of == of].groupby("length"):
            look = {"fmt": "o-", "ms": 3.5, "lw": 1, "capsize": 2, "color": colours[length]}
            ax.errorbar(rows.alpha, rows.value, rows.stderr, label=f"$L = {length:g}$", **look)
        ax.axvline(THEORY, color=FAINT, ls="--", lw=1.2)
        ax.set(xlabel=r"$\alpha$", ylabel=label)
    for level in (0.5307, 2 * np.log(2) - 1):
        axes[0].axhline(level, color=FAINT, ls=":", lw=1.4)
    axes[0].set_ylim(0.375, 0.545)
    axes[0].legend(loc="lower right", bbox_to_anchor=(1, 0.08))
    axes[2].set_ylim(0, 1)
    last, results = axes[3], data[data.kind == "alpha_c"]
    first, end = curves.length.min() + 1, curves.length.max() - 1
    for shift, (of, (label, _, colour, marker)) in zip((-0.09, -0.03, 0.03, 0.09), SIGNS.items(), strict=True):
        look = {"fmt": marker, "ms": 4.5, "capsize": 2, "color": colour}
        rows = data[(data.kind == "crossing") & (data.of == of)]
        last.errorbar(rows.length + shift, rows.value, rows.stderr, ls="-", lw=0.8, label=label, **look)
        rows = results[results.of == of]
        last.errorbar(rows.length * 0 + end + 1 + 2 * shift, rows.value, rows.stderr, fillstyle="none", **look)
    last.axhline(THEORY, color=FAINT, ls="--", lw=1.2)
    length = np.linspace(first - 0.3, end + 0.3, 50)
    last.plot(length, THEORY * np.exp(0.25 / (length + 2)), ":", color=INK, lw=1.2, label="theory, finite width")
    ticks = sorted(set(data[data.kind == "crossing"].length))
    last.set_xticks([*ticks, end + 1], [*(f"{tick - 1:g}, {tick + 1:g}" for tick in ticks), "collapse"])
    last.set(xlabel="lengths that cross", ylabel=r"$\alpha_c$", ylim=(0.6, 0.9), xlim=(first - 0.5, end + 1.5))
    last.legend(loc="upper right", ncols=2, columnspacing=0.8, handletextpad=0.3)
    for letter, ax in zip("abcd", axes, strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
