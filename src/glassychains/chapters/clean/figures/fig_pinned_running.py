"""Running conductivity of pinned rings, and when the current's memory has ended."""

from glassychains.methods.pinned import SITES, WIDTH
from glassychains.methods.style import BLUE, FAINT, GREEN, INK, VERMILLION, band, numbered, panels, shades
from glassychains.methods.tables import select

SHOWN = (4, 2)
"""The pair of the first panel."""
PAIRS = {(4, 2): BLUE, (6, 2): VERMILLION, (6, 4): GREEN}
SMALL = 0.2
"""Largest x of the second panel."""


def data(tables):
    """Columns a, b, x, T, kind (running, slope, window), t, value, stderr, K: the curves of `pinned` and the K of the rule."""
    found = select(tables["pinned.numbers"], "K").reindex(columns=["a", "b", "x", "T", "value"]).rename(columns={"value": "K"})
    return tables["pinned"].reindex(columns=["a", "b", "x", "T", "kind", "t", "value", "stderr"]).merge(found, how="left")


def draw(data, narrow=False):
    """Left: K(t) of (4, 2), a colour per x, with windows. Right: slopes over [t/4, t] over K, against the end times K."""
    fig, (left, right) = panels(2, height=4.2, narrow=narrow, widths=(1.1, 1))
    one = data[(data.a == SHOWN[0]) & (data.b == SHOWN[1])]
    colours = shades(one.x)
    for x, rows in one.groupby("x"):
        curve = rows[(rows.kind == "running") & (rows.value > 3 * rows.stderr)].sort_values("t")
        band(left, curve.t, curve.value, curve.stderr, colours[x])
        window = rows[rows.kind == "window"]
        left.plot(window.t, window.value, color=INK, lw=3, solid_capstyle="butt")
        left.annotate(f"{x:g}", (curve.t.iloc[-1], curve.value.iloc[-1]), (4, 0), textcoords="offset points", va="center")
    left.plot([], [], color=INK, lw=3, label="window of the rule")
    left.plot([], [], " ", label="numbers at curves: $x$")
    left.set(xscale="log", yscale="log", xlabel=r"time $\tau$", ylabel=r"running $K(\tau)$, powers (4, 2)")
    left.set_ylim(bottom=one[one.kind == "window"].value.min() / 10)
    left.set_xlim(one.t.min() / 1.5, one.t.max() * 14)
    numbered(left.xaxis, [1, 100, 1e4, 1e6], ["1", "$10^2$", "$10^4$", "$10^6$"])
    left.legend(loc="lower left")
    small = data[(data.x <= SMALL) & (data.kind == "slope")]
    for (a, b), colour in PAIRS.items():
        for count, (_, rows) in enumerate(small[(small.a == a) & (small.b == b)].groupby("x")):
            curve = rows[(rows.stderr < 0.1 * rows.K)].sort_values("t")
            label = f"({a}, {b})" if count == 0 else None
            band(right, curve.t * curve.K, curve.value / curve.K, curve.stderr / curve.K, colour, label=label)
    right.axhline(1, color=FAINT, lw=1)
    right.axvline(SITES * WIDTH, color=FAINT, lw=1, ls=":")
    right.annotate("the rule ends\nhere or later", (SITES * WIDTH, 0.55), (-4, 0), textcoords="offset points", ha="right")
    right.set(xscale="log", xlabel=r"end of the window $\tau$, times $K$", ylabel=r"slope of $\tau K(\tau)$ over $K$")
    right.set(ylim=(0.5, 2.5), xlim=(1e-2, 100))
    numbered(right.xaxis, [0.01, 0.1, 1, 10, 100])
    right.legend(title=f"$x \\leq {SMALL:g}$", loc="upper right")
    return fig
