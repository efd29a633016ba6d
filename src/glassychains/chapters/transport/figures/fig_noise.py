"""What velocity flips do to the conductivity: kappa(beta g, lambda) / kappa(beta g, 0)."""

import numpy as np

from glassychains.methods.style import figure, shades


def data(tables):
    """Columns bg, rate (lambda g^(-1/2)), value (ratio), stderr, and kappa itself."""
    return tables["noise"]


def draw(data):
    """Left: a map of the ratio, blue where flips reduce and red where they enhance. Right: the same with error bars."""
    fig = figure(width=7.4, height=3.9)
    left, right = fig.subplots(1, 2)
    rates, couplings = sorted(set(data.rate.round(6))), sorted(set(data.bg))
    table = np.full((len(couplings), len(rates)), np.nan)
    for row in data.itertuples():
        table[couplings.index(row.bg), rates.index(round(row.rate, 6))] = row.value
    reach = np.nanmax(np.abs(np.log10(table)))
    left.imshow(np.log10(table), cmap="RdBu_r", vmin=-reach, vmax=reach, origin="lower", aspect="auto")
    for (y, x), ratio in np.ndenumerate(table):
        if np.isfinite(ratio):
            dark = abs(np.log10(ratio)) > 0.6 * reach
            left.text(x, y, f"{ratio:.2g}", ha="center", va="center", color="white" if dark else "black", fontsize=9)
    left.set_xticks(range(len(rates)), [f"{x:.2g}" for x in rates])
    left.set_yticks(range(len(couplings)), [f"{x:g}" for x in couplings])
    left.grid(False)
    left.set(xlabel=r"$\lambda g^{-1/2}$", ylabel=r"$\beta g$", title=r"$\kappa(\lambda) / \kappa(0)$")
    colours = shades(couplings)
    for bg, rows in data.groupby("bg"):
        rows = rows.sort_values("rate")
        right.errorbar(
            rows.rate,
            rows.value,
            rows.stderr,
            fmt="o-",
            ms=4,
            lw=0.8,
            capsize=2,
            color=colours[bg],
            label=rf"$\beta g = {bg:g}$",
        )
    right.axhline(1, color="0.3", lw=1)
    right.set(xscale="log", yscale="log", xlabel=r"$\lambda g^{-1/2}$", ylabel=r"$\kappa(\lambda) / \kappa(0)$")
    right.legend(fontsize=8, ncols=2, loc="lower left")
    right.set_ylim(0.3 * data.value.min(), None)
    return fig
