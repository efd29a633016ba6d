"""Activity of sites in two windows far apart, with disorder and without, and how long the maps and the sites remember."""

import numpy as np
import pandas as pd

from glassychains.methods.style import BLUE, VERMILLION, figure


def data(tables):
    """Columns model, g, g0 (of oscillators), kind (map, overlap, memory), t, site, value, stderr."""
    parts = [tables[name].assign(model=model) for name, model in (("maps", "disordered"), ("maps-rotors", "rotors"))]
    return pd.concat(parts)[["model", "g", "g0", "kind", "t", "site", "value", "stderr"]]


def draw(data):
    """Upper: activity over its median, first window up, last window down. Lower: overlap of maps, memory of sites."""
    fig = figure(width=7.4, height=5.6)
    panels = fig.subplots(2, 2)
    for column, (model, rows) in enumerate(data.groupby("model", sort=False)):
        upper, lower = panels[:, column]
        points = list(rows.groupby(["g", "g0"], sort=False, dropna=False))
        (g, _), first = points[0]
        spots = first[first.kind == "map"]
        for t, sign, colour in ((0.0, 1, BLUE), (spots.t.max(), -1, VERMILLION)):
            one = spots[spots.t == t]
            upper.bar(
                one.site,
                sign * one.value,
                width=0.9,
                color=colour,
                label="$t = 0$" if t == 0 else f"$t = {t:,.0f}$".replace(",", r"\,"),
            )
        upper.axhline(0, color="k", lw=0.6)
        upper.set(xlabel="site $x$", title=f"{model}, $g={g:g}$")
        upper.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
        upper.legend(fontsize=8)
        for (g, g0), one in points:
            label = f"$g={g:g}$" if np.isnan(g0) else rf"$g={g:g},\ g_0={g0:g}$"
            overlap, memory = (one[one.kind == kind] for kind in ("overlap", "memory"))
            line = lower.errorbar(overlap.t, overlap.value, overlap.stderr, fmt="o", ms=3, lw=0.8, capsize=1.5, label=label)
            lower.plot(memory.t, memory.value, "-", lw=1, color=line[0].get_color())
        lower.axhline(0, color="0.3", lw=0.8, ls=":")
        lower.set(xscale="log", xlabel="time between windows", ylim=(-0.1, 1.05))
        lower.legend(
            fontsize=7,
            title="points: maps; lines: sites",
            title_fontsize=7,
            ncols=2,
            loc="upper center",
            bbox_to_anchor=(0.5, -0.25),
        )
    panels[0, 0].set_ylabel("activity / median")
    panels[1, 0].set_ylabel("correlation")
    return fig
