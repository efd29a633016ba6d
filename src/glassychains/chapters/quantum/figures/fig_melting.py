"""Level spacing of spots, and how a dense site beside them relaxes."""

import pandas as pd

from glassychains.methods.spectra import GOE, POISSON
from glassychains.methods.style import BLUE, FAINT, GREEN, VERMILLION, band, panels, shades
from glassychains.methods.tables import select

COUPLINGS = {0.15: (GREEN, "^"), 0.3: (VERMILLION, "s"), 1.0: (BLUE, "o")}
LOOKS = {5: "v", 6: "o", 7: "D"}
SHOWN = 6
"""The site whose occupation is drawn against time held so many bosons."""
EMPTY = [(1.0, 6), (0.3, 5)]
"""Coupling and bosons of the chains with an empty spot that are drawn."""


def data(tables):
    """Columns kind, g, length, held, spot, t, value, stderr.

    Kinds: spacing, counted, ratio of spots; occupation of the dense site, its relaxed part, that beside an empty spot,
    equilibrium.
    """
    numbers = tables["melting.numbers"]
    parts = [tables["spot-levels"], tables["melting"]]
    parts += [select(numbers, name).assign(kind=name) for name in ("relaxed", "empty", "equilibrium")]
    return pd.concat(parts).reindex(columns=["kind", "g", "length", "held", "spot", "t", "value", "stderr"])


def draw(data, narrow=False):
    """Above: spacing and gap ratio of spots against their size. Below: occupation against time; relaxed part against size."""
    fig, (spacing, repelling, time, part) = panels(2, rows=2, height=3.3, narrow=narrow)
    for g, (colour, marker) in COUPLINGS.items():
        own = data[data.g == g].sort_values("length")
        look = {"ms": 4.5, "color": colour, "label": f"$g/U = {g:g}$"}
        rows = own[own.kind == "spacing"]
        if len(rows):
            spacing.plot(rows.length, rows.value, marker, **look)
            rows = own[own.kind == "counted"]
            spacing.plot(rows.length, rows.value, ":", lw=1.4, color=colour)
            rows = own[own.kind == "ratio"]
            repelling.errorbar(rows.length, rows.value, rows.stderr, fmt=f"{marker}-", lw=1, capsize=2, **look)
    spacing.plot([], [], ":", color=FAINT, label="states counted")
    spacing.set(yscale="log", xlabel="sites of the spot $s$", ylabel="mean level spacing$/U$")
    spacing.legend(loc="lower left")
    for level, word in ((GOE, "GOE"), (POISSON, "Poisson")):
        repelling.axhline(level, color=FAINT, ls="--", lw=1.2)
        repelling.annotate(
            word, (1.0, level), (-2, 2), xycoords=("axes fraction", "data"), textcoords="offset points", ha="right"
        )
    repelling.set(xlabel="sites of the spot $s$", ylabel="mean gap ratio")
    repelling.set_xlim(right=data.length.max() + 1.1)  # room for words
    own = data[(data.g == 1) & (data.held == SHOWN)]
    colours = shades(own[own.kind == "occupation"].spot)
    for spot, rows in own[own.kind == "occupation"].groupby("spot"):
        rows = rows[rows.t > 0].sort_values("t")
        band(time, rows.t, rows.value, rows.stderr, colours[spot], f"$s = {spot:g}$")
        level = own[(own.kind == "equilibrium") & (own.spot == spot)].value
        time.plot([rows.t.iloc[-1] * 2], level, "<", ms=5, color=colours[spot], clip_on=False)
    time.set(xscale="log", xlabel=r"time, in $\hbar/U$", ylabel="bosons on the dense site", ylim=(0, SHOWN + 0.2))
    time.legend(loc="lower left", ncols=2)
    for (g, held), rows in data[data.kind == "relaxed"].groupby(["g", "held"]):
        colour, rows = COUPLINGS[g][0], rows.sort_values("spot")
        part.errorbar(rows.spot, rows.value, rows.stderr, fmt=f"{LOOKS[held]}-", ms=5, lw=1.2, capsize=2, color=colour)
        part.annotate(f"{held:g}", (rows.spot.iloc[-1], rows.value.iloc[-1]), (7, 0), textcoords="offset points", va="center")
    for g, held in EMPTY:
        rows = data[(data.kind == "empty") & (data.held == held) & (data.g == g)].sort_values("spot")
        look = {"fillstyle": "none", "ms": 5, "lw": 1.2, "color": COUPLINGS[g][0]}
        part.errorbar(rows.spot, rows.value, rows.stderr, fmt=f"{LOOKS[held]}:", label=f"{held} beside an empty spot", **look)
    part.set(xlabel="sites of the spot $s$", ylabel="part of the way $f$", ylim=(0, 1), xlim=(1.7, data.spot.max() + 0.5))
    part.legend(loc="upper left")
    titles = ("(a) spots, spacing", "(b) spots, gap ratio", f"(c) a site of {SHOWN} bosons, $g/U = 1$", "(d) after all times")
    for ax, title in zip((spacing, repelling, time, part), titles, strict=True):
        ax.set_title(title, loc="left")
        if ax is not time:
            ax.set_xticks(sorted({*(data.spot if ax is part else data.length).dropna()}))
    return fig
