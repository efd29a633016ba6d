"""Fig. 2(b): relaxation time t0 against the coupling g, with the measured slope, and t0 g^5 with what rival laws predict."""

import numpy as np
import pandas as pd

from glassychains.methods.scaling import LAWS
from glassychains.methods.style import BLUE, FAINT, GREEN, INK, VERMILLION, numbered, panels
from glassychains.methods.tables import select

FITTED = 0.35  # the largest coupling of the power law that claim R5 judges
ALLOWED = 0.5  # of its exponent
LOWEST = 0.05  # how far rival laws are drawn
RIVALS = {
    "quadratic": (GREEN, "--", "parabola, fitted to $g \\leq 0.5$"),
    "saturating": (VERMILLION, "-", "saturating exponent, likewise"),
}


def data(tables):
    """Columns kind (time, or a law fitted to it), g, value (t0), stderr."""
    numbers = tables["relaxation.numbers"]
    times = select(numbers, "time", threshold=0.9).sort_values("g")[["g", "value", "stderr"]]
    parts = [times.assign(kind="time")]
    for law, range_, g in (
        ("power", f"g<={FITTED}", np.geomspace(times.g.min(), FITTED, 9)),
        ("quadratic", "g<=0.5", np.geomspace(LOWEST, 0.5, 60)),
        ("saturating", "g<=0.5", np.geomspace(LOWEST, 0.5, 60)),
    ):
        fitted = select(numbers, "fit", threshold=0.9, range=range_, law=law)
        if len(fitted):
            known = dict(zip(fitted.parameter, fitted.value, strict=True))
            parts.append(pd.DataFrame({"kind": law, "g": g, "value": np.exp(LAWS[law][0](np.log(g), **known)), "stderr": 0.0}))
    return pd.concat(parts)[["kind", "g", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: t0 on double logarithmic axes. Right: the same, multiplied by g^5."""
    fig, (left, right) = panels(columns=2, height=3.5, narrow=narrow)
    times = data[data.kind == "time"]
    fitted = data[data.kind == "power"]
    first, last = fitted.iloc[0], fitted.iloc[-1]
    slope = np.log(last.value / first.value) / np.log(last.g / first.g)
    middle = np.sqrt(first.g * last.g), np.sqrt(first.value * last.value)
    span = np.geomspace(times.g.min(), times.g.max(), 30)
    low, high = (middle[1] * (span / middle[0]) ** n for n in (-5 - ALLOWED, -5 + ALLOWED))
    left.fill_between(
        span, np.minimum(low, high), np.maximum(low, high), color=FAINT, alpha=0.25, lw=0, label=f"slopes $-5 \\pm {ALLOWED:g}$"
    )
    shown = f"slope ${slope:.2f}$, fitted to $g \\leq {FITTED:g}$"
    left.plot(fitted.g, fitted.value, color=VERMILLION, lw=1.4, label=shown)
    left.errorbar(times.g, times.value, times.stderr, fmt="o", ms=4.5, capsize=2, color=BLUE, label="measured")
    left.set(xscale="log", yscale="log", xlabel="coupling $g$", ylabel="relaxation time $t_0$")
    numbered(left.xaxis, [0.1, 0.2, 0.5, 1])
    for law, (colour, style, label) in RIVALS.items():
        rows = data[data.kind == law]
        if len(rows):
            right.plot(rows.g, rows.value * rows.g**5, style, color=colour, lw=1.4, label=label)
    right.errorbar(
        times.g, times.value * times.g**5, times.stderr * times.g**5, fmt="o", ms=4.5, capsize=2, color=BLUE, label="measured"
    )
    right.axvspan(LOWEST, times.g.min() / 1.02, color=FAINT, alpha=0.12, lw=0)
    right.set(
        xscale="log", yscale="log", xlabel="coupling $g$", ylabel="$t_0\\, g^5$", xlim=(LOWEST * 0.95, 1.1), ylim=(15, 60)
    )
    numbered(right.xaxis, [0.05, 0.1, 0.2, 0.5, 1])
    numbered(right.yaxis, [15, 20, 30, 40, 60])
    right.text(np.sqrt(LOWEST * times.g.min()), 56, "not\nmeasured", color=INK, ha="center", va="top", fontsize=8.5)
    for ax in (left, right):
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.25 if narrow else -0.18))
    return fig
