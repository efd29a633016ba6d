"""Diffusion of energy in disordered classical spins: D(t), and D against the coupling with its local exponent."""

import numpy as np
import pandas as pd

from glassychains.chapters.disorder.analysis.spins import over_field
from glassychains.methods.style import BLUE, FAINT, band, numbered, panels, shades
from glassychains.methods.tables import select


def data(tables):
    """Columns kind (running, D, exponent), ratio (J / Delta), t, value, stderr."""
    parts = [tables["spins"].assign(kind="running"), select(tables["spins.numbers"], "D").assign(kind="D")]
    parts = [part[part.dt == part.dt.max()].assign(ratio=lambda rows: over_field(rows.J)) for part in parts]
    local = select(tables["spins.numbers"], "exponent").assign(kind="exponent")
    parts.append(local.rename(columns={"J_over_Delta": "ratio"}))
    return pd.concat(parts)[["kind", "ratio", "t", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: running D(t). Middle: D against J / Delta. Right: the local exponent."""
    fig, (left, middle, right) = panels(3, height=3.6, narrow=narrow, widths=(1.25, 1, 1))
    running = data[(data.kind == "running") & (data.t >= 4)]
    colours = shades(running.ratio)
    for ratio, rows in running.groupby("ratio"):
        band(left, rows.t, rows.value, rows.stderr, colours[ratio], f"{ratio:.2f}")
    left.set(xscale="log", yscale="log", xlabel="time $t$", ylabel="energy spread over time, $D(t)$")
    left.legend(
        title=r"$J/\Delta$", ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.2), columnspacing=1.0, handlelength=1.2
    )
    known = data[data.kind == "D"].sort_values("ratio")
    for one in known.itertuples():
        middle.errorbar(one.ratio, one.value, one.stderr, fmt="o", ms=5, capsize=3, color=colours[one.ratio])
    steepest = known.iloc[-1]
    x = np.array([known.ratio.min(), steepest.ratio])
    middle.plot(x, steepest.value * (x / steepest.ratio) ** 2, ":", color=FAINT, lw=1.5, label="square law")
    middle.legend(loc="lower right", handlelength=1.2)
    middle.set(xscale="log", yscale="log", ylabel="diffusivity $D$")
    local = data[data.kind == "exponent"]
    right.errorbar(local.ratio, local.value, local.stderr, fmt="s", ms=4, lw=1, capsize=3, color=BLUE)
    right.axhline(2, ls=":", color=FAINT, lw=1.5)
    right.set(xscale="log", ylabel="local exponent of $D$", ylim=(0, None))
    for ax in (middle, right):
        ax.set(xlabel=r"$J/\Delta$", xlim=(0.85 * known.ratio.min(), 1.15 * known.ratio.max()))
        numbered(ax.xaxis, [0.2, 0.3, 0.5, 1.0])
    for letter, ax in zip("abc", (left, middle, right), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
