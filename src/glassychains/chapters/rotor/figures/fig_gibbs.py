"""Velocities after thermalization against the Gaussian of the Gibbs state."""

import numpy as np

from glassychains.methods.style import BLUE, INK, VERMILLION, panels


def data(tables):
    """Columns g, omega, value (density), stderr, exact."""
    return tables["gibbs"]


def draw(data, narrow=False):
    """Left: density on a logarithmic axis. Right: its ratio to the exact one."""
    fig, (left, right) = panels(columns=2, height=3.2, narrow=narrow)
    x = np.linspace(-4.5, 4.5, 200)
    left.plot(x, np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi), color=INK, lw=1, label="Gibbs state")
    for (g, rows), marker, colour in zip(data.groupby("g"), "os", (BLUE, VERMILLION), strict=False):
        seen = rows[rows.value > 0]
        left.plot(
            seen.omega, seen.value, marker, ms=3.5, color=colour, label=f"$g = {g:g}$", mfc="none" if marker == "s" else None
        )
        ratio = rows[rows.exact > 2e-3]
        right.fill_between(
            ratio.omega,
            (ratio.value - ratio.stderr) / ratio.exact,
            (ratio.value + ratio.stderr) / ratio.exact,
            color=colour,
            alpha=0.4,
            lw=0,
            label=f"$g = {g:g}$",
        )
    right.axhline(1, color=INK, lw=1)
    left.set(yscale="log", ylabel="probability density", ylim=(1e-6, 1))
    right.set(ylabel="density / Gibbs density", ylim=(0.88, 1.12))
    for ax in (left, right):
        ax.set_xlabel(r"angular velocity $\beta^{1/2} \omega$")
        ax.set_xticks([-4, -2, 0, 2, 4])
    left.legend(loc="lower center")
    right.legend(loc="upper center", ncols=2)
    return fig
