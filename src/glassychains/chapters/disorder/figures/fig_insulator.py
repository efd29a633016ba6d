"""The harmonic disordered chain: how far its modes reach, and the current that it lets through."""

import numpy as np

from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, numbered, panels, shades


def data(tables):
    """Columns kind (participation, localization, current, typical), length, x, value, stderr."""
    return tables["insulator"].query("kind != 'profile'")


def draw(data, narrow=False):
    """Left: participation of the modes and localization length against frequency. Right: J L against L."""
    fig, (left, right) = panels(2, height=3.5, narrow=narrow)
    modes = data[data.kind == "participation"]
    colours = shades(modes.length)
    for length, rows in modes.groupby("length"):
        left.errorbar(
            rows.x, rows.value, rows.stderr, fmt="o", ms=3, lw=0.8, color=colours[length], label=f"sites, $L = {length:g}$"
        )
    xi = data[data.kind == "localization"]
    left.plot(xi.x, xi.value, lw=1.6, color=INK, label=r"length $\xi$")
    left.set(xlabel=r"frequency of the mode $\omega$", ylabel="sites", ylim=(0, 1.1 * max(modes.value.max(), xi.value.max())))
    left.legend(ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.2), handletextpad=0.3, columnspacing=1.0)
    for kind, marker, colour, label in (("current", "o", BLUE, "mean"), ("typical", "s", VERMILLION, "typical")):
        rows = data[data.kind == kind].sort_values("x")
        right.errorbar(rows.x, rows.value, rows.stderr, fmt=marker, ms=4, capsize=2, color=colour, label=label)
    last = data[data.kind == "typical"].sort_values("x").iloc[-1]
    x = np.linspace(0.25 * last.x, last.x, 50)
    decay = (x / last.x) * np.exp(-(x - last.x) / xi.value.max())
    right.plot(x, last.value * decay, ":", color=FAINT, lw=1.6, label=r"$J \propto e^{-L/\xi}$")
    right.set(yscale="log", xlabel="length $L$", ylabel="$J L$", xlim=(0, 1.06 * last.x))
    low, high = (
        np.floor(np.log10(data[data.kind == "typical"].value.min())),
        np.ceil(np.log10(data[data.kind == "current"].value.max())),
    )
    numbered(right.yaxis, 10.0 ** np.arange(low, high + 1, 1 + (high - low > 6)), labels=None)
    right.yaxis.set_major_formatter(lambda y, _: rf"$10^{{{np.log10(y):.0f}}}$")
    right.legend(loc="upper right")
    for letter, ax in zip("ab", (left, right), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
