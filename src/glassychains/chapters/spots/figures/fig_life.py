"""How long activity stays where it is, and when it returns."""

import numpy as np
import pandas as pd

from glassychains.methods.style import FAINT, INK, band, numbered, panels, shades
from glassychains.methods.tables import select

SHOWN = (0.2, 0.1, 0.05, 0.02)  # couplings of the first and the last panel
END = 100.0  # mean waits


def data(tables):
    """Columns panel (lag, relaxation, return), kind, g, x, value, stderr.

    x: the lag in blocks of 32 g^(-1/2); over t0, in part from the study `wander` (kind `pairs`); the wait over the mean wait.
    """
    rows, numbers = tables["raster"], tables["raster.numbers"]
    lags = rows[(rows.kind.isin(["same", "near"])) & rows.g.isin(SHOWN)]
    waits = rows[(rows.kind == "return") & rows.g.isin(SHOWN)]
    wander = tables["wander"].query("kind == 'same' and t0 > 0")
    wander = wander.assign(t=wander.t / wander.t0, kind="pairs")
    known = select(numbers, "t0").set_index("g").value.to_dict() if (numbers.quantity == "t0").any() else {}
    same = rows[(rows.kind == "same") & rows.g.isin(known)]
    block = same.g.map({g: 32 * g**-0.5 / t0 for g, t0 in known.items()})
    parts = {"lag": [lags], "relaxation": [same.assign(t=same.t * block), wander], "return": [waits]}
    found = pd.concat([part.assign(panel=panel) for panel, many in parts.items() for part in many])
    return found.rename(columns={"t": "x"})[["panel", "kind", "g", "x", "value", "stderr"]]


def draw(data, narrow=False):
    """Memory against the lag; the same against the relaxation time; survival of waits."""
    fig, (left, middle, right) = panels(columns=3, height=3.4, narrow=narrow)
    colours = shades(data.g)
    for (panel, kind, g), rows in data.groupby(["panel", "kind", "g"]):
        rows, colour = rows.sort_values("x"), colours[g]
        if panel == "lag" and kind == "same":
            band(left, rows.x, rows.value, rows.stderr, colour, label=rf"$\beta g = {g:g}$")
        elif panel == "lag":
            left.plot(rows.x, rows.value, color=colour, lw=1, ls="--")
        elif panel == "relaxation" and kind == "same":
            band(middle, rows.x, rows.value, rows.stderr, colour, label=rf"$\beta g = {g:g}$")
        elif panel == "relaxation":
            middle.errorbar(rows.x, rows.value, rows.stderr, fmt="o", ms=3, lw=0.8, color=colour)
        else:
            rows = rows[(rows.x <= END) & (rows.value > 1e-4)]
            band(right, rows.x, rows.value, rows.stderr, colour, label=rf"$\beta g = {g:g}$")
    chance = np.geomspace(0.02, 8, 100)
    right.plot(chance, np.exp(-chance), color=INK, lw=1, ls=":", label="by chance")
    left.set(xscale="log", xlabel=r"lag in blocks of $32\,g^{-1/2}$", ylabel="excess that is left", ylim=(0, 1.02))
    numbered(left.xaxis, [2, 10, 100, 1000], ["2", "10", "100", "1000"])
    middle.set(xscale="log", xlabel="lag over relaxation time", ylim=(-0.1, 1.02))
    numbered(middle.xaxis, [1e-4, 1e-2, 1], ["$10^{-4}$", "$10^{-2}$", "1"])
    middle.axhline(0, color=FAINT, lw=0.8)
    if narrow:
        middle.set_ylabel("excess that is left")
    right.set(xscale="log", yscale="log", xlabel="wait over mean wait", ylabel="waits that are longer", ylim=(1e-3, 1))
    numbered(right.xaxis, [0.1, 1, 10, 100])
    numbered(right.yaxis, [1e-3, 1e-2, 0.1, 1], ["0.001", "0.01", "0.1", "1"])
    for ax in (left, middle, right):
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.27 if narrow else -0.2), ncols=2 if narrow else 1)
    return fig
