"""Running conductivity of isolated rings: kappa(t) in the Einstein form, and what a window at another time would have given."""

import pandas as pd

from glassychains.methods.einstein import relaxation_time
from glassychains.methods.style import FAINT, INK, band, numbered, panels, shades
from glassychains.methods.tables import select

RESCALED = (1.0, 0.5, 0.2, 0.1)
"""Couplings of the second panel, of those that were run."""


def data(tables):
    """Columns bg, kind (einstein, slope, window), t, scaled_t, value (reduced kappa), stderr.

    A window has its ends as two rows. `scaled_t` is t in units of the relaxation time that the rule uses, beta = 1.
    """
    found = (select(tables["greenkubo.numbers"], name) for name in ("kappa", "window_begin", "window_end"))
    kappa, begin, end = (rows.reindex(columns=["bg", "value"]).set_index("bg").value for rows in found)
    rows = [(bg, "window", t[bg], kappa[bg], 0.0) for bg in sorted(kappa.index) for t in (begin, end)]
    windows = pd.DataFrame(rows, columns=["bg", "kind", "t", "value", "stderr"])
    joined = pd.concat([tables["greenkubo"], windows])
    return joined.assign(scaled_t=joined.t / [relaxation_time({"g": bg, "beta": 1.0}) for bg in joined.bg])


def draw(data, narrow=False):
    """Left: kappa(t), a colour per coupling, and the windows of the rule. Right: slopes over [t/4, t] over the rule's."""
    fig, (left, right) = panels(2, height=4.2, narrow=narrow, widths=(1.15, 1))
    colours = shades(data.bg)
    for bg, rows in data.groupby("bg"):
        one = rows[(rows.kind == "einstein") & (rows.value > 3 * rows.stderr)].sort_values("t")
        band(left, one.t, one.value, one.stderr, colours[bg])
        window = rows[rows.kind == "window"]
        left.plot(window.t, window.value, color=INK, lw=3, solid_capstyle="butt")
        left.annotate(rf"${bg:g}$", (one.t.iloc[-1], one.value.iloc[-1]), (4, 0), textcoords="offset points", va="center")
    left.plot([], [], color=INK, lw=3, label="window of the rule")
    left.annotate(r"$\beta g =$", (data.t.max(), data.value.max()), (4, 0), textcoords="offset points", ha="right")
    left.set(xscale="log", yscale="log", xlabel="time $t$", ylabel=r"reduced $\kappa(t)$")
    numbered(left.xaxis, [1, 100, 1e4, 1e6], ["1", "$10^2$", "$10^4$", "$10^6$"])
    left.set_xlim(data.t.min() / 1.5, data.t.max() * 12)
    left.legend(loc="lower left")
    shown = [bg for bg in RESCALED if bg in set(data.bg)]
    for bg in shown:
        rows = data[data.bg == bg]
        final = rows[rows.kind == "window"].value.iloc[0]
        one = rows[(rows.kind == "slope") & (rows.scaled_t < 3)].sort_values("t")
        band(right, one.scaled_t, one.value / final, one.stderr / final, colours[bg], label=rf"$\beta g = {bg:g}$")
    right.axvspan(0.5, 2.0, color=FAINT, alpha=0.25, lw=0)
    right.axhline(1, color=FAINT, lw=1)
    right.annotate("window\nof the\nrule", (1, 2.45), ha="center", va="top", fontsize=9)
    right.set(xscale="log", xlabel=r"end of the window over $t_0(\beta g)$")
    right.set(ylabel=r"slope of $t\,\kappa(t)$ over that of the rule", xlim=(1e-4, 4), ylim=(0.4, 2.5))
    numbered(right.xaxis, [1e-4, 1e-3, 0.01, 0.1, 1], ["$10^{-4}$", "$10^{-3}$", "0.01", "0.1", "1"])
    right.legend(loc="lower left")
    return fig
