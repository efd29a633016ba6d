"""Error of the energy against core-seconds, for splittings of the disordered Klein-Gordon and DNLS chains."""

import pandas as pd
from matplotlib.ticker import NullFormatter

from glassychains.methods.style import figure


def data(tables):
    """Columns model, scheme, dt, cost, value, stderr."""
    return pd.concat([tables["schemes"], tables["dnls-schemes"]])


def draw(data):
    """A panel per model; a line per scheme, its step growing to the left."""
    fig = figure(width=7.4, height=3.6)
    names = {"oscillators": "Klein-Gordon", "dnls": "DNLS"}
    for ax, (model, rows) in zip(fig.subplots(1, 2, sharey=True), data.groupby("model", sort=False), strict=True):
        for (scheme, one), marker in zip(rows.groupby("scheme", sort=False), "os^Dv", strict=False):
            one = one.sort_values("cost")
            ax.errorbar(1e6 * one.cost, one.value, one.stderr, fmt=f"{marker}-", ms=4, lw=0.8, label=scheme)
        ax.set(xscale="log", yscale="log", xlabel=r"core-seconds per site for $t = 10^6$", title=names[model])
        ax.xaxis.set_minor_formatter(NullFormatter())
        ax.legend(fontsize=8)
    fig.axes[0].set_ylabel("largest relative error of the energy")
    return fig
