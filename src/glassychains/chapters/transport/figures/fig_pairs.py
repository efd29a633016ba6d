"""Reduced conductivity for different (g, beta) of equal beta g, for other lengths and for other time steps."""

import numpy as np

from glassychains.methods.style import figure


def data(tables):
    """Columns bg, g, beta, length, dt, still, value (reduced kappa), stderr; the first row of each bg is the reference."""
    return tables["pairs"]


def draw(data):
    """Each row relative to the reference of its beta g."""
    fig = figure(width=7.0, height=0.8 + 0.36 * len(data))
    ax = fig.add_subplot()
    labels, y = [], 0
    for k, (bg, rows) in enumerate(sorted(data.groupby("bg"), reverse=True)):
        first = rows.iloc[0]
        for row in rows.itertuples():
            value, stderr = row.value / first.value, row.stderr / first.value
            marker = "D" if row.Index == first.name else "o"
            ax.errorbar(value, y, xerr=stderr, fmt=marker, ms=7 if marker == "D" else 5, capsize=3, color=f"C{k}")
            rest = ", at rest" if row.still else ""
            labels.append(rf"$\beta g = {bg:g}$:  $g = {row.g:g}$, $L = {row.length:g}$, $\Delta t = {row.dt:g}${rest}")
            y += 1
    ax.axvline(1, color="0.3", lw=1)
    ax.set_yticks(np.arange(y), labels)
    ax.invert_yaxis()
    ax.set_xlabel(r"reduced $\kappa$, relative to the first of equal $\beta g$")
    return fig
