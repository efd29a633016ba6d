"""Conductivity of DNLS rings: running, over g / (U alpha) beside rotors, and at other temperatures."""

import numpy as np
import pandas as pd

from glassychains.chapters.clean.analysis.rings import in_thermal_units
from glassychains.methods.scaling import local_exponents
from glassychains.methods.style import BLUE, FAINT, GREEN, INK, VERMILLION, band, numbered, panels, shades
from glassychains.methods.tables import select

CHAINS = {"rings": ("DNLS", BLUE, "o", "full"), "rotors": ("rotors", VERMILLION, "s", "none")}
TICKS = [0.1, 0.2, 0.5, 1.0]


def data(tables):
    """Columns kind, chain, coupling, beta, t, value, stderr.

    Kinds: running, slope, window, kappa, norm_norm, exponent, temperature.
    """
    numbers, parts = tables["dnls-rings.numbers"], []
    curves = tables["dnls-rings"].assign(chain="rings")
    parts += [curves[curves.kind == kind].assign(kind=name) for kind, name in (("kappa", "running"), ("slope", "slope"))]
    kappa = select(numbers, "kappa").set_index("coupling")
    for name in ("window_begin", "window_end"):
        rows = select(numbers, name)
        level = kappa.value.reindex(rows.coupling).to_numpy()
        parts.append(rows.assign(kind="window", chain="rings", t=rows.value, value=level, stderr=0.0))
    parts += [select(numbers, name).assign(kind=name, chain="rings") for name in ("kappa", "norm_norm")]
    parts.append(select(numbers, "kappa_exponent").assign(kind="exponent", chain="rings"))
    rotors = in_thermal_units(tables["greenkubo.numbers"]).rename(columns={"bg": "coupling"})
    parts.append(rotors.assign(kind="kappa", chain="rotors"))
    if len(rotors) > 1:
        log_kappa, error = np.log(rotors.value), rotors.stderr / rotors.value
        local = local_exponents(*(one.to_numpy() for one in (rotors.coupling, log_kappa, error)))
        parts.append(pd.DataFrame(local, columns=["coupling", "value", "stderr"]).assign(kind="exponent", chain="rotors"))
    ratio = select(tables["dnls-temperatures.numbers"], "kappa_ratio")
    parts.append(ratio.assign(kind="temperature", chain="rings"))
    columns = ["kind", "chain", "coupling", "beta", "t", "value", "stderr"]
    return pd.concat(parts).reindex(columns=columns)


def draw(data, narrow=False):
    """Above: kappa(t) with the windows of the rule; kappa against coupling. Below: local exponents; temperatures."""
    fig, (running, strength, local, warmth) = panels(2, rows=2, height=3.5, narrow=narrow)
    colours = shades(data[data.kind == "running"].coupling)
    for x, rows in data[data.kind == "running"].groupby("coupling"):
        rows = rows[rows.value > 3 * rows.stderr].sort_values("t")
        band(running, rows.t, rows.value, rows.stderr, colours[x])
        running.annotate(f"{x:g}", (rows.t.iloc[-1], rows.value.iloc[-1]), (4, 0), textcoords="offset points", va="center")
        window = data[(data.kind == "window") & (data.coupling == x)]
        running.plot(window.t, window.value, color=INK, lw=3, solid_capstyle="butt")
    running.plot([], [], color=INK, lw=3, label="window of the rule")
    running.set(xscale="log", yscale="log", xlabel=r"time, in $1/(U\alpha)$", ylabel=r"$\kappa(t)$")
    running.set_xlim(right=data.t.max() * 12)
    running.legend(loc="lower left")
    running.set_title(r"(a) running, $g/(U\alpha)$ at the end", loc="left", color=INK)
    for chain, (label, colour, marker, fill) in CHAINS.items():
        own = data[data.chain == chain].sort_values("coupling")
        look = {"fmt": marker, "fillstyle": fill, "ms": 4.5, "color": colour}
        rows = own[(own.kind == "kappa") & (own.coupling <= 1.5)]
        strength.errorbar(rows.coupling, rows.value, rows.stderr, ls="-", lw=1, label=rf"$\kappa$, {label}", **look)
        rows = own[(own.kind == "exponent") & (own.coupling <= 1.5)]
        local.errorbar(rows.coupling, rows.value, rows.stderr, ls="", capsize=2, label=label, **look)
        if chain == "rings":
            rows = own[own.kind == "norm_norm"]
            strength.plot(rows.coupling, rows.value, "^-", ms=4, lw=0.8, color=GREEN, label=r"$L_{nn}$, DNLS")
            top = own[own.kind == "kappa"].iloc[-1]
            guide = own[own.kind == "kappa"].coupling
            strength.plot(guide, top.value * (guide / top.coupling) ** 2, color=FAINT, ls="--", lw=1.2, label="square")
    strength.set(xscale="log", yscale="log", xlabel=r"$g/(U\alpha)$, of rotors $\beta g$", ylabel="coefficient")
    strength.legend(loc="lower right", fontsize=8)
    strength.set_title("(b) against coupling", loc="left", color=INK)
    local.axhline(2, color=FAINT, ls="--", lw=1.2)
    local.set(xscale="log", xlabel="coupling, middle of two neighbours", ylabel=r"local exponent of $\kappa$", ylim=(1.8, 5.5))
    local.legend(loc="lower right", bbox_to_anchor=(1.0, 0.08))
    local.set_title("(c) exponents", loc="left", color=INK)
    for ax in (strength, local):
        numbered(ax.xaxis, TICKS)
        ax.set_xlim(0.085, 1.4)
    rows = data[data.kind == "temperature"].sort_values("beta")
    warmth.errorbar(rows.beta, rows.value, rows.stderr, fmt="o", ms=5, color=BLUE)
    warmth.plot([0], [1], "D", ms=5, color=INK, label="infinite temperature")
    warmth.axvspan(-0.08, 0, color=FAINT, alpha=0.2, lw=0)
    warmth.annotate("negative\ntemperature", (-0.077, 0.05), fontsize=8.5)
    warmth.set(xlabel=r"$\beta U \alpha^2$", ylabel=r"$\kappa$ over that at $\beta = 0$")
    warmth.set_xlim(-0.08, max(0.1, 1.1 * rows.beta.max()))
    warmth.set_ylim(0, 1.15 * (rows.value + rows.stderr).max())
    warmth.legend(loc="lower right")
    warmth.set_title(r"(d) temperatures, $g/(U\alpha) = 0.35$", loc="left", color=INK)
    return fig
