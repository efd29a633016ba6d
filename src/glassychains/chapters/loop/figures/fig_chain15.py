"""How chain (15) conducts in equilibrium: running diffusivities, conductivity against x, its exponent, D against the energy."""

import pandas as pd

from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, band, numbered, panels, shades
from glassychains.methods.tables import select

COUPLINGS = {0.125: (BLUE, "o", "1/8"), 0.25: (VERMILLION, "s", "1/4")}
PACKETS = 0.125
"""The g0 of the packets' chain."""
DRAWN = (2.5, 20.0, 50.0, 100.0, 200.0)
"""beta whose running diffusivities are drawn."""
COLUMNS = ("energy", "x", "diffusivity", "ring_diffusivity", "kappa_over_g0")


def data(tables):
    """Rows by kind: `point` (g0, beta, `COLUMNS` and their errors), `exponent` (g0, x), `running` and `window` (beta, t)."""
    numbers, where = tables["chain15.numbers"], ["g0", "beta"]
    points = select(numbers, "x").reindex(columns=where)
    for name in COLUMNS:
        rows = select(numbers, name).reindex(columns=[*where, "value", "stderr"])
        points = points.merge(rows.rename(columns={"value": name, "stderr": f"{name}_error"}), on=where, how="left")
    exponents = select(numbers, "exponent").reindex(columns=["g0", "x", "value", "stderr"])
    curves = tables["chain15"]
    usual = (curves.length == 64) & (curves.dt == 0.2) & (curves.g0 == PACKETS) & curves.beta.isin(DRAWN)
    curves = curves[usual & curves.kind.isin(["running", "window"])].drop(columns=["length", "dt"])
    return pd.concat([points.assign(kind="point"), exponents.assign(kind="exponent"), curves])


def draw(data, narrow=False):
    """Running D(t) with windows; kappa / g0 against x; local exponents; D against e, bulk and mean of rings."""
    fig, (running, reduced, local, energies) = panels(2, height=3.3, narrow=narrow, rows=2)
    points = data[data.kind == "point"]
    curves = data[data.kind.isin(["running", "window"])]
    colours = shades(curves.beta)
    for beta, rows in curves.groupby("beta"):
        curve = rows[rows.kind == "running"].sort_values("t")
        # to the first that is lost in its error; choosing values would bias the tail
        curve = curve[(curve.value > 2 * curve.stderr).cummin()]
        band(running, curve.t, curve.value, curve.stderr, colours[beta])
        bar = rows[rows.kind == "window"]
        running.plot(bar.t, bar.value, color=INK, lw=3, solid_capstyle="butt")
        running.annotate(
            f"{1 / beta:g}", (curve.t.iloc[-1], curve.value.iloc[-1]), (4, 0), textcoords="offset points", va="center"
        )
    running.plot([], [], color=INK, lw=3, label="windows, slopes of $t D(t)$")
    running.plot([], [], " ", label="numbers at curves: $T$")
    running.set(xscale="log", yscale="log", xlabel="time $t$", ylabel=r"running $D(t)$, $g_0 = 1/8$")
    running.set_ylim(bottom=curves[curves.kind == "window"].value.min() / 12)
    running.set_xlim(curves[curves.kind == "running"].t.min() / 1.5, curves.t.max() * 20)
    numbered(running.xaxis, [10, 1e3, 1e5, 1e7], ["10", "$10^3$", "$10^5$", "$10^7$"])
    running.legend(loc="lower left")
    for g0, (colour, marker, name) in COUPLINGS.items():
        look = {"ms": 4.5, "lw": 1.2, "color": colour, "fmt": marker}
        rows = points[points.g0 == g0].sort_values("x")
        reduced.errorbar(rows.x, rows.kappa_over_g0, rows.kappa_over_g0_error, label=f"$g_0 = {name}$", **look)
        rows = data[(data.kind == "exponent") & (data.g0 == g0)]
        local.errorbar(rows.x, rows.value, rows.stderr, **look)
    reduced.set(xscale="log", yscale="log", xlabel="$x = g T / g_0^2$", ylabel=r"$\kappa / g_0$")
    reduced.legend(loc="lower right")
    local.axhline(0, color=FAINT, lw=1)
    local.set(xscale="log", xlabel="$x$ (middle of two neighbours)", ylabel=r"local exponent of $\kappa$ against $x$")
    for ax in (reduced, local):
        numbered(ax.xaxis, [x for x in (0.1, 0.3, 1, 3, 10, 30) if 0.7 * points.x.min() <= x <= 1.3 * points.x.max()])
    rows = points[points.g0 == PACKETS].sort_values("energy")
    energies.errorbar(
        rows.energy, rows.ring_diffusivity, rows.ring_diffusivity_error, fmt="D", ms=4, color=FAINT, label="mean of rings of 64"
    )
    energies.errorbar(
        rows.energy, rows.diffusivity, rows.diffusivity_error, fmt="o", ms=4.5, color=BLUE, label="bulk, in series"
    )
    energies.set(xscale="log", yscale="log", xlabel="energy per site $e$", ylabel="$D(e)$, $g_0 = 1/8$")
    numbered(
        energies.xaxis, [e for e in (0.003, 0.01, 0.03, 0.1, 0.3) if 0.8 * rows.energy.min() <= e <= 1.2 * rows.energy.max()]
    )
    energies.legend(loc="lower right")
    for ax, letter in zip((running, reduced, local, energies), "abcd", strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
