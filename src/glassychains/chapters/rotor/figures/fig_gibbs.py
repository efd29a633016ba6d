"""Velocities after thermalization against the Gaussian of the Gibbs state."""

import numpy as np

from glassychains.methods.style import figure


def data(tables):
    """Columns g, omega, value (density), stderr, exact."""
    return tables["gibbs"]


def draw(data):
    """Density on a logarithmic axis, and its ratio to the exact one below."""
    fig = figure(height=4.6)
    top, bottom = fig.subplots(2, sharex=True, height_ratios=[2, 1])
    for (g, rows), marker in zip(data.groupby("g"), "os^", strict=False):
        seen = rows[rows.value > 0]
        top.errorbar(seen.omega, seen.value, seen.stderr, fmt=marker, ms=3, label=f"$g = {g:g}$")
        bottom.errorbar(seen.omega, seen.value / seen.exact, seen.stderr / seen.exact, fmt=marker, ms=3)
    x = np.linspace(-4.5, 4.5, 200)
    top.plot(x, np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi), color="0.3", lw=1, label="Gibbs")
    bottom.axhline(1, color="0.3", lw=1)
    top.set(yscale="log", ylabel="density", ylim=(1e-6, 1))
    bottom.set(xlabel=r"angular velocity $\beta^{1/2} \omega$", ylabel="ratio to Gibbs", ylim=(0.7, 1.3))
    top.legend()
    return fig
