"""Fig. 2(b): relaxation time t0 against the coupling g, with the guide line of slope -5."""

import numpy as np

from glassychains.methods.style import figure
from glassychains.methods.tables import select


def data(tables):
    """Columns g, value (t0), stderr."""
    return select(tables["relaxation.numbers"], "time", threshold=0.9).sort_values("g")[["g", "value", "stderr"]]


def draw(data):
    """t0 with error bars on double logarithmic axes."""
    fig = figure()
    ax = fig.add_subplot()
    ax.errorbar(data.g, data.value, data.stderr, fmt="o", ms=5, capsize=3, label=r"measured, $\varphi(t_0) = 0.9$")
    guide = np.array([data.g.min(), data.g.max()])
    anchor = data.iloc[0]
    ax.plot(guide, 1.6 * anchor.value * (guide / anchor.g) ** -5, ":", color="0.3", label="slope $-5$, a guide for the eye")
    ax.set(xscale="log", yscale="log", xlabel="coupling $g$", ylabel="relaxation time $t_0(g)$")
    ax.set_xticks(data.g, [f"{g:g}" for g in data.g], minor=False)
    ax.minorticks_off()
    ax.legend()
    return fig
