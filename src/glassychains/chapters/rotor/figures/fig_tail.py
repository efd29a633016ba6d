"""How 1 - phi falls on long chains, and its local exponent."""

import numpy as np

from glassychains.methods.style import BLUE, INK, VERMILLION, band, numbered, panels

FIRST = 0.3  # from here on: the first swing is over


def data(tables):
    """Columns length, tau (t / t0), kind (rest or exponent), value, stderr."""
    return tables["tail"]


def draw(data, narrow=False):
    """Left: 1 - phi with a line of slope -1/2. Right: exponent over windows of a factor of four."""
    fig, (left, right) = panels(columns=2, height=3.3, narrow=narrow)
    for (length, rows), colour, marker in zip(data.groupby("length"), (BLUE, VERMILLION), "os", strict=False):
        rest = rows[(rows.kind == "rest") & (rows.value > 3 * rows.stderr) & (rows.tau > FIRST)]
        band(left, rest.tau, rest.value, rest.stderr, colour, label=f"$L = {length:g}$")
        local = rows[(rows.kind == "exponent") & (rows.tau > 2 * FIRST)]
        right.errorbar(
            local.tau,
            local.value,
            local.stderr,
            fmt=marker,
            ms=4,
            capsize=2,
            color=colour,
            mfc="none",
            label=f"$L = {length:g}$",
        )
    guide = np.array([2.0, 15.0, 150.0])
    left.plot(guide, 0.2 * guide**-0.5, ":", color=INK, label="slope $-1/2$")
    right.axhline(-0.5, ls=":", color=INK, label="$-1/2$")
    left.set(yscale="log", ylabel=r"$1 - \varphi$ at $g = 1$")
    numbered(left.yaxis, [0.005, 0.01, 0.02, 0.05, 0.1])
    right.set(ylabel=r"local exponent of $1 - \varphi$", ylim=(-0.72, -0.38))
    for ax in (left, right):
        ax.set(xscale="log", xlabel="time $t/t_0$")
        numbered(ax.xaxis, [1, 10, 100])
        ax.legend(loc="upper right")
    return fig
