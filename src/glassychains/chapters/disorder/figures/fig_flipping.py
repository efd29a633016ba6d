"""Conductivity of harmonic chains with velocity flips, exactly, and of weakly anharmonic ones with the same flips."""

import pandas as pd
from matplotlib.ticker import NullFormatter

from glassychains.methods.style import figure
from glassychains.methods.tables import select


def data(tables):
    """Columns kind (disordered, ordered, ratio), label, x, value, stderr."""
    exact = tables["flipping"].rename(columns={"flips": "x"})
    exact = exact.assign(kind=["disordered" if d else "ordered" for d in exact.disorder], label="")
    ratio = select(tables["weak.numbers"], "over_harmonic").rename(columns={"flips": "x"})
    ratio = ratio.assign(kind="ratio", label=[f"$n = {power:g}$" for power in ratio.power])
    return pd.concat([exact, ratio])[["kind", "label", "x", "value", "stderr"]]


def draw(data):
    """Left: k / lambda and lambda k. Right: anharmonic over harmonic, for lambda = 0.1 x^n."""
    fig = figure(width=7.4, height=3.6)
    left, right = fig.subplots(1, 2)
    rows = data[data.kind == "disordered"].sort_values("x")
    left.errorbar(
        rows.x, rows.value / rows.x, rows.stderr / rows.x, fmt="o-", ms=4, lw=0.8, capsize=2, label=r"disordered, $k / \lambda$"
    )
    rows = data[data.kind == "ordered"].sort_values("x")
    left.plot(rows.x, 1000 * rows.value * rows.x, "s-", ms=4, lw=0.8, label=r"ordered, $1000 \, \lambda k$")
    left.set(xscale="log", yscale="log", xlabel=r"flip rate $\lambda$", ylabel=r"$k/\lambda$ or $1000\,\lambda k$")
    left.legend()
    for (label, rows), marker in zip(data[data.kind == "ratio"].groupby("label"), "o^s", strict=False):
        right.errorbar(rows.x, rows.value, rows.stderr, fmt=marker, ms=5, capsize=3, label=label)
    right.axhline(1, ls=":", color="0.3")
    right.set(xscale="log", xlabel=r"flip rate $\lambda = 0.1\,x^n$", ylabel="current, anharmonic / harmonic", ylim=(0.5, 1.5))
    right.legend()
    right.xaxis.set_minor_formatter(NullFormatter())
    left.yaxis.set_minor_formatter(NullFormatter())
    return fig
