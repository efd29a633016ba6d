"""The phase line of the DNLS chain, and what happens in time to states on both sides of it."""

import numpy as np
import pandas as pd

from glassychains.methods.style import BLUE, FAINT, GREEN, INK, VERMILLION, band, numbered, panels
from glassychains.methods.tables import select

STATES = {
    "below": ("below the line", BLUE, "o"),
    "line": ("on it, infinite temperature", GREEN, "s"),
    "above": ("above it", VERMILLION, "^"),
}
"""Label, colour and marker of each state."""
EDGE = 2.6  # largest g / (U alpha) that is drawn


def data(tables):
    """Columns panel (diagram, largest, beta, chance), g, state, duration, x, value, stderr: the usual step only."""
    rows, numbers = tables["phases"], tables["phases.numbers"]
    usual = rows.dt.iloc[0]
    curves = rows[rows.kind.isin(["largest", "beta"]) & ((rows.dt == usual) | (rows.g < 1)) & (rows.t > 0)]
    curves = curves[curves.duration == curves.groupby(["g", "state"]).duration.transform("max")]
    curves = curves.rename(columns={"kind": "panel", "t": "x"})
    points = select(numbers, "scaled_energy")
    points = (points[points.dt.isna()] if "dt" in points else points).assign(panel="diagram", x=lambda p: p.g)
    chance = pd.DataFrame({"panel": ["chance"], "value": [2 * select(numbers, "of_chance").value.iloc[0]]})
    return pd.concat([points, curves, chance])[["panel", "g", "state", "duration", "x", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: energies over couplings. Middle: the largest norm in time. Right: the inverse temperature in time."""
    fig, (diagram, largest, beta) = panels(3, height=3.5, narrow=narrow)
    x = np.linspace(0, EDGE, 50)
    diagram.fill_between(x, 2 + 2 * x, 10, color=VERMILLION, alpha=0.12, lw=0)
    diagram.fill_between(x, 0, 1, color=FAINT, alpha=0.25, lw=0)
    diagram.plot(x, 2 + 2 * x, color=INK, lw=1.5)
    diagram.text(0.15, 7.6, "negative\ntemperature")
    diagram.text(1.2, 1.6, "positive\ntemperature")
    diagram.text(0.15, 0.3, "below the ground state", fontsize=8.5)
    for (_, state), rows in data[data.panel == "diagram"].groupby(["g", "state"]):
        label, colour, marker = STATES[state]
        diagram.errorbar(rows.x, rows.value, rows.stderr, fmt=marker, ms=5, color=colour)
    for panel, ax in (("largest", largest), ("beta", beta)):
        for state, (label, colour, _) in STATES.items():
            rows = data[(data.panel == panel) & (data.state == state)]
            for g, one in rows.groupby("g"):
                if g < 1:
                    ax.plot(one.x, one.value, color=colour, ls="--", lw=1.3, label=rf"{label}, $g = {g:g}\,U\alpha$")
                else:
                    band(ax, one.x, one.value, one.stderr, colour, label)
        ax.set(xscale="log", xlabel=r"time $\times\, U\alpha$")
    limit = data[data.panel == "chance"].value.iloc[0]
    largest.axhline(limit, color=FAINT, lw=1.3, ls=":", label="twice what chance gives")
    beta.axhline(0, color=FAINT, lw=0.8)
    diagram.set(xlim=(0, EDGE), ylim=(0, 9), xlabel=r"$g / (U\alpha)$", ylabel=r"energy per site / $U\alpha^2$")
    largest.set(ylabel=r"largest norm of a site / $\alpha$", yscale="log")
    numbered(largest.yaxis, [5, 7, 10, 14, 20])
    beta.set(ylabel=r"inverse temperature $\times\, U\alpha^2$")
    for letter, ax in zip("abc", (diagram, largest, beta), strict=True):
        ax.set_title(f"({letter})", loc="left")
    handles, labels = largest.get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside lower center", ncols=1 if narrow else 3)
    return fig
