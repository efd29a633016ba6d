"""J L of disordered chains against L, with and without anharmonicity (eq. 15)."""

import pandas as pd

from glassychains.methods.style import figure, shades


def data(tables):
    """Columns kind (JL, exact), g, x (the length), value, stderr."""
    found = tables["conduction"].query("kind == 'JL'")[["kind", "g", "x", "value", "stderr"]]
    exact = tables["insulator"].query("kind == 'current'").assign(kind="exact", g=0.0)
    return pd.concat([found, exact[["kind", "g", "x", "value", "stderr"]]])


def draw(data):
    """Left: against L, the harmonic chain exactly as well. Right: against g at each length."""
    fig = figure(width=7.4, height=3.6)
    left, right = fig.subplots(1, 2)
    found = data[data.kind == "JL"]
    colours = shades(found.g)
    for g, rows in found.sort_values("x").groupby("g"):
        left.errorbar(
            rows.x, rows.value, rows.stderr, fmt="o-", ms=4, lw=0.8, capsize=2, color=colours[g], label=f"$g = {g:g}$"
        )
    exact = data[data.kind == "exact"].sort_values("x")
    left.fill_between(exact.x, exact.value - exact.stderr, exact.value + exact.stderr, color="0.75", label="$g = 0$, exact")
    ticks = sorted(set(found.x))
    left.set(
        xscale="log", yscale="log", xlabel="length $L$", ylabel="$J L$", ylim=(0.3 * found.value.min(), 2 * found.value.max())
    )
    left.set_xlim(0.8 * min(ticks), 1.3 * max(ticks))
    left.set_xticks(ticks, [f"{x:g}" for x in ticks])
    left.minorticks_off()
    left.legend(fontsize=8)
    lengths = shades(found.x)
    for length, rows in found.sort_values("g").groupby("x"):
        right.errorbar(
            rows.g, rows.value, rows.stderr, fmt="o-", ms=4, lw=0.8, capsize=2, color=lengths[length], label=f"$L = {length:g}$"
        )
    right.set_xscale("symlog", linthresh=0.01)
    right.set(xlabel="anharmonicity $g$", ylabel="$J L$", ylim=(0, None))
    right.legend(fontsize=8)
    return fig
