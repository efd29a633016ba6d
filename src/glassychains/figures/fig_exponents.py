"""Local exponent d log t / d log g against g, at several thresholds of phi, with what the rival laws say."""

import pandas as pd

from glassychains.figures.style import figure


def data(tables):
    """Columns phi, g, value (exponent), stderr."""
    numbers = tables["relaxation.numbers"]
    found = numbers.quantity.str.extract(r"^exponent\(phi=([0-9.]+),g=([0-9.e+-]+)\)$").astype(float)
    table = pd.DataFrame({"phi": found[0], "g": found[1], "value": numbers.value, "stderr": numbers.stderr})
    return table.dropna(subset="phi").sort_values(["phi", "g"])


def draw(data):
    """One series per threshold; the line is the review's guide of slope -5."""
    fig = figure()
    ax = fig.add_subplot()
    for k, ((phi, rows), marker) in enumerate(zip(data.groupby("phi"), "os^D", strict=False)):
        ax.errorbar(
            rows.g * 1.015 ** (k - 1.5), rows.value, rows.stderr, fmt=marker, ms=5, capsize=2, label=rf"$\varphi = {phi:g}$"
        )
    ax.axhline(-5, ls=":", color="0.3", label="the review's guide, $-5$")
    ax.set(xscale="log", xlabel="coupling $g$ (geometric mean of neighbours)", ylabel=r"local exponent $d\log t / d\log g$")
    ticks = [0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8]
    ax.set_xticks(ticks, [f"{g:g}" for g in ticks])
    ax.minorticks_off()
    ax.legend(ncols=2, loc="best")
    return fig
