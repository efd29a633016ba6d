"""Fig. 2(a): phi against t / t0(g) for all couplings, what is left of the differences, and the first swing."""

import numpy as np
import pandas as pd

from glassychains.chapters.rotor.analysis.relaxation import BALLISTIC
from glassychains.methods.style import FAINT, INK, numbered, panels, shades
from glassychains.methods.tables import select

TAU = 0.1  # the multiple of t0 at which couplings are compared


def data(tables):
    """Columns kind (collapse, fixed, swing), g, x, value (phi; in the swing over that at its end), stderr."""
    curves = tables["relaxation"].query("estimator == 'phi'")
    numbers = tables["relaxation.numbers"]
    times = select(numbers, "time", threshold=0.9).set_index("g").value
    parts = []
    for g, curve in curves.groupby("g"):
        late = curve.t > BALLISTIC * g**-0.5
        if g in times:
            later = curve[late & (curve.t < 5 * times[g])]
            parts.append(later.assign(kind="collapse", x=later.t / times[g]))
    for g, curve in tables["swing"].groupby("g"):
        swing = curve[curve.t <= BALLISTIC * g**-0.5]
        end = swing.value.iloc[-1]
        parts.append(swing.assign(kind="swing", x=swing.t * g**0.5, value=swing.value / end, stderr=swing.stderr / end))
    fixed = select(numbers, "phi", tau=TAU)
    parts.append(fixed.assign(kind="fixed", x=fixed.g))
    return pd.concat(parts)[["kind", "g", "x", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: phi after the first swing. Middle: phi at t0/10. Right: the first swing."""
    fig, (left, middle, right) = panels(columns=3, height=3.6, narrow=narrow, widths=[1.5, 1, 1])
    colours = shades(data.g)
    for g, curve in sorted(data[data.kind == "collapse"].groupby("g"), reverse=True):
        left.plot(curve.x, curve.value, color=colours[g], lw=1.2, label=f"{g:g}")
    left.axhline(0.9, ls=":", color=FAINT, lw=1)
    left.set(xscale="log", xlim=(1e-4, 5), ylim=(0, 1), xlabel="rescaled time $t/t_0(g)$", ylabel=r"$\varphi$")
    numbered(left.xaxis, [1e-4, 1e-3, 1e-2, 0.1, 1], ["$10^{-4}$", "$10^{-3}$", "0.01", "0.1", "1"])
    fixed = data[data.kind == "fixed"].sort_values("g")
    for row in fixed.itertuples():
        middle.errorbar(row.g, row.value, row.stderr, fmt="o", ms=4, capsize=2, color=colours[row.g])
    middle.set(xscale="log", xlabel="coupling $g$", ylabel=r"$\varphi$ at $t = t_0/10$")
    numbered(middle.xaxis, [0.1, 0.2, 0.5])
    for g, curve in data[data.kind == "swing"].groupby("g"):
        right.plot(curve.x, curve.value, lw=1.2, color=colours[g])
    right.set(
        xlim=(0, BALLISTIC),
        ylim=(0, None),
        xlabel=r"time $t\,g^{1/2}$",
        ylabel=r"first swing, $\varphi / \varphi(10\, g^{-1/2})$",
    )
    right.set_xticks(np.arange(0, BALLISTIC + 1, 2))
    left.plot([], [], ":", color=FAINT, label=r"$\varphi = 0.9$")
    fig.legend(
        *left.get_legend_handles_labels(),
        title="coupling $g$",
        loc=f"outside {'upper' if narrow else 'lower'} center",
        ncols=4 if narrow else 7,
    )
    for ax, name in zip((left, middle, right), "abc", strict=True):
        ax.set_title(f"({name})", loc="left", color=INK)
    return fig
