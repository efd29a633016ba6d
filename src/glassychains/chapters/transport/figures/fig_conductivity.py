"""Reduced conductivity against beta g, and its local exponent (eq. 10)."""

import numpy as np
import pandas as pd

from glassychains.methods.style import figure
from glassychains.methods.tables import select


def data(tables):
    """Columns kind (kappa or exponent), bg, value, stderr."""
    parts = [select(tables["greenkubo.numbers"], kind).assign(kind=kind) for kind in ("exponent", "kappa")]
    return pd.concat(parts)[["kind", "bg", "value", "stderr"]].sort_values(["kind", "bg"])


def draw(data):
    """Left: kappa with the naive (beta g)^2 and a power law of the literature. Right: local exponents."""
    fig = figure(width=7.4, height=3.8)
    left, right = fig.subplots(1, 2)
    kappa, local = data[data.kind == "kappa"], data[data.kind == "exponent"]
    left.errorbar(kappa.bg, kappa.value, kappa.stderr, fmt="o", ms=5, capsize=2, label="Green–Kubo")
    anchor = kappa.iloc[(kappa.bg - 1).abs().argmin()]
    guide = np.array([kappa.bg.min(), 1.0])
    left.plot(guide, anchor.value * guide**2, "--", color="0.3", label=r"naive $(\beta g)^2$")
    left.plot(guide, 0.6 * anchor.value * guide**3.64, ":", color="0.3", label=r"$(\beta g)^{3.64}$, literature")
    right.errorbar(local.bg, local.value, local.stderr, fmt="o", ms=5, capsize=2)
    right.axhline(2, ls="--", color="0.3")
    right.axhline(3.64, ls=":", color="0.3")
    left.set(xscale="log", yscale="log", xlabel=r"$\beta g$", ylabel=r"reduced $\kappa$")
    right.set(xscale="log", xlabel=r"$\beta g$ (geometric mean of neighbours)", ylabel="local exponent")
    right.set_ylim(0, None)
    for ax, ticks in ((left, [0.1, 0.2, 0.5, 1, 2]), (right, [0.1, 0.2, 0.4, 0.8, 1.6])):
        shown = [x for x in ticks if 0.8 * data.bg.min() <= x <= 1.2 * data.bg.max()]
        ax.set_xticks(shown, [f"{x:g}" for x in shown])
        ax.tick_params(axis="x", which="minor", bottom=False, labelbottom=False)
    left.legend()
    return fig
