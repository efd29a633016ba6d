"""The modes of a disordered chain between two baths: each at its place and at its frequency, two of them in tune."""

import numpy as np

from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, panels

SITES = 22
MODES = (
    (2.2, 0.50, 1.0),
    (4.6, 1.42, 1.1),
    (7.6, 0.05, 1.0),
    (10.0, 0.98, 1.5),
    (13.2, 0.98, 1.5),
    (16.3, 0.28, 1.0),
    (18.6, 1.42, 1.0),
)
"""Place, frequency (in units of the drawing) and reach of each mode."""
TUNED = (3, 4)


def draw(narrow=False):
    """Places to the right, frequencies upwards; a mode is a bump on its own level."""
    fig, (ax,) = panels(1, height=3.3, narrow=narrow)
    x = np.linspace(-0.5, SITES - 0.5, 600)
    for k, (place, level, reach) in enumerate(MODES):
        colour = VERMILLION if k in TUNED else BLUE
        shape = np.exp(-np.abs(x - place) / reach)
        shown = shape > 0.02
        ax.fill_between(x[shown], level, level + 0.4 * shape[shown], color=colour, alpha=0.3, lw=0)
        ax.plot(x[shown], level + 0.4 * shape[shown], color=colour, lw=1.4)
        ax.plot(x[shown], np.full(shown.sum(), level), color=colour, lw=0.8)
    (left, level, _), (right, *_) = (MODES[k] for k in TUNED)
    arrow = {"arrowstyle": "<|-|>", "color": INK, "lw": 1.2, "shrinkA": 0, "shrinkB": 0, "connectionstyle": "arc3,rad=-0.45"}
    ax.annotate("", (right, level + 0.46), (left, level + 0.46), arrowprops=arrow)
    ax.text(0.5 * (left + right), level + 1.0, "in tune: they exchange energy", ha="center", va="bottom")
    if not narrow:
        ax.text(7.75, 0.47, "out of tune:\nenergy stays", ha="left", va="bottom", color=INK)
    bottom = -0.42
    ax.plot([0, SITES - 1], [bottom, bottom], color=FAINT, lw=1)
    ax.plot(np.arange(SITES), np.full(SITES, bottom), "o", ms=4.5 if not narrow else 3, color=INK)
    for place, colour, name in ((-2.0, VERMILLION, "hot\nbath"), (SITES + 1.0, BLUE, "cold\nbath")):
        ax.fill_between([place - 1.3, place + 1.3], bottom - 0.28, bottom + 0.28, color=colour, alpha=0.35, lw=0)
        ax.text(place, bottom, name, ha="center", va="center", fontsize=9.5 if not narrow else 9)
    ax.text(0.5 * (SITES - 1), bottom - 0.16, "place along the chain", ha="center", va="top")
    ax.annotate("", (-3.0, 2.05), (-3.0, 0.05), arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.2})
    ax.text(-2.7, 1.05, "frequency", ha="left", va="center", rotation=90)
    ax.set(xlim=(-3.6, SITES + 2.6), ylim=(bottom - 0.5, 2.25))
    ax.axis("off")
    return fig
