"""Running conductivity of isolated rings: kappa(t) in the Einstein form, slopes of t kappa(t), and the windows of the rule."""

import pandas as pd

from glassychains.methods.style import figure, shades
from glassychains.methods.tables import select


def data(tables):
    """Columns bg, kind (einstein, slope, window), t, value (reduced kappa), stderr; a window has its ends as two rows."""
    found = (select(tables["greenkubo.numbers"], name) for name in ("kappa", "window_begin", "window_end"))
    kappa, begin, end = (rows.reindex(columns=["bg", "value"]).set_index("bg").value for rows in found)
    rows = [(bg, "window", t[bg], kappa[bg], 0.0) for bg in sorted(kappa.index) for t in (begin, end)]
    windows = pd.DataFrame(rows, columns=["bg", "kind", "t", "value", "stderr"])
    return pd.concat([tables["greenkubo"], windows])


def draw(data):
    """One colour per coupling; lines kappa(t), points the slope over [t/4, t], bars the windows and their kappa."""
    fig = figure(width=7.0, height=6.2)
    ax = fig.add_subplot()
    colours = shades(data.bg)
    for bg, rows in sorted(data.groupby("bg"), reverse=True):
        one = rows[(rows.kind == "einstein") & (rows.value > 3 * rows.stderr)].sort_values("t")
        ax.fill_between(one.t, one.value - one.stderr, one.value + one.stderr, color=colours[bg], alpha=0.25, lw=0)
        ax.plot(one.t, one.value, color=colours[bg], lw=1.2, label=rf"$\beta g = {bg:g}$")
        slope = rows[(rows.kind == "slope") & (rows.value > 3 * rows.stderr)].sort_values("t").iloc[::3]
        ax.errorbar(slope.t, slope.value, slope.stderr, fmt="o", ms=2.5, lw=0.7, color=colours[bg])
        window = rows[rows.kind == "window"]
        ax.plot(window.t, window.value, color="black", lw=3, solid_capstyle="butt")
    ax.plot([], [], color="black", lw=3, label="window of the rule")
    ax.set(xscale="log", yscale="log", xlabel="time $t$", ylabel=r"reduced $\kappa(t)$ and slope of $t\,\kappa(t)$")
    ax.legend(ncols=2, fontsize=9)
    return fig
