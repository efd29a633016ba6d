"""Local exponent d log t / d log g against g: with what rival laws predict, and at several thresholds of phi."""

import numpy as np
import pandas as pd

from glassychains.methods.scaling import LAWS
from glassychains.methods.style import BLUE, FAINT, GREEN, INK, MARKERS, PURPLE, VERMILLION, numbered, panels, shades
from glassychains.methods.tables import select

THRESHOLD, RANGE = 0.9, "g<=0.5"
RIVALS = {
    "quadratic": (GREEN, "--", "parabola"),
    "saturating": (VERMILLION, "-", "saturating"),
    "log2": (PURPLE, "-.", r"eq. (6), scale $1/\beta$"),
}


def data(tables):
    """Columns kind (measured, or a law fitted to t0), threshold (of phi), g, value (exponent), stderr."""
    numbers = tables["relaxation.numbers"]
    measured = select(numbers, "exponent").reindex(columns=["threshold", "g", "value", "stderr"])
    parts = [measured.assign(kind="measured").sort_values(["threshold", "g"])]
    g, step = np.geomspace(0.05, 0.5, 60), 1e-4
    for law in RIVALS:
        fitted = select(numbers, "fit", threshold=THRESHOLD, range=RANGE, law=law)
        if len(fitted):
            known = dict(zip(fitted.parameter, fitted.value, strict=True))
            low, high = (LAWS[law][0](np.log(g) + shift, **known) for shift in (-step, step))
            slopes = (high - low) / (2 * step)
            parts.append(pd.DataFrame({"kind": law, "threshold": THRESHOLD, "g": g, "value": slopes, "stderr": 0.0}))
    return pd.concat(parts)[["kind", "threshold", "g", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: the threshold of the review, and the laws fitted to it. Right: four thresholds."""
    fig, (left, right) = panels(columns=2, height=3.7, narrow=narrow, sharey=True)
    measured = data[data.kind == "measured"]
    for law, (colour, style, label) in RIVALS.items():
        rows = data[data.kind == law]
        if len(rows):
            left.plot(rows.g, rows.value, style, color=colour, lw=1.4, label=label)
    rows = measured[measured.threshold == THRESHOLD]
    left.errorbar(rows.g, rows.value, rows.stderr, fmt="o", ms=4.5, capsize=2, color=BLUE, label="measured")
    left.set_title(rf"(a) $\varphi = {THRESHOLD:g}$ and rival laws", loc="left", color=INK)
    colours = shades(measured.threshold)
    for k, (threshold, rows) in enumerate(measured.groupby("threshold")):
        right.errorbar(
            rows.g * 1.02 ** (k - 1.5),
            rows.value,
            rows.stderr,
            fmt=MARKERS[k] + ("-" if len(rows) > 2 else ""),
            ms=4,
            lw=0.8,
            capsize=2,
            color=colours[threshold],
            label=rf"$\varphi = {threshold:g}$",
        )
    right.set_title("(b) four thresholds", loc="left", color=INK)
    for ax in (left, right):
        ax.axhline(-5, ls=":", color=FAINT, label="the review's $-5$")
        ax.set(xscale="log", xlim=(0.047, 1.1), ylim=(-6.2, -3.8), xlabel="coupling $g$, geometric mean of neighbours")
        numbered(ax.xaxis, [0.05, 0.1, 0.2, 0.5, 1])
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.25 if narrow else -0.18), ncols=2)
    left.set_ylabel(r"local exponent $d\log t / d\log g$")
    if narrow:
        right.set_ylabel(left.get_ylabel())
    return fig
