"""Reduced conductivity against beta g, and its local exponent (eq. 10)."""

import numpy as np
import pandas as pd

from glassychains.methods.scaling import LAWS
from glassychains.methods.style import BLUE, FAINT, GREEN, INK, VERMILLION, numbered, panels
from glassychains.methods.tables import select

CURVED = {"quadratic": "parabola", "q_gaussian": "$q$-Gaussian"}
RANGES = ("bg<=0.5", "bg<=1")  # of the fits that are drawn, the first that was possible


def data(tables):
    """Columns kind (kappa, exponent, law, law_exponent), law, range, bg, value, stderr."""
    numbers = tables["greenkubo.numbers"]
    parts = [select(numbers, kind).assign(kind=kind) for kind in ("exponent", "kappa")]
    smallest = select(numbers, "kappa").bg.min()
    for law in CURVED:
        for chosen in RANGES:
            rows = select(numbers, "fit", law=law, range=chosen)
            if len(rows):
                x = np.linspace(np.log(smallest), np.log(float(chosen.split("=")[1])), 41)
                y = -LAWS[law][0](x, **dict(zip(rows.parameter, rows.value, strict=True)))
                curve = {"law": law, "range": chosen, "bg": np.exp(x)}
                parts.append(pd.DataFrame(curve | {"kind": "law", "value": np.exp(y)}))
                parts.append(pd.DataFrame(curve | {"kind": "law_exponent", "value": np.gradient(y, x, edge_order=2)}))
                break
    columns = ["kind", "law", "range", "bg", "value", "stderr"]
    return pd.concat(parts).reindex(columns=columns).sort_values(["kind", "law", "bg"])


def draw(data, narrow=False):
    """Left: kappa with the naive square, and a fourth power. Right: local exponents, and those of two fitted laws."""
    fig, (left, right) = panels(2, height=3.7, narrow=narrow)
    kappa, local = data[data.kind == "kappa"].sort_values("bg"), data[data.kind == "exponent"]
    left.errorbar(kappa.bg, kappa.value, kappa.stderr, fmt="o", ms=5, lw=1.2, color=BLUE, zorder=3)
    low, first = kappa.bg.iloc[0], kappa.value.iloc[0]
    anchor = kappa.iloc[(kappa.bg - 1).abs().argmin()]
    guide = np.array([low, 1.0])
    left.plot(guide, anchor.value * guide**2, color=FAINT, ls="--", lw=1.2)
    left.annotate(r"naive $(\beta g)^2$", (low, anchor.value * low**2), (0, 26), textcoords="offset points", va="bottom")
    steep = np.array([low, min(2.5 * low, 1.0)])
    left.plot(steep, 0.45 * first * (steep / low) ** 4, color=INK, ls=":", lw=1.4)
    left.annotate(r"$(\beta g)^4$", (1.35 * low, 0.45 * first * 1.35**4), (6, -4), textcoords="offset points", va="top")
    left.set(xscale="log", yscale="log", xlabel=r"$\beta g$", ylabel=r"reduced $\kappa$")
    right.errorbar(local.bg, local.value, local.stderr, fmt="o", ms=5, lw=1.2, color=BLUE, zorder=3, label="measured")
    for law, colour, style in (("quadratic", VERMILLION, "-"), ("q_gaussian", GREEN, "-.")):
        curve = data[(data.kind == "law_exponent") & (data.law == law)]
        if len(curve):
            range_ = curve["range"].iloc[0].replace("bg<=", r"$\beta g \leq$ ")
            right.plot(curve.bg, curve.value, color=colour, ls=style, lw=1.4, label=f"{CURVED[law]}, {range_}")
    right.axhline(2, ls="--", color=FAINT, lw=1.2)
    right.annotate("naive: 2", (local.bg.max(), 2.04), ha="right", va="bottom")
    right.set(xscale="log", xlabel=r"$\beta g$ (middle of two neighbours)", ylabel="local exponent")
    right.set_ylim(1.8, 1.08 * (local.value + local.stderr).max() + 0.15)
    right.legend(loc="upper right", bbox_to_anchor=(1.0, 0.42) if len(local) < 5 else (1.0, 1.0))
    for ax in (left, right):
        numbered(ax.xaxis, [x for x in (0.1, 0.2, 0.5, 1, 2) if 0.9 * data.bg.min() <= x <= 1.1 * data.bg.max()])
    return fig
