"""Local exponent d log t / d log g against g, at several thresholds of phi, with what the rival laws say."""

from glassychains.methods.style import figure
from glassychains.methods.tables import select


def data(tables):
    """Columns threshold (of phi), g, value (exponent), stderr."""
    rows = select(tables["relaxation.numbers"], "exponent").reindex(columns=["threshold", "g", "value", "stderr"])
    return rows.sort_values(["threshold", "g"])


def draw(data):
    """One series per threshold; the line is the review's guide of slope -5."""
    fig = figure()
    ax = fig.add_subplot()
    for k, ((threshold, rows), marker) in enumerate(zip(data.groupby("threshold"), "os^D", strict=False)):
        label = rf"$\varphi = {threshold:g}$"
        ax.errorbar(rows.g * 1.015 ** (k - 1.5), rows.value, rows.stderr, fmt=marker, ms=5, capsize=2, label=label)
    ax.axhline(-5, ls=":", color="0.3", label="the review's guide, $-5$")
    ax.set(xscale="log", xlabel="coupling $g$ (geometric mean of neighbours)", ylabel=r"local exponent $d\log t / d\log g$")
    ticks = [0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8]
    ax.set_xticks(ticks, [f"{g:g}" for g in ticks])
    ax.minorticks_off()
    ax.legend(ncols=2, loc="best")
    return fig
