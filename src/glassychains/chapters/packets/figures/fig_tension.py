"""Two laws of diffusion fitted to one spreading packet: the exponents that they expect, and the laws themselves (claim Q6)."""

import numpy as np
import pandas as pd

from glassychains.methods import diffusion
from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, band, panels
from glassychains.methods.tables import select

LABELS = {"power": "power law", "log2": "like eq. (6)"}
COLOURS = {"power": BLUE, "log2": VERMILLION}
E0 = 1.0  # of the second law that is drawn
DENSITIES = np.logspace(-4, 0, 41)


def data(tables):
    """Columns kind (alpha, alpha_power, alpha_log2, seen, D_power, D_log2), t (or the density e), value, stderr.

    seen      energy over participation, when the laws begin to be fitted and at the end
    D_...     diffusivities of the two laws against the density
    """
    found, numbers = tables["packets"], tables["packets.numbers"]
    first = found[found.packet == found.packet.iloc[0]]
    parts = [first[first.kind == "alpha"], first[first.kind.isin([f"alpha_{law}" for law in LABELS])]]
    fits = select(numbers, "fit")
    if len(fits):
        energy = select(numbers, "x")[["energy", "sites"]].prod(axis=1).iloc[0]
        late = first[(first.kind == "participation") & (first.t > 0.98e4)]
        parts.append(late.assign(kind="seen", value=energy / late.value, stderr=0.0).iloc[[0, -1]])
    for law in LABELS if len(fits) else ():
        rows = fits[(fits.law == law) & (fits.e0.isna() | (fits.e0 == E0))]
        value = getattr(diffusion, law)(DENSITIES, **dict(zip(rows.parameter, rows.value, strict=True)))
        parts.append(pd.DataFrame({"kind": f"D_{law}", "t": DENSITIES, "value": value, "stderr": 0.0}))
    return pd.concat(parts)[["kind", "t", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: the local exponent, the end of the data dotted. Right: the diffusivities, the densities of the data shaded."""
    fig, (left, right) = panels(2, height=3.5, narrow=narrow, widths=(1.25, 1))
    rows = data[(data.kind == "alpha") & (data.t >= 100)]
    band(left, rows.t, rows.value, rows.stderr, INK, "packets, E = 0.4")
    left.axvline(rows.t.max() * 10**0.5, ls=":", color=FAINT, lw=1.3)
    for law, label in LABELS.items():
        curve = data[(data.kind == f"alpha_{law}") & (data.t >= 1e4)].sort_values("t")
        left.plot(curve.t, curve.value, color=COLOURS[law], label=label, lw=1.5)
        curve = data[data.kind == f"D_{law}"]
        right.plot(curve.t, curve.value, color=COLOURS[law], lw=1.5)
    seen = data[data.kind == "seen"].value
    if len(seen):
        right.axvspan(seen.min(), seen.max(), color=FAINT, alpha=0.3, lw=0)
        shown = data[data.kind == "D_power"].value
        right.set_ylim(max(shown.min(), 1e-12), shown.max())
    left.set(xscale="log", xlabel="time $t$", ylabel=r"local exponent $\alpha(t)$", ylim=(0.1, 0.5))
    right.set(xscale="log", yscale="log", xlabel="energy per site $e$", ylabel="diffusivity $D(e)$")
    left.legend(ncols=3 if not narrow else 2, loc="upper center", bbox_to_anchor=(0.5, -0.2), columnspacing=1.0)
    for letter, ax in zip("ab", (left, right), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
