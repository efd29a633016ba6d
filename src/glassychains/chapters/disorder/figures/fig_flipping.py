"""Conductivity of harmonic chains with velocity flips, exactly, and of weakly anharmonic ones with the same flips."""

import numpy as np
import pandas as pd

from glassychains.methods.style import BLUE, FAINT, GREEN, PURPLE, VERMILLION, numbered, panels
from glassychains.methods.tables import select


def data(tables):
    """Columns kind (disordered, ordered, network, ratio), power, x (the rate, or g T / g0^2 of a ratio), value, stderr."""
    exact = tables["flipping"].rename(columns={"flips": "x"})
    exact = exact.assign(kind=["disordered" if d else "ordered" for d in exact.disorder])
    network = select(tables["flipping.numbers"], "network").assign(kind="network")
    weak = tables["weak.numbers"]
    strength = select(weak, "x")[["g", "flips", "value"]].rename(columns={"value": "x"})
    ratio = select(weak, "over_harmonic").merge(strength, on=["g", "flips"]).assign(kind="ratio")
    return pd.concat([exact, network, ratio])[["kind", "power", "x", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: k against lambda. Right: anharmonic over harmonic current, for lambda = 0.1 x^n."""
    fig, (left, right) = panels(2, height=3.5, narrow=narrow)
    for kind, marker, colour in (("disordered", "o", VERMILLION), ("ordered", "s", BLUE)):
        rows = data[data.kind == kind].sort_values("x")
        line = "-" if len(rows) > 2 else ""
        left.errorbar(rows.x, rows.value, rows.stderr, fmt=marker + line, ms=4, lw=1, capsize=2, color=colour, label=kind)
    rates = data[data.kind.isin(["disordered", "ordered"])].x
    network = data[data.kind == "network"].value.iloc[0]
    x = np.array([rates.min(), 30 * rates.min()])
    left.plot(x, network * x, ":", color=FAINT, lw=1.6, label="network of modes")
    left.set(xscale="log", yscale="log", xlabel=r"flip rate $\lambda$", ylabel="conductivity $k$")
    for axis, low, high in ((left.xaxis, rates.min(), rates.max()), (left.yaxis, network * rates.min(), 10)):
        exponents = np.arange(np.floor(np.log10(low) + 0.01), np.ceil(np.log10(high) - 0.01) + 1)
        numbered(axis, 10.0**exponents, [f"$10^{{{e:.0f}}}$" for e in exponents])
    left.legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=3 if not narrow else 2, columnspacing=0.8, handletextpad=0.4
    )
    for power, marker, colour in ((1, "^", GREEN), (2, "s", PURPLE), (3, "D", BLUE)):
        rows = data[(data.kind == "ratio") & (data.power == power)]
        if len(rows):
            label = r"$\lambda = 0.1\, x$" if power == 1 else rf"$\lambda = 0.1\, x^{power}$"
            right.errorbar(rows.x, rows.value, rows.stderr, fmt=marker, ms=5, capsize=3, color=colour, label=label)
    right.axhline(1, ls=":", color=FAINT, lw=1.3)
    strengths = sorted(set(data[data.kind == "ratio"].x))
    right.set(
        xscale="log",
        xlabel="$x = g T / g_0^2$",
        ylabel="anharmonic over harmonic current",
        ylim=(0.7, 1.3),
        xlim=(0.7 * strengths[0], 1.4 * strengths[-1]),
    )
    numbered(right.xaxis, strengths)
    right.legend(ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.2))
    for letter, ax in zip("ab", (left, right), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
