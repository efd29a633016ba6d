"""The bound of eq. (9): running kappa(t) with velocity flips, and what the isolated chain conducts, in units of g^2 lambda."""

import numpy as np
import pandas as pd

from glassychains.methods.style import FAINT, INK, MARKERS, band, numbered, panels, shades
from glassychains.methods.tables import select


def data(tables):
    """Columns kind (running, isolated), r, g, x (g^2 lambda t), lambda_t, value (kappa over g^2 lambda), stderr."""
    numbers = tables["flips.numbers"]
    own = select(numbers, "isolated").rename(columns={"power": "r"}).drop(columns="quantity").assign(kind="isolated")
    return pd.concat([tables["flips"].assign(kind="running"), own])


def draw(data, narrow=False):
    """A panel per power r, a colour per coupling, from lambda t = 1 on; then the share of the isolated chain for each r."""
    runs, own = data[data.kind == "running"], data[data.kind == "isolated"]
    powers = sorted(set(runs.r))
    fig, axes = panels(len(powers) + 1, height=3.5, narrow=narrow)
    colours = shades(runs.g)
    runs = runs[(runs.lambda_t >= 1) & (runs.value > 2 * runs.stderr)]
    for ax, power in zip(axes, powers, strict=False):
        for g, rows in runs[runs.r == power].groupby("g"):
            band(ax, rows.x, rows.value, rows.stderr, colours[g], label=f"$g = {g:g}$")
        ax.axvline(0.1, ymax=0.66, color=FAINT, lw=1, ls="--")
        ax.set(xscale="log", yscale="log", xlabel=r"$g^2 \lambda t$", title=rf"flips, $r = {power:g}$")
        ax.set(xlim=(runs.x.min() / 1.5, runs.x.max() * 1.5), ylim=(0.8, 1.2 * runs.value.max()))
        numbered(ax.yaxis, [1, 2, 5, 10, 20])
        numbered(ax.xaxis, [1e-4, 1e-2, 1], ["$10^{-4}$", "0.01", "1"])
        ax.legend(loc="upper right", handlelength=1.2)
        ax.set_ylabel(r"$\kappa(t) / g^2 \lambda$" if ax is axes[0] or narrow else "")
    begin = runs[runs.r == powers[0]].sort_values("x").iloc[0]
    x = begin.x * np.array([12.0, 360.0])
    y = 0.33 * begin.value * (x / x[0]) ** -0.25
    axes[0].plot(x, y, color=INK, ls=":", lw=1.4)
    axes[0].annotate(r"$t^{-1/4}$", (x[0], y[0]), (-3, -3), textcoords="offset points", va="top", ha="right")
    last, measured = axes[-1], set(own[own.r == own.r.max()].g)  # the largest r has no runs: all its shares are measured
    for power, marker in zip(sorted(set(own.r)), MARKERS, strict=False):
        rows = own[(own.r == power) & (own.g <= 1)].sort_values("g")
        for chosen, fill in ((rows[rows.g.isin(measured)], INK), (rows[~rows.g.isin(measured)], "none")):
            last.errorbar(chosen.g, chosen.value, chosen.stderr, fmt=marker, ms=4, lw=1, color=INK, mfc=fill)
        end = rows.iloc[0]
        last.annotate(f"$r = {power:g}$", (end.g, end.value), (-7, 0), textcoords="offset points", ha="right", va="center")
    last.set(xscale="log", yscale="log", xlabel=r"$\beta g$", ylabel=r"$\kappa / g^2 \lambda$", title="isolated chain")
    last.set_xlim(own.g.min() / (5 if narrow else 8), 1.4)
    numbered(last.xaxis, [x for x in (0.01, 0.1, 1) if x > own.g.min()])
    numbered(last.yaxis, [y for y in (0.01, 0.1, 1, 10) if y > own.value.min() / 2])
    return fig
