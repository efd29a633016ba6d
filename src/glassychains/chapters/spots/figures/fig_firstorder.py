"""First-order motion: how well it does against the coupling, and how badly near a resonance."""

import numpy as np

from glassychains.exact.resonances import SEPARATRIX
from glassychains.methods.style import BLUE, FAINT, GREEN, INK, SKY, VERMILLION, band, numbered, panels

TIME, LATE = 10.0, 40.0  # the time that the ledger judges, and a later one
LARGEST = 0.03  # the largest coupling of its fits
COUPLING = 0.01  # of the right panel
KINDS = {"change": ("s", GREEN, r"correction, $|\omega(t) - \omega(0)|$", 1), "error": ("o", BLUE, "error of first order", 2)}
BINS = (
    ("error", TIME, BLUE, "-", r"eq. (5), $t = 10$"),
    ("error", LATE, SKY, "-", r"eq. (5), $t = 40$"),
    ("shifted", LATE, VERMILLION, "--", r"rates shifted, $t = 40$"),
)


def data(tables):
    """Columns kind (median or bin), what, g, t, x (distance over g^(1/2)), value, stderr."""
    rows = tables["firstorder"].query("kind != 'site'")
    return rows[(rows.kind == "median") | (rows.g == COUPLING)][["kind", "what", "g", "t", "x", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: medians against the coupling. Right: median error against the distance of the closer neighbour."""
    fig, (left, right) = panels(columns=2, height=3.5, narrow=narrow)
    medians = data[(data.kind == "median") & (data.t == TIME)].sort_values("g")
    span = np.geomspace(medians.g.min(), medians.g.max(), 20)
    for what, (marker, colour, label, power) in KINDS.items():
        rows = medians[medians.what == what]
        left.plot(rows.g, rows.value, marker, ms=5, color=colour, label=label)
        left.plot(span, rows.value.iloc[0] * (span / span[0]) ** power, color=colour, lw=1, label=f"slope {power}")
    if medians.g.max() > LARGEST:
        left.axvspan(LARGEST * 1.3, medians.g.max() * 1.3, color=FAINT, alpha=0.12, lw=0, label="beyond the fits")
    left.set(xscale="log", yscale="log", xlabel=r"coupling $\beta g$", ylabel="median at $t = 10$")
    numbered(left.xaxis, [0.001, 0.01, 0.1], ["0.001", "0.01", "0.1"])
    for what, time, colour, style, label in BINS:
        rows = data[(data.kind == "bin") & (data.what == what) & (data.t == time)]
        band(right, rows.x, rows.value / COUPLING, rows.stderr / COUPLING, colour, label=label, ls=style)
    change = medians[(medians.what == "change") & (medians.g == COUPLING)].value.iloc[0] / COUPLING
    right.axhline(change, color=INK, ls=":", lw=1, label="median correction")
    right.axvline(SEPARATRIX, color=FAINT, lw=1, label="edge of the band, $8^{1/2}$")
    right.set(
        xscale="log",
        yscale="log",
        xlabel=r"$|\Delta\omega| / g^{1/2}$ of the closer neighbour",
        ylabel="median error$\\;/\\,g$",
    )
    numbered(right.xaxis, [0.1, 1, 10], ["0.1", "1", "10"])
    for ax in (left, right):
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.25 if narrow else -0.18))
    return fig
