"""Conductivity of pinned chains against temperature and against the small parameter, with all that belongs to each point."""

import numpy as np
import pandas as pd

from glassychains.exact.goldenrule import second_order
from glassychains.methods.style import BLUE, FAINT, GREEN, INK, VERMILLION, numbered, panels
from glassychains.methods.tables import select

PAIRS = {(4, 2): (BLUE, "o"), (6, 2): (VERMILLION, "s"), (6, 4): (GREEN, "^")}
CONTROLS = {(4, 4): ("v", "--"), (2, 4): ("D", ":")}
PLAIN = ("temperature", "length", "dt", "duration", "replicas", "window_begin", "window_end")
MEASURED = ("k", "K", "over_second_order", "diffusion", "earlier_window", "later_window", "energy_over_exact")


def data(tables):
    """One row per point: kind (ring, reservoirs), a, b, T, x, k, K, ... each measured number followed by its error.

    Times and the step are in units of T^(1/a - 1/2); `energy_time` is T_E, how long a site keeps its energy. Rows of the kind
    exponent are d log K / d log x between two neighbours.
    """
    numbers, where = tables["pinned.numbers"], ["a", "b", "x", "T"]
    rows = select(numbers, "K").reindex(columns=where)
    for name in (*PLAIN, *MEASURED):
        rows = rows.merge(_column(numbers, name, where, name in MEASURED), on=where, how="left")
    energies = _column(tables["pinned-energies.numbers"], "time", where[:3], True, "energy_time")
    rows = rows.merge(energies, on=where[:3], how="left")
    rows["T"] = rows.temperature
    baths = tables["pinned-baths.numbers"]
    driven = select(baths, "K").reindex(columns=["a", "b", "x", "length", "value", "stderr"])
    driven = driven.rename(columns={"value": "K", "stderr": "K_error"}).assign(kind="reservoirs")
    driven["T"] = driven.x ** (driven.a / (driven.b - driven.a))
    scale = driven["T"] ** (0.5 - 1 / driven.a)
    driven = driven.assign(k=driven.K * scale, k_error=driven.K_error * scale)
    local = select(numbers, "exponent").reindex(columns=["a", "b", "x", "value", "stderr"])
    local = local.rename(columns={"value": "exponent", "stderr": "exponent_error"}).assign(kind="exponent")
    whole = pd.concat([rows.drop(columns="temperature").assign(kind="ring"), driven, local])
    first = ["kind", "a", "b", "T", "x", "k", "k_error", "K", "K_error"]
    return whole[first + [name for name in whole if name not in first]]


def _column(numbers, name, where, error, new=None):
    """A quantity as a column, and another for its error if it has one."""
    rows = select(numbers, name).reindex(columns=[*where, "value", "stderr"])
    rows = rows.rename(columns={"value": new or name, "stderr": f"{new or name}_error"})
    return rows if error else rows.drop(columns=f"{name}_error")


def draw(data, narrow=False):
    """k against T; K against x with its second order; their ratio; local exponents of K."""
    fig, (hot, reduced, ratio, local) = panels(2, height=3.4, narrow=narrow, rows=2)
    rings, driven, exponents = (data[data.kind == kind] for kind in ("ring", "reservoirs", "exponent"))
    for (a, b), (marker, style) in CONTROLS.items():
        rows = rings[(rings.a == a) & (rings.b == b)].sort_values("T")
        if len(rows):
            look = {"fmt": marker + style, "ms": 4, "lw": 1, "color": FAINT}
            hot.errorbar(rows["T"], rows.k, rows.k_error, **look, label=f"({a}, {b})")
    for (a, b), (colour, marker) in PAIRS.items():
        rows = rings[(rings.a == a) & (rings.b == b)].sort_values("T")
        look = {"ms": 4.5, "lw": 1.2, "color": colour, "zorder": 3}
        hot.errorbar(rows["T"], rows.k, rows.k_error, fmt=marker, label=f"({a}, {b})", **look)
        reduced.errorbar(rows.x, rows.K, rows.K_error, fmt=marker, **look)
        ratio.errorbar(rows.x, rows.over_second_order, rows.over_second_order_error, fmt=marker, **look)
        x = np.geomspace(rows.x.min(), rows.x.max(), 2)
        reduced.plot(x, second_order(a, b) * x**2, color=colour, ls="--", lw=1)
        bath = driven[(driven.a == a) & (driven.b == b)]
        if len(bath):
            look = {"fmt": "x", "ms": 6, "lw": 1.2, "color": INK, "zorder": 4}
            reduced.errorbar(bath.x, bath.K, bath.K_error, **look)
        rows = exponents[(exponents.a == a) & (exponents.b == b)]
        local.errorbar(rows.x, rows.exponent, rows.exponent_error, fmt=marker, ms=4.5, lw=1.2, color=colour, zorder=3)
    reduced.plot([], [], color=FAINT, ls="--", lw=1, label="second order")
    if len(driven):
        reduced.plot([], [], "x", ms=6, color=INK, label="between reservoirs")
    ratio.axhline(1, color=FAINT, ls="--", lw=1)
    local.axhline(2, color=FAINT, ls="--", lw=1)
    local.annotate("second order: 2", (exponents.x.min(), 2), (0, -3), textcoords="offset points", va="top")
    hot.set(xscale="log", yscale="log", xlabel="temperature $T$", ylabel="conductivity $k$")
    reduced.set(xscale="log", yscale="log", xlabel="small parameter $x = T^{b/a-1}$", ylabel="reduced $K$")
    ratio.set(xscale="log", yscale="log", xlabel="small parameter $x$", ylabel="$K$ over second order")
    local.set(xscale="log", xlabel="$x$ (middle of two neighbours)", ylabel="local exponent of $K$")
    local.set_ylim(bottom=min(1.7, local.get_ylim()[0]))
    hot.legend(title="powers $(a, b)$", loc="lower left")
    reduced.legend(loc="lower right")
    for ax in (reduced, ratio, local):
        numbered(ax.xaxis, [x for x in (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2) if 0.9 * data.x.min() <= x <= 2])
    return fig
