"""Rings of bosons against the DNLS ring: C(t), and the distance of the two as the number of bosons grows."""

import pandas as pd

from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, numbered, panels, shades
from glassychains.methods.tables import select

COUPLING, SHOWN = 0.3, (8, 16, 24)
LOOKS = {
    "distance": (r"$U\varrho = 1$, early", BLUE, "o-"),
    "distance_shifted": (r"$U(\varrho + 1/2) = 1$, early", VERMILLION, "s-"),
    "distance_late": (r"$U\varrho = 1$, late", BLUE, "o:"),
    "distance_shifted_late": (r"$U(\varrho + 1/2) = 1$, late", VERMILLION, "s:"),
}


def data(tables):
    """Columns kind (nominal, shifted, classical, or a distance), particles, t, value, stderr; one coupling."""
    quantum, classical, numbers = (tables[name] for name in ("bosons-classical", "dnls-limit", "bosons-classical.numbers"))
    quantum = quantum[(quantum.coupling == COUPLING) & quantum.particles.isin(SHOWN)]
    classical = classical[(classical.coupling == COUPLING) & (classical.kind == "correlation") & (classical.t > 0)]
    parts = [quantum, classical.assign(kind="classical")]
    parts += [select(numbers, name, coupling=COUPLING).assign(kind=name) for name in LOOKS]
    return pd.concat(parts).reindex(columns=["kind", "particles", "t", "value", "stderr"])


def draw(data, narrow=False):
    """Left: C(t). Right: distances."""
    fig, (memory, distance) = panels(2, widths=[1.35, 1], narrow=narrow)
    curves = data[data.kind.isin(["nominal", "shifted"])]
    colours = shades(curves.particles)
    for (kind, particles), rows in curves.groupby(["kind", "particles"]):
        look = {"ls": ":"} if kind == "nominal" else {"ls": "-", "label": f"{particles:g} bosons"}
        rows = rows.sort_values("t")
        memory.plot(rows.t, rows.value, color=colours[particles], lw=1.2, **look)
    rows = data[(data.kind == "classical") & (data.t <= curves.t.max())].sort_values("t")
    memory.plot(rows.t, rows.value, "--", color=INK, lw=1.4, label="DNLS")
    memory.set(xscale="log", xlabel=r"time, in $1/(U\alpha)$", ylabel=r"$C(t)$", xlim=(0.2, 100))
    memory.legend(loc="upper right", fontsize=8)
    memory.set_title(r"(a) rings of four sites, $g/(U\alpha) = 0.3$", loc="left", color=INK)
    for kind, (label, colour, look) in LOOKS.items():
        rows = data[data.kind == kind].sort_values("particles")
        if len(rows):
            distance.errorbar(rows.particles, rows.value, rows.stderr, fmt=look, ms=4.5, lw=1, color=colour, label=label)
    first = data[data.kind == "distance"].sort_values("particles")
    for power in (1, 2):
        guide = 0.6 * first.value.iloc[0] * (first.particles.iloc[0] / first.particles) ** power
        distance.plot(first.particles, guide, color=FAINT, ls="--", lw=1)
    distance.set(xscale="log", yscale="log", xlabel="bosons", ylabel="root mean square difference")
    numbered(distance.xaxis, sorted(set(first.particles)))
    distance.legend(loc="lower left", fontsize=7.5)
    distance.set_title("(b) approach", loc="left", color=INK)
    return fig
