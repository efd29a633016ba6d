"""Activity in two windows far apart, with disorder and without, and what of a map outlasts the energies (claim Q7)."""

import numpy as np
import pandas as pd

from glassychains.methods.style import BLUE, FAINT, INK, MARKERS, VERMILLION, band, panels, shades
from glassychains.methods.tables import select

NAMES = {"modes": "disordered chain", "maps-rotors": "rotor chain"}


def data(tables):
    """Columns study, g, g0 (of oscillators), strength (x = g T / g0^2), kind (map, overlap, memory), t, site, value, stderr."""
    parts = []
    for study in NAMES:
        found = tables[study].assign(study=study)
        strength = select(tables[f"{study}.numbers"], "x")
        if len(strength):
            strength = strength[["g", "g0", "value"]].rename(columns={"value": "strength"})
            found = found.merge(strength, on=["g", "g0"])
        parts.append(found)
    return pd.concat(parts).reindex(columns=["study", "g", "g0", "strength", "kind", "t", "site", "value", "stderr"])


def draw(data, narrow=False):
    """Upper: activity over its median, first window up, last down. Lower: memory against time, overlap against memory."""
    fig, (*maps, memory, overlap) = panels(2, rows=2, height=2.9, narrow=narrow)
    for ax, (study, rows) in zip(maps, data.groupby("study", sort=False), strict=True):
        spots = rows[(rows.kind == "map") & (rows.g == rows.g.iloc[0]) & (rows.g0.fillna(0) == rows.fillna(0).g0.iloc[0])]
        last = spots.t.max()
        for t, sign, colour in ((0.0, 1, BLUE), (last, -1, VERMILLION)):
            one = spots[spots.t == t]
            ax.vlines(one.site, 0, sign * np.minimum(one.value, 8), color=colour, lw=2.2 if not narrow else 1.8)
        ax.axhline(0, color=INK, lw=0.8)
        ax.set(xlabel="place of the mode" if study == "modes" else "site", title=NAMES[study], ylim=(-8.8, 8.8))
        ax.set_yticks([-8, -4, 0, 4, 8], ["8", "4", "0", "4", "8"])
        if ax is maps[0] or narrow:
            ax.set_ylabel("activity over median")
    chains = list(data.groupby(["study", "g0", "strength", "g"], dropna=False))
    chains.sort(key=lambda chain: (chain[0][0] != "modes", -np.nan_to_num(chain[0][1]), chain[0][2]))
    colours = shades([strength for (study, _, strength, _), _ in chains if study == "modes" and strength > 0])
    usual = data[data.study == "modes"].g0.iloc[0]
    for ((study, g0, strength, _), rows), marker in zip(chains, MARKERS, strict=False):
        halved = study == "modes" and g0 != usual
        colour = INK if study != "modes" else FAINT if strength == 0 else colours[strength]
        label = "rotors" if study != "modes" else f"$x = {strength:g}$" + (f", $g_0 = {g0:g}$" if halved else "")
        remembered, found = (rows[rows.kind == kind].sort_values("t") for kind in ("memory", "overlap"))
        style = {"ls": "--"} if halved else {}
        band(memory, remembered.t, remembered.value, remembered.stderr, colour, label, **style)
        if strength == 0:
            continue  # nothing but the error of the scheme
        faces = {"mfc": "none"} if halved else {}
        overlap.errorbar(
            remembered.value, found.value, found.stderr, fmt=marker, ms=4, lw=0.8, color=colour, label=label, **faces
        )
    memory.set(xscale="log", xlabel="time between windows", ylabel="memory", ylim=(-0.1, 1.1))
    overlap.set(xlabel="memory", ylabel="correlation of maps", xlim=(1.05, -0.12), ylim=(-0.1, 0.8))
    for ax in (memory, overlap):
        ax.axhline(0, color=INK, lw=0.8)
    memory.legend(ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.25), columnspacing=1.0)
    overlap.legend(ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.25), columnspacing=1.0, handletextpad=0.3)
    for letter, ax in zip("abcd", (*maps, memory, overlap), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
