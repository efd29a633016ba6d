"""Error of the energy against core-seconds, for splittings of the disordered Klein-Gordon and DNLS chains."""

import numpy as np
import pandas as pd

from glassychains.methods.style import BLUE, GREEN, ORANGE, PURPLE, VERMILLION, numbered, panels

NAMES = {"oscillators": "Klein-Gordon chain", "dnls": "DNLS chain"}
SCHEMES = {
    "verlet": "Verlet, order 2",
    "strang": "Strang, order 2",
    "saba2": "SABA2, order 2",
    "forest-ruth": "Forest-Ruth, order 4",
    "yoshida4": "Yoshida, order 4",
    "pefrl": "PEFRL, order 4",
    "suzuki4": "Suzuki, order 4",
    "aba864": "ABA864, used here",
    "kahan-li6": "Kahan-Li, order 6, used here",
}


TICKS = [m * 10.0**e for e in range(-4, 3) for m in (1, 2, 5)]


def data(tables):
    """Columns model, scheme, dt, cost, value, stderr."""
    return pd.concat([tables["schemes"], tables["dnls-schemes"]])


def draw(data, narrow=False):
    """A panel per model; points of a scheme are its steps, which grow to the left."""
    fig, axes = panels(2, height=3.8, narrow=narrow, sharey=True)
    tones = {2: (VERMILLION, ORANGE), 4: (PURPLE, GREEN), 6: (BLUE,)}
    order = {"verlet": (2, 0), "strang": (2, 0), "saba2": (2, 1), "forest-ruth": (4, 0), "yoshida4": (4, 0)}
    order |= {"pefrl": (4, 1), "suzuki4": (4, 1), "aba864": (6, 0), "kahan-li6": (6, 0)}
    ticks = 10.0 ** np.arange(np.floor(np.log10(data.value.min())), np.ceil(np.log10(data.value.max())) + 1)
    for ax, (model, rows) in zip(axes, data.groupby("model", sort=False), strict=True):
        for (scheme, one), marker in zip(rows.groupby("scheme", sort=False), "os^Dv", strict=False):
            one = one.sort_values("cost")
            degree, number = order.get(scheme, (6, 0))
            line = "-" if len(one) > 2 else ""
            ax.errorbar(
                1e6 * one.cost,
                one.value,
                one.stderr,
                fmt=marker + line,
                ms=4,
                lw=1,
                color=tones[degree][number],
                label=SCHEMES.get(scheme, scheme),
            )
        cost = 1e6 * rows.cost
        ax.set(xscale="log", yscale="log", xlabel=r"core-seconds per site, $t = 10^6$", title=NAMES.get(model, model))
        numbered(ax.xaxis, [x for x in TICKS if 0.5 * cost.min() < x < 2 * cost.max()])
        numbered(ax.yaxis, ticks, [f"$10^{{{np.log10(y):.0f}}}$" for y in ticks])
        ax.set(xlim=(0.5 * cost.min(), 2 * cost.max()), ylim=(0.5 * ticks[0], 2 * ticks[-1]))
        if ax is axes[0] or narrow:
            ax.set_ylabel("relative error of the energy")
        ax.legend(ncols=1, loc="upper center", bbox_to_anchor=(0.5, -0.3 if narrow else -0.2))
    for letter, ax in zip("ab", axes, strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
