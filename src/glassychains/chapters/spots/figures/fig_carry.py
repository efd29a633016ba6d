"""What share of the energy passes through active bonds, against their fraction."""

import numpy as np

from glassychains.methods.style import BLUE, FAINT, GREEN, INK, VERMILLION, band, numbered, panels, shades

SHOWN = (0.2, 0.1, 0.05, 0.02)
WIDTH, WINDOW = 0.5, 128
KINDS = {
    "share": ("o", VERMILLION, "active bonds, share of the energy"),
    "before": ("s", BLUE, "bonds active four blocks before"),
    "control": ("x", GREEN, "bonds active in another chain"),
    "bonds": ("_", INK, "fraction of active bonds"),
}


def data(tables):
    """Columns kind, g, t (window in blocks), width (threshold), value, stderr."""
    return tables["raster"].query("kind in @KINDS")[["kind", "g", "t", "width", "value", "stderr"]]


def draw(data, narrow=False):
    """Shares against beta g, against the window, and against the fraction of active bonds as the threshold moves."""
    fig, (left, middle, right) = panels(columns=3, height=3.4, narrow=narrow)
    main = data[data.width == WIDTH]
    for kind, (marker, colour, label) in KINDS.items():
        rows = main[(main.kind == kind) & (main.t == WINDOW)].sort_values("g")
        style = {"fmt": "-", "lw": 1} if kind == "bonds" else {"fmt": marker, "ms": 4, "lw": 0.8}
        left.errorbar(rows.g, rows.value, rows.stderr, color=colour, label=label, **style)
    left.set(xscale="log", xlabel=r"$\beta g$", ylabel="share", ylim=(0, 1.1))
    numbered(left.xaxis, [0.02, 0.05, 0.1, 0.2])
    chosen = main[main.g.isin(SHOWN)]
    colours = shades(chosen.g)
    for g, rows in chosen[chosen.kind == "share"].groupby("g"):
        rows = rows.sort_values("t")
        band(middle, rows.t, rows.value, rows.stderr, colours[g], label=rf"$\beta g = {g:g}$")
        fraction = chosen[(chosen.kind == "bonds") & (chosen.g == g)].value.iloc[0]
        middle.axhline(fraction, color=colours[g], lw=1, ls=":")
    middle.set(xscale="log", xlabel=r"window in blocks of $32\,g^{-1/2}$", ylim=(0, 1.1))
    numbered(middle.xaxis, [1, 10, 100], ["1", "10", "100"])
    for g in sorted(set(chosen.g)):
        known = data[(data.g == g) & (data.t == WINDOW)].pivot_table(index="width", columns="kind", values=["value", "stderr"])
        x, y, error = known["value", "bonds"], known["value", "share"], known["stderr", "share"]
        right.errorbar(x, y, error, fmt="o-", ms=3, lw=0.8, color=colours[g], label=rf"$\beta g = {g:g}$")
    right.plot([0, 1], [0, 1], color=INK, lw=1, ls=":", label="no matter where")
    right.set(xlabel="fraction of active bonds", xlim=(0, 1), ylim=(0, 1.1))
    if narrow:
        middle.set_ylabel("share of the energy")
        right.set_ylabel("share of the energy")
    for ax in (left, middle, right):
        ax.set_yticks(np.arange(0, 1.01, 0.2))
        ax.axhline(1, color=FAINT, lw=0.8)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.27 if narrow else -0.2))
    return fig
