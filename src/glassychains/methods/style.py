"""One look for all figures: colour-blind-safe colours, legible at the width of the book, the same bytes for the same data."""

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

BLUE, VERMILLION = "#0072B2", "#D55E00"

mpl.rcParams.update(
    {
        "font.size": 10,
        "axes.grid": True,
        "grid.alpha": 0.25,
        "legend.frameon": False,
        "svg.hashsalt": "glassychains",
        "svg.fonttype": "path",
        "axes.prop_cycle": mpl.cycler(color=[BLUE, VERMILLION, "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000"]),
    }
)


def figure(width=6.4, height=4.2):
    """An empty figure that belongs to no window."""
    return Figure(figsize=(width, height), layout="constrained")


def shades(values):
    """A colour for each of the sorted distinct `values`, dark to light along a perceptually uniform map."""
    distinct = sorted(set(values))
    return dict(zip(distinct, mpl.colormaps["viridis"](np.linspace(0.0, 0.88, len(distinct))), strict=True))


def save(fig, path):
    """Write an SVG without a date."""
    fig.savefig(path, metadata={"Date": None}, dpi=200)
