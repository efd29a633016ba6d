"""The current of disordered chains against length and anharmonicity (eq. 15), and how much anharmonicity helps."""

import pandas as pd

from glassychains.methods.style import FAINT, INK, numbered, panels, shades
from glassychains.methods.tables import select


def data(tables):
    """Columns kind (JL, exact, ratio to the harmonic chain of the same realizations), strength x = g T / g0^2, length, ..."""
    numbers = tables["conduction.numbers"]
    strength = select(numbers, "x")[["g", "length", "value"]].rename(columns={"value": "strength"})
    found = [select(numbers, "JL").assign(kind="JL")]
    if (numbers.quantity == "ratio").any():
        found.append(select(numbers, "ratio", over=0.0).assign(kind="ratio"))
    found = pd.concat(found).merge(strength, on=["g", "length"])
    exact = tables["insulator"].query("kind == 'current'").assign(kind="exact", strength=0.0)
    return pd.concat([found, exact])[["kind", "strength", "length", "value", "stderr"]]


def stretches(rows, column, order):
    """Rows in runs of at least three neighbours in `order`, so that no line crosses a value that was left out."""
    place = rows[column].map({value: i for i, value in enumerate(order)})
    runs = rows.groupby((place.diff() != 1).cumsum())
    return [run for _, run in runs if len(run) > 2]


def draw(data, narrow=False):
    """Left: J L against L. Right: the current over that of the harmonic chain against x."""
    fig, (left, right) = panels(2, height=3.5, narrow=narrow)
    found = data[data.kind == "JL"]
    lengths, strengths = sorted(set(found.length)), sorted(set(found.strength))
    exact = data[(data.kind == "exact") & data.length.between(lengths[0], lengths[-1])].sort_values("length")
    left.fill_between(
        exact.length, 1e3 * (exact.value - exact.stderr), 1e3 * (exact.value + exact.stderr), color=FAINT, alpha=0.5, lw=0
    )
    left.plot(exact.length, 1e3 * exact.value, color=FAINT, lw=0.8, label="$x = 0$, exact")
    colours = shades([x for x in strengths if x])
    for x, rows in found.sort_values("length").groupby("strength"):
        colour = colours.get(x, INK)
        left.errorbar(
            rows.length,
            1e3 * rows.value,
            1e3 * rows.stderr,
            fmt="o",
            ms=4,
            lw=0.8,
            capsize=2,
            color=colour,
            label=f"$x = {x:g}$",
        )
        for run in stretches(rows, "length", lengths):
            left.plot(run.length, 1e3 * run.value, lw=1, color=colour)
    left.set(xscale="log", xlabel="length $L$", ylabel="$1000\\, J L$", ylim=(0, None))
    numbered(left.xaxis, sorted({*lengths, *exact.length}))
    left.legend(
        ncols=3 if not narrow else 2, loc="upper center", bbox_to_anchor=(0.5, -0.2), handletextpad=0.3, columnspacing=1.0
    )
    ratios = data[data.kind == "ratio"]
    tones = shades(ratios.length)
    for length, rows in ratios.sort_values("strength").groupby("length"):
        right.errorbar(
            rows.strength,
            rows.value,
            rows.stderr,
            fmt="s",
            ms=4,
            lw=0.8,
            capsize=2,
            color=tones[length],
            label=f"$L = {length:g}$",
        )
        for run in stretches(rows, "strength", strengths):
            right.plot(run.strength, run.value, lw=1, color=tones[length])
    right.axhline(1, ls=":", color=FAINT, lw=1.3)
    right.set(xscale="log", yscale="log", xlabel="$x = g T / g_0^2$", ylabel="current over that at $x = 0$")
    numbered(right.xaxis, [x for x in strengths if x])
    if len(ratios):
        low, high = 0.7 * min(ratios.value.min(), 1), 1.5 * (ratios.value + ratios.stderr).max()
        right.set(ylim=(low, high), xlim=(0.7 * min(ratios.strength), 1.4 * max(ratios.strength)))
        numbered(right.yaxis, [y for y in (0.1, 0.3, 0.5, 1, 2, 5, 10, 20, 50) if low <= y <= high])
    right.legend(ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.2))
    for letter, ax in zip("ab", (left, right), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
