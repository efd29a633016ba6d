"""The harmonic disordered chain: how far its modes reach, and the current that it lets through."""

import numpy as np

from glassychains.methods.style import VERMILLION, figure, shades


def data(tables):
    """Columns kind (participation, localization, current, typical), length, x, value, stderr."""
    return tables["insulator"].query("kind != 'profile'")


def draw(data):
    """Left: participation of the modes and localization length against frequency. Right: J L against L."""
    fig = figure(width=7.4, height=3.6)
    left, right = fig.subplots(1, 2)
    modes = data[data.kind == "participation"]
    colours = shades(modes.length)
    for length, rows in modes.groupby("length"):
        left.errorbar(rows.x, rows.value, rows.stderr, fmt="o", ms=3, color=colours[length], label=f"$L = {length:g}$")
    xi = data[data.kind == "localization"]
    left.errorbar(xi.x, xi.value, xi.stderr, fmt="-", lw=1.2, color=VERMILLION, label=r"$\xi$, transfer matrix")
    left.set(xlabel=r"frequency $\omega$", ylabel="sites that share a mode", ylim=(0, 1.45 * modes.value.max()))
    left.legend(fontsize=7, ncols=2, loc="upper center")
    for kind, marker, label in (("current", "o", "mean"), ("typical", "s", "typical")):
        rows = data[data.kind == kind].sort_values("x")
        right.errorbar(rows.x, rows.value, rows.stderr, fmt=marker, ms=4, capsize=2, label=label)
    last = data[data.kind == "typical"].sort_values("x").iloc[-1]
    x = np.linspace(16, 1.05 * last.x, 50)
    decay = (x / last.x) * np.exp(-(x - last.x) / xi.value.max())
    right.plot(x, last.value * decay, ":", color="0.3", label=r"$J \propto e^{-L/\xi_{\max}}$")
    right.set(yscale="log", xlabel="length $L$", ylabel="$J L$")
    right.legend()
    return fig
