"""One rate or several? The relaxation time in sites squared, waves of velocity, and the amplitude of footnote 5."""

import numpy as np
import pandas as pd

from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, band, numbered, panels, shades
from glassychains.methods.tables import select

WAVES = (1, 2, 3)  # drawn in the second panel
COMPARED = (1.0, 0.35, 0.14)  # couplings of the second panel, of those that were run; else all
SITES = 1 / (4 * np.pi * 0.1**2)  # D t0, if the law of footnote 5 held at t0


def data(tables):
    """Columns kind (energy, velocity, wave, product, asymptote), g, n, x (g, D k^2 t or t / t0), value, stderr."""
    numbers, waves = tables["waves.numbers"], tables["waves"]
    kinds = {"energy": "conductivity_sites", "velocity": "velocity_sites"}
    parts = [select(numbers, quantity).assign(kind=kind) for kind, quantity in kinds.items()]
    parts = [part.assign(x=part.g) for part in parts]
    known = select(numbers, "velocity_diffusivity")
    for g, value in known[["g", "value"]].to_numpy():
        if g in COMPARED or not set(COMPARED) <= set(known.g):
            rows = waves[(waves.density == "velocity") & (waves.g == g) & waves.n.isin(WAVES)]
            parts.append(rows.assign(kind="wave", x=value * rows.square * rows.t))
    parts.append(tables["amplitude"].assign(kind="product", x=tables["amplitude"].tau))
    asymptotes = tables["amplitude.numbers"]
    parts.append(select(asymptotes, "amplitude").assign(kind="asymptote"))
    return pd.concat(parts).reindex(columns=["kind", "g", "n", "x", "value", "stderr"]).sort_values(["kind", "g", "n", "x"])


def draw(data, narrow=False):
    """(a) D t0 of energy and velocity. (b) What is left of waves against D k^2 t. (c) The product that tends to 1."""
    fig, (sites, waves, product) = panels(3, height=3.7, narrow=narrow)
    colours = shades(data[data.kind != "energy"].g)
    for kind, colour, marker, label in (
        ("energy", VERMILLION, "o", r"energy, $2c\beta^2 D$"),
        ("velocity", BLUE, "s", "velocity"),
    ):
        rows = data[data.kind == kind]
        sites.errorbar(rows.x, rows.value, rows.stderr, fmt=marker, ms=5, lw=1.2, color=colour, label=label)
    sites.axhline(SITES, color=FAINT, ls="--", lw=1.2)
    sites.annotate("footnote 5 at $t_0$: 8", (1, SITES), (0, 4), textcoords="offset points", ha="right", va="bottom")
    shown = data[data.kind.isin(["energy", "velocity"])]
    sites.set(xscale="log", yscale="log", xlabel=r"$\beta g$", ylabel=r"$D\,t_0$ (sites squared)")
    sites.set(xlim=(0.8 * shown.x.min(), 1.25 * shown.x.max()), ylim=(6, 1.4 * shown.value.max()))
    numbered(sites.xaxis, [x for x in (0.1, 0.2, 0.5, 1, 2) if 0.8 * shown.x.min() <= x <= 1.25 * shown.x.max()])
    numbered(sites.yaxis, [y for y in (10, 20, 50, 100, 200) if y < 1.4 * shown.value.max()])
    sites.legend(loc="upper right")

    y = np.geomspace(0.01, 4, 80)
    waves.plot(y, np.exp(-y), color=INK, lw=1.2, ls="--", label="one rate")
    waves.plot(y, 1 / (1 + y), color=INK, lw=1.2, ls=":", label="exponential\ndistribution")
    for (g, n), rows in data[data.kind == "wave"].groupby(["g", "n"]):
        rows = rows[(rows.x > 0.02) & (rows.x < 3) & (rows.stderr < 0.06)]
        label = rf"$\beta g = {g:g}$" if n == WAVES[0] else None
        waves.errorbar(rows.x, rows.value, rows.stderr, fmt="os^"[int(n) - 1], ms=3.5, lw=0.8, color=colours[g], label=label)
    waves.set(xscale="log", xlabel=r"$D\,k^2\,t$", ylabel=r"$C_k(t)$ of the velocity", xlim=(0.02, 3.3), ylim=(0, 1.02))
    numbered(waves.xaxis, [0.03, 0.1, 0.3, 1, 3])
    waves.legend(loc="lower left", fontsize=8)

    product.axhline(1, color=INK, lw=1.2, ls="--")
    product.axhline(np.sqrt(np.pi), color=INK, lw=1.2, ls=":")
    asymptotes = data[data.kind == "asymptote"].sort_values("g")
    for place, row in zip(180 * 1.25 ** np.arange(len(asymptotes)), asymptotes.itertuples(), strict=True):
        product.errorbar(place, row.value, row.stderr, fmt="o", ms=4, lw=1.2, color=colours[row.g])
    for g, rows in data[data.kind == "product"].groupby("g"):
        rows = rows[(rows.x > 0.3) & (rows.x < 110) & (rows.stderr < 0.15)]
        band(product, rows.x, rows.value, rows.stderr, colours[g], label=rf"$\beta g = {g:g}$")
    product.set(xscale="log", xlabel=r"$t / t_0$", ylabel=r"$(1 - \varphi)\,(4 \pi D t)^{1/2}$")
    product.set(xlim=(0.3, 450), ylim=(0.5, None))
    numbered(product.xaxis, [1, 10, 100, 250], ["1", "10", "100", "   ∞"])
    product.legend(loc="lower left")
    for panel, letter in zip((sites, waves, product), "abc", strict=True):
        panel.set_title(f"({letter})", loc="left", color=INK)
    return fig
