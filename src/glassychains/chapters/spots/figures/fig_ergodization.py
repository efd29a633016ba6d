"""How averages over time come to agree: q(T) of rotors at several couplings, and its local exponent on short and long rings."""

import pandas as pd

from glassychains.methods.style import BLUE, FAINT, GREEN, INK, PURPLE, VERMILLION, band, numbered, panels, shades

RINGS = {
    ("own", 32): (VERMILLION, "-", "$L = 32$, own mean"),
    ("own", 64): (PURPLE, "-", "$L = 64$, own mean"),
    ("gibbs", 64): (BLUE, "--", "$L = 64$, Gibbs mean"),
    ("gibbs", 1024): (GREEN, "-", "$L = 1024$, Gibbs mean"),
}
COUPLING = 1.0  # of the rings
PRECISE = 0.15  # the largest error of a local exponent that is drawn


def data(tables):
    """Columns kind (q / q(0), or its local exponent at g = 1), g, length, mean, t, value, stderr."""
    columns = ["kind", "g", "length", "mean", "t", "value", "stderr"]
    main = tables["ergodization"].assign(length=64).query("kind in ('q', 'slope')")[columns]
    rings = tables["ergodization-checks"][columns]
    slopes = pd.concat([main, rings]).query("kind == 'slope' and g == @COUPLING")
    chosen = [slopes[(slopes["mean"] == mean) & (slopes.length == length)] for mean, length in RINGS]
    return pd.concat([main[(main.kind == "q") & (main["mean"] == "gibbs")], *chosen])


def draw(data, narrow=False):
    """Left: q / q(0) against T about the mean of the Gibbs state. Right: local exponents at g = 1."""
    fig, (left, right) = panels(columns=2, height=3.6, narrow=narrow)
    curves = data[data.kind == "q"]
    colours = shades(curves.g)
    for g, rows in curves.groupby("g"):
        band(left, rows.t, rows.value, rows.stderr, colours[g], label=f"{g:g}")
    left.axhline(0.1, color=INK, lw=0.8, ls=":")
    left.set(xscale="log", yscale="log", ylim=(0.015, 1.3), xlabel="averaging time $T$", ylabel="$q(T)\\,/\\,q(0)$")
    numbered(left.yaxis, [0.02, 0.05, 0.1, 0.2, 0.5, 1])
    slopes = data[(data.kind == "slope") & (data.stderr < PRECISE)]
    for (mean, length), (colour, style, label) in RINGS.items():
        rows = slopes[(slopes["mean"] == mean) & (slopes.length == length)]
        if len(rows):
            band(right, rows.t, rows.value, rows.stderr, colour, label=label, ls=style)
    for level, side, words in ((-0.5, "right", "diffusion"), (-1.0, "left", "energy has gone round")):
        right.axhline(level, color=FAINT, lw=1, ls=":")
        place = 0.02 if side == "left" else 0.98
        right.text(place, level + 0.01, words, color=INK, fontsize=8.5, ha=side, transform=right.get_yaxis_transform())
    right.set(xscale="log", ylim=(-1.25, 0), xlabel="averaging time $T$", ylabel=r"local exponent $d\log q\,/\,d\log T$")
    below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.25 if narrow else -0.18)}
    left.legend(title=r"$\beta g$ (dotted: where $T_E$ is read)", ncols=4, columnspacing=1, **below)
    right.legend(**below)
    return fig
