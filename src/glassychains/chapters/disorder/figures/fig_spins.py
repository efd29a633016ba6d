"""Diffusion of energy in disordered classical spins: D(t), and D against the coupling J with its local slope."""

import numpy as np
import pandas as pd

from glassychains.methods.style import figure, shades
from glassychains.methods.tables import select


def data(tables):
    """Columns kind (running, D, exponent), J, t, value, stderr."""
    parts = [tables["spins"].assign(kind="running"), select(tables["spins.numbers"], "D").assign(kind="D")]
    parts = [part[part.dt == part.dt.max()] for part in parts]
    parts.append(select(tables["spins.numbers"], "exponent").assign(kind="exponent"))
    return pd.concat(parts)[["kind", "J", "t", "value", "stderr"]]


def draw(data):
    """Left: running D(t). Right: D(J), and below it the local exponent."""
    fig = figure(width=7.4, height=4.2)
    grid = fig.add_gridspec(2, 2, height_ratios=(2, 1))
    left, right = fig.add_subplot(grid[:, 0]), fig.add_subplot(grid[0, 1])
    lower = fig.add_subplot(grid[1, 1], sharex=right)
    running = data[(data.kind == "running") & (data.t >= 4)]
    colours = shades(running.J)
    for J, rows in running.groupby("J"):
        left.errorbar(rows.t, rows.value, rows.stderr, fmt="o-", ms=2.5, lw=0.8, color=colours[J], label=f"$J = {J:g}$")
    left.set(xscale="log", yscale="log", xlabel="time $t$", ylabel=r"$\langle B(t)^2 \rangle / 2 L c t$")
    left.legend(fontsize=8)
    known = data[data.kind == "D"].sort_values("J")
    right.errorbar(known.J, known.value, known.stderr, fmt="o", ms=5, capsize=3)
    steepest = known.iloc[-1]
    x = np.linspace(known.J.min(), steepest.J, 50)
    right.plot(x, steepest.value * (x / steepest.J) ** 2, ":", color="0.3", label=r"$J^2$")
    right.set(xscale="log", yscale="log", ylabel="diffusivity $D$")
    right.legend()
    local = data[data.kind == "exponent"]
    lower.errorbar(local.J, local.value, local.stderr, fmt="s", ms=4, capsize=3)
    lower.set(xlabel="coupling $J$", ylabel=r"$d\log D / d\log J$", ylim=(0, None))
    ticks = [0.2, 0.25, 0.3, 0.4, 0.5, 0.6]
    lower.set_xticks(ticks, [f"{x:g}" for x in ticks])
    lower.minorticks_off()
    right.tick_params(labelbottom=False)
    return fig
