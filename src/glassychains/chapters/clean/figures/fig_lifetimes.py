"""How long breathers live: survival, and half-lives against their norm."""

import numpy as np
import pandas as pd

from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, numbered, panels, shades
from glassychains.methods.tables import select

SURVIVAL = 1.0  # g / (U alpha) of the first panel
COLOURS = (BLUE, VERMILLION)


def data(tables):
    """Columns panel (survival, half, long, exponential, power), g, n0, x, value, low, high; checks are left out.

    long: breathers about half of which, or more, are left at the end of their run, whose duration is the value.
    """
    rows, numbers = tables["lifetimes"], tables["lifetimes.numbers"]
    curves = rows[(rows.check == 0) & (rows.g == SURVIVAL)].assign(panel="survival").rename(columns={"t": "x"})
    half, durations = (_usual(select(numbers, name)) for name in ("log_half_life", "duration"))
    half = half.assign(panel="half", x=half.n0, low=half.value - half.stderr, high=half.value + half.stderr)
    found = [curves, half.assign(**{name: np.exp(half[name]) for name in ("value", "low", "high")})]
    known = set(zip(half.g, half.n0, strict=True))
    run = [(g, n0) not in known for g, n0 in zip(durations.g, durations.n0, strict=True)]
    found.append(durations[run].assign(panel="long", x=durations.n0[run]))
    for g, points in half.groupby("g"):
        for law, of in (("exponential", lambda n0: n0), ("power", np.log)):
            slope = select(numbers, "slope", g=g, law=law)
            if len(slope):
                weight = points.stderr**-2.0
                middle = np.average(points.value, weights=weight)
                x = np.linspace(points.n0.min(), durations.n0[durations.g == g].max(), 40)
                value = np.exp(middle + slope.value.iloc[0] * (of(x) - np.average(of(points.n0), weights=weight)))
                found.append(pd.DataFrame({"panel": law, "g": g, "x": x, "value": value}))
    return pd.concat(found)[["panel", "g", "n0", "x", "value", "low", "high"]]


def _usual(rows):
    """Without checks."""
    for check in ("dt", "length"):
        rows = rows[rows[check].isna()] if check in rows else rows
    return rows


def draw(data, narrow=False):
    """Left: the part of breathers that is left. Right: half-lives with the two laws."""
    fig, (left, right) = panels(2, height=3.6, narrow=narrow)
    survival = data[data.panel == "survival"]
    colours = shades(survival.n0)
    for n0, rows in survival.groupby("n0"):
        rows = rows[rows.x > 0]
        left.fill_between(rows.x, rows.low, rows.high, step="post", color=colours[n0], alpha=0.25, lw=0)
        left.step(rows.x, rows.value, where="post", color=colours[n0], lw=1.3, label=rf"$n_0 = {n0:g}\,\alpha$")
    left.axhline(0.5, color=FAINT, lw=0.8)
    left.set(xscale="log", xlabel=r"time $\times\, U\alpha$", ylabel="breathers that are left", ylim=(0, 1.03))
    half = data[data.panel == "half"]
    for colour, (g, rows) in zip(COLOURS, list(half.groupby("g"))[::-1], strict=False):
        errors = [rows.value - rows.low, rows.high - rows.value]
        right.errorbar(rows.x, rows.value, errors, fmt="o", ms=4.5, color=colour, label=rf"$g = {g:g}\,U\alpha$")
        for law, style in (("exponential", "-"), ("power", "--")):
            line = data[(data.panel == law) & (data.g == g)]
            right.plot(line.x, line.value, style, color=colour, lw=1.2)
    if len(late := data[data.panel == "long"]):
        right.plot(late.x, late.value, "^", ms=6, mfc="none", color=INK, label="half left at the end")
    right.plot([], [], "-", color=INK, lw=1.2, label="exponential")
    right.plot([], [], "--", color=INK, lw=1.2, label="power")
    right.set(yscale="log", xlabel=r"norm of the breather $n_0 / \alpha$", ylabel=r"half-life $\times\, U\alpha$")
    ticks = [n0 for n0 in range(4, 21, 2) if half.x.min() - 1 < n0 < max(half.x.max(), late.x.max() if len(late) else 0) + 1]
    numbered(right.xaxis, ticks)
    for letter, ax in zip("ab", (left, right), strict=True):
        ax.set_title(f"({letter})", loc="left")
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.24 if narrow else -0.18), ncols=2 if narrow else 3)
    return fig
