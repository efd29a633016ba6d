"""Reduced conductivity for different (g, beta) of equal beta g, for other lengths and for other time steps."""

import numpy as np

from glassychains.methods.style import FAINT, INK, numbered, panels, shades

NAMES = {"g": "g", "beta": r"\beta", "length": "L", "dt": r"\Delta t"}


def data(tables):
    """Columns bg, g, beta, length, dt, still, value (reduced kappa), stderr; the first row of each bg is the reference."""
    return tables["pairs"]


def draw(data, narrow=False):
    """Each row relative to the reference of its beta g, labelled with what it changes."""
    groups = sorted(data.groupby("bg"), reverse=True)
    fig, (ax,) = panels(height=(0.9 + 0.27 * (len(data) + len(groups))) * (1.18 if narrow else 1), narrow=narrow)
    colours, ticks, labels, y = shades(data.bg), [], [], 0
    for bg, rows in groups:
        first = rows.iloc[0]
        text = rf"$\beta g = {bg:g}$: $L = {first.length:g}$, $\Delta t = {first['dt']:g}$"
        ax.annotate(text, (0.02, y), xycoords=ax.get_yaxis_transform(), va="center")
        y += 1
        for k, row in rows.iterrows():
            value, stderr = row.value / first.value, row.stderr / first.value
            marker = "D" if k == first.name else "o"
            ax.errorbar(value, y, xerr=stderr, fmt=marker, ms=6, lw=1.2, color=colours[bg])
            ticks.append(y)
            labels.append(_label(row, first))
            y += 1
    ax.axvline(1, color=FAINT, lw=1.2)
    ax.set_yticks(np.array(ticks), labels)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    ax.set_ylim(y - 0.4, -0.6)
    ax.set_xlabel(r"reduced $\kappa$ relative to the reference", color=INK)
    numbered(ax.xaxis, np.arange(0.8, 1.21, 0.05))
    reach = max(0.06, 1.15 * ((data.value / data.groupby("bg").value.transform("first") - 1).abs().max() + 0.03))
    ax.set_xlim(1 - reach, 1 + reach)
    return fig


def _label(row, first):
    """What a row changes, or the couplings of the reference."""
    changed = [name for name in NAMES if row[name] != first[name]]
    if not changed and row.still == first.still:
        changed = ["g", "beta"]
    return ", ".join([f"${NAMES[name]} = {row[name]:g}$" for name in changed] + (["at rest"] if row.still else []))
