"""Lifetimes of fast rotors and oscillators between reservoirs, and survival of fast rotors in the thermal state."""

import numpy as np
import pandas as pd

from glassychains.methods.style import BLUE, FAINT, GREEN, INK, MARKERS, VERMILLION, band, numbered, panels, shades

COLD = 50.0  # beta above which symbols are open
GUIDES = {3: 0.5, 5: 0.25}


def data(tables):
    """The curves of both studies, `model` telling them apart."""
    rotors = tables["fast-rotors"].assign(model="rotors")
    return pd.concat([rotors, tables["fast-oscillators"].assign(model="oscillators")])


def draw(data, narrow=False):
    """Left: times between levels of rotors; middle: of oscillators; right: -log of survival against time."""
    fig, (left, middle, right) = panels(columns=3, height=3.7, narrow=narrow)
    passages = data[(data.kind == "passage") & (data.model == "rotors") & (data.length > 2)]
    colours = shades([3, 4, 5, 6])
    for (n, bg), rows in passages.groupby(["length", "bg"]):
        fill = colours[n] if bg < COLD else "none"
        left.errorbar(rows.w, rows.value, rows.stderr, fmt="o", color=colours[n], mfc=fill, ms=4, lw=1)
        left.plot(rows.w, rows.response, "-" if bg < COLD else "--", color=colours[n], lw=0.9)
    for n in sorted(passages.length.unique()):
        left.plot([], [], "o", color=colours[n], ms=4, label=f"$n={n:.0f}$")
    left.set(xscale="log", yscale="log", xlabel="velocity $w/g^{1/2}$", ylabel="mean time from level to level")
    springs = data[(data.kind == "passage") & (data.model == "oscillators")]
    looks = dict(zip([(4, 3), (4, 5), (6, 3)], zip((BLUE, VERMILLION, GREEN), MARKERS, strict=False), strict=True))
    for (a, length, beta), rows in springs.groupby(["a", "length", "beta"]):
        colour, marker = looks[a, length]
        fill = colour if beta < COLD else "none"
        middle.plot(rows.w, rows.response, "-", color=colour, lw=0.9)
        middle.errorbar(rows.w, rows.value, rows.stderr, fmt=marker, color=colour, mfc=fill, ms=4, lw=1)
    for a, length in sorted({(a, length) for a, length in zip(springs.a, springs.length, strict=True)}):
        colour, marker = looks[a, length]
        middle.plot([], [], marker, color=colour, mfc="none", ms=4, label=f"$a={a:.0f}$, $L={length:.0f}$")
    middle.plot([], [], "-", color=INK, lw=0.9, label="linear response")
    middle.set(xscale="log", yscale="log", xlabel="energy $H$", ylabel="mean time to lose half")
    survival = data[data.kind == "survival"]
    for (n, bg), rows in survival.groupby(["length", "bg"]):
        rows = rows[rows.value > 0.05]
        band(right, rows.t, rows.value, rows.stderr, colours[n], ls="-" if bg < COLD else "--")
        if n in GUIDES and bg == survival[survival.length == n].bg.max():
            t = np.array([rows.t.max() / 8, rows.t.max()])
            y = rows.value.max() * (1.5 if n == 3 else 0.7) * (t / t[-1]) ** GUIDES[n]
            right.plot(t, y, ":", color=FAINT)
            right.annotate(f"$t^{{1/{1 / GUIDES[n]:.0f}}}$", (t[1], y[1]), fontsize=8, ha="left", va="center")
    right.set(
        xscale="log",
        yscale="log",
        xlim=(0.1, 3 * survival.t.max()),
        xlabel="time $t$",
        ylabel="$-\\log$ of the share still fast",
    )
    numbered(left.xaxis, [4, 6, 8, 10])
    numbered(middle.xaxis, [30, 100, 300])
    for ax in (left, middle):
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, fontsize=8, columnspacing=1.0)
    for letter, ax in zip("abc", (left, middle, right), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
