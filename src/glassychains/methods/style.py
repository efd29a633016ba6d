"""One look for all figures: colours that keep apart for the colour-blind and on light and dark pages, the same bytes each time.

A figure is drawn twice, for a page and for a phone: `panels` puts its panels side by side or one above the other. What is black
is drawn in the colour of the surrounding text, so that a dark page shows it light.
"""

import io
import re

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

BLUE, VERMILLION, GREEN, PURPLE, SKY, ORANGE = "#3A86C8", "#D9622B", "#1F9E77", "#B8689B", "#4FA9DC", "#C98F00"
INK = "#000000"
"""Drawn in the colour of the text around the figure."""
FAINT = "#808080"
"""Guides, thresholds and what is not the point of a figure; legible on light and on dark."""
WIDTH, NARROW = 6.4, 3.7  # inches; the column of a page, and of a phone
MARKERS = "os^Dv<>P"

mpl.rcParams.update(
    {
        "font.size": 9.5,
        "axes.titlesize": 9.5,
        "axes.labelsize": 9.5,
        "legend.fontsize": 8.5,
        "legend.title_fontsize": 8.5,
        "axes.grid": True,
        "grid.color": FAINT,
        "grid.alpha": 0.25,
        "axes.facecolor": "none",
        "figure.facecolor": "none",
        "savefig.facecolor": "none",
        "legend.frameon": False,
        "svg.hashsalt": "glassychains",
        "svg.fonttype": "path",
        "axes.prop_cycle": mpl.cycler(color=[BLUE, VERMILLION, GREEN, PURPLE, SKY, ORANGE]),
    }
)


def panels(columns=1, height=3.4, narrow=False, widths=None, rows=1, **options):
    """An empty figure that belongs to no window, and its panels in reading order.

    Parameters
    ----------
    columns, rows : int
        On a page. On a phone (`narrow`) all panels stand one above the other.
    height : float
        Inches of one row.
    widths : sequence of float, optional
        Relative widths of the columns on a page.
    **options
        As for `Figure.subplots`; `sharey` is left out on a phone, where panels are not side by side.
    """
    if narrow:
        options.pop("sharey", None)
        fig = Figure(figsize=(NARROW, 0.85 * height * rows * columns), layout="constrained")
        return fig, list(np.ravel(fig.subplots(rows * columns, 1, **options)))
    fig = Figure(figsize=(WIDTH if rows * columns == 1 else 1.15 * WIDTH, height * rows), layout="constrained")
    ratios = {"width_ratios": widths} if widths else {}
    return fig, list(np.ravel(fig.subplots(rows, columns, **ratios, **options)))


def shades(values):
    """A colour for each of the sorted distinct `values`: hues from blue over green to red, all equally light (OKLCH)."""
    distinct = sorted(set(values))
    hues = np.linspace(265.0, 25.0, len(distinct)) if len(distinct) > 1 else [250.0]
    return {value: _oklch(0.62, 0.14, hue) for value, hue in zip(distinct, hues, strict=True)}


def _oklch(lightness, chroma, hue):
    """An sRGB colour of given OKLCH coordinates (B. Ottosson, 2020), clipped to what screens have."""
    a, b = chroma * np.cos(np.radians(hue)), chroma * np.sin(np.radians(hue))
    lms = np.array([[1, 0.3963377774, 0.2158037573], [1, -0.1055613458, -0.0638541728], [1, -0.0894841775, -1.2914855480]])
    rgb = np.array(
        [
            [4.0767416621, -3.3077115913, 0.2309699292],
            [-1.2684380046, 2.6097574011, -0.3413193965],
            [-0.0041960863, -0.7034186147, 1.7076147010],
        ]
    )
    linear = np.clip(rgb @ (lms @ [lightness, a, b]) ** 3, 0, 1)
    return mpl.colors.to_hex(np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055))


def numbered(axis, ticks, labels=None):
    """Plain numbers at these ticks of a logarithmic axis, and nowhere else. `axis` is ``ax.xaxis`` or ``ax.yaxis``."""
    axis.set_major_locator(mpl.ticker.FixedLocator(list(ticks)))
    axis.set_major_formatter(mpl.ticker.FixedFormatter(list(labels or [f"{tick:g}" for tick in ticks])))
    axis.set_minor_locator(mpl.ticker.NullLocator())


def band(ax, x, value, stderr, color, label=None, **line):
    """A line with a band of one standard error."""
    ax.fill_between(x, value - stderr, value + stderr, color=color, alpha=0.25, lw=0)
    return ax.plot(x, value, color=color, label=label, **({"lw": 1.3} | line))


def svg(fig):
    """The picture as text, without a date; what is black takes the colour of the text around it."""
    picture = io.StringIO()
    fig.savefig(picture, format="svg", metadata={"Date": None}, dpi=200)
    text = re.sub(r"(stroke|fill): ?#000000", r"\1: currentColor", picture.getvalue())
    return text.replace('<g id="figure_1">', '<g id="figure_1" fill="currentColor">', 1)


def save(fig, path):
    """Write the picture to a file."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(svg(fig))
