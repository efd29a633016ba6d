"""A wave packet on a disordered chain at three times: a hot core that slowly heats the cold chain outside."""

import numpy as np

from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, panels

REACH = 12
WIDTHS, TIMES = (0.35, 2.2, 5.0), ("$t = 1$", "$t = 10^4$", "$t = 10^{10}$?")
HEIGHTS = (1.05, 3.1, 3.1)  # sums of the bars: not to scale


def draw(narrow=False):
    """Bars are energies of sites, not to scale: the packet widens and its density falls."""
    fig, axes = panels(3, height=2.3 if not narrow else 1.7, narrow=narrow)
    sites = np.arange(-REACH, REACH + 1)
    for k, (ax, width, time) in enumerate(zip(axes, WIDTHS, TIMES, strict=True)):
        shape = np.maximum(1 - (sites / (2.2 * width)) ** 2, 0.0) ** 0.25 if k else (sites == 0).astype(float)
        shape = shape / shape.sum() * HEIGHTS[k]
        inside = shape > 0
        ax.bar(sites[inside], shape[inside], width=0.7, color=VERMILLION, alpha=0.75)
        ax.plot(sites, np.zeros(len(sites)) - 0.04, "o", ms=2.6, color=FAINT)
        ax.plot(sites[inside], np.zeros(inside.sum()) - 0.04, "o", ms=2.6, color=VERMILLION)
        ax.set_title(time)
        half = sites[inside].max() + 0.5
        top = shape.max()
        if k:
            ax.annotate(
                "",
                (half, top + 0.1),
                (-half, top + 0.1),
                arrowprops={"arrowstyle": "<|-|>", "color": INK, "lw": 1.0, "shrinkA": 0, "shrinkB": 0},
            )
            ax.text(0, top + 0.14, "width $w$", ha="center", va="bottom")
        if k == 1:
            for sign in (-1, 1):
                ax.annotate(
                    "",
                    (sign * (half + 3), 0.16),
                    (sign * (half + 0.3), 0.16),
                    arrowprops={"arrowstyle": "-|>", "color": BLUE, "lw": 1.4},
                )
        if k == 0:
            ax.text(1.2, 0.8, "energy $E$\non one site", ha="left", va="center")
            ax.text(-6.5, 0.12, "cold", ha="center", color=BLUE)
            ax.text(6.5, 0.12, "cold", ha="center", color=BLUE)
        ax.text(0, -0.16, ("", "hot, chaotic: density $e = E/w$", "colder: $D(e)$ has fallen")[k], ha="center", va="top")
        ax.set(xlim=(-REACH - 0.6, REACH + 0.6), ylim=(-0.36, 1.2 if k == 0 or not narrow else 0.85))
        ax.axis("off")
    return fig
