"""A fourth rotor beside a chaotic triple: how it spreads, and how the rate falls with the distance of its velocity."""

import numpy as np

from glassychains.chapters.spots.analysis.fourth import APART, DRAWN
from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, numbered, panels, shades

MELNIKOV = np.pi / 2**0.5  # of the separatrix of a pair


def data(tables):
    """Columns kind (growth or rate), offset, x, t, value, stderr, fitted: the base points of the study."""
    rows = tables["fourth"]
    rows = rows[(rows.length == 4) & (rows.dt == rows.dt.max()) & (rows.beta == rows.beta.max())]
    return rows[["kind", "offset", "x", "t", "value", "stderr", "fitted"]]


def draw(data, narrow=False):
    """Left: median squared change against the lag. Right: its rate of growth against the distance."""
    fig, (left, right) = panels(columns=2, height=3.9, narrow=narrow)
    growth, rates = data[data.kind == "growth"], data[(data.kind == "rate") & data.value.notna()]
    colours = shades(growth.offset)
    chosen = rates.set_index("offset").t
    for offset, rows in growth.groupby("offset"):
        left.plot(rows.t, rows.value, ".-", ms=4, lw=0.8, color=colours[offset], label=f"{offset:g}")
        if offset in chosen.index:
            used = rows[rows.t.isin([chosen[offset], chosen[offset] / 2**APART])]
            left.plot(used.t, used.value, "o", ms=6, mfc="none", mew=1.2, color=colours[offset])
    offsets = np.array([min(colours), max(colours)])
    left.axhspan(*sorted((DRAWN / offsets) ** 2), color=FAINT, alpha=0.2, lw=0)
    left.plot([], [], color=FAINT, alpha=0.4, lw=6, label="energy runs out")
    left.set(xscale="log", yscale="log", xlabel=r"lag $g^{1/2} t$", ylabel=r"median of $(\Delta\bar\omega_4)^2 / g$")
    numbered(left.xaxis, [100, 1000, 10000], ["100", "1000", "$10^4$"])
    left.legend(
        title=r"distance $D / g^{1/2}$; circles: lags used",
        loc="upper center",
        bbox_to_anchor=(0.5, -0.2),
        ncols=4 if narrow else 5,
        columnspacing=1,
    )
    inside, outside = rates[rates.fitted.astype(bool)], rates[~rates.fitted.astype(bool)]
    right.errorbar(inside.x, inside.value, inside.stderr, fmt="o", ms=5, capsize=2, color=BLUE, label="measured, fitted")
    if len(outside):
        right.errorbar(
            outside.x,
            outside.value,
            outside.stderr,
            fmt="o",
            mfc="none",
            ms=5,
            capsize=2,
            color=BLUE,
            label="measured, outside the range",
        )
    if len(inside) >= 2:
        log, weight = np.log(inside.value), inside.value / inside.stderr
        slope, intercept = np.polyfit(inside.x, log, 1, w=weight)
        span = np.linspace(rates.x.min() - 0.2, rates.x.max() + 0.2, 20)
        middle = np.average(inside.x, weights=weight**2)
        centre = intercept + slope * middle
        right.plot(span, np.exp(intercept + slope * span), color=VERMILLION, lw=1.4, label=rf"fitted, $c = {-slope:.2f}$")
        shown = r"slope of a pair's separatrix, $c = \pi / 2^{1/2}$"
        right.plot(span, np.exp(centre - MELNIKOV * (span - middle)), color=INK, ls="--", lw=1, label=shown)
    right.set(yscale="log", xlabel=r"distance $D / g^{1/2}$", ylabel=r"rate $D_4 / g^{3/2}$")
    right.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2))
    return fig
