"""The density of active sites against the coupling, with that of resonant triples and pairs."""

import numpy as np

from glassychains.methods.style import BLUE, GREEN, INK, PURPLE, VERMILLION, numbered, panels

KINDS = {
    "density": ("o", VERMILLION, "as defined", 6),
    "density, threshold": ("v", BLUE, "twice the threshold", 4),
    "density, block": ("^", GREEN, "twice the block", 4),
}
TICKS = [0.02, 0.05, 0.1, 0.2]


def data(tables):
    """Columns kind, g, width (sites of a cluster), value, stderr."""
    rows = tables["raster"]
    rows = rows[rows.kind.isin([*KINDS, "order"])]
    return rows[rows.kind.ne("order") | rows.width.isin([3, 5])][["kind", "g", "width", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: the density. Right: over beta g, so that triples are a level line."""
    fig, axes = panels(columns=2, height=3.6, narrow=narrow)
    line = np.geomspace(0.017, 0.3, 50)
    for ax, power in zip(axes, (0, 1), strict=True):
        ax.plot(line, 3 * 0.368 * line ** (1 - power), color=INK, lw=1, label=r"sites in triples within $g^{1/2}$")
        ax.plot(line, 2 * 0.564 * line ** (0.5 - power), color=INK, lw=1, ls=":", label=r"sites in pairs within $g^{1/2}$")
        for kind, (marker, colour, label, size) in KINDS.items():
            rows = data[data.kind == kind].sort_values("g")
            scale = rows.g**-power
            ax.errorbar(rows.g, scale * rows.value, scale * rows.stderr, fmt=marker, ms=size, lw=0.8, color=colour, label=label)
        for size, style in ((3, "s"), (5, "D")):
            rows = data[(data.kind == "order") & (data.width == size)]
            scale = rows.g**-power
            label = f"isolated clusters of up to {size}"
            if len(rows):
                ax.errorbar(
                    rows.g,
                    scale * rows.value,
                    scale * rows.stderr,
                    fmt=style,
                    ms=6,
                    mfc="none",
                    lw=0.8,
                    color=PURPLE,
                    label=label,
                )
        ax.set(xscale="log", yscale="log", xlabel=r"$\beta g$")
        numbered(ax.xaxis, TICKS)
    axes[0].set(ylabel="density of active sites", ylim=(0.015, 0.9))
    numbered(axes[0].yaxis, [0.02, 0.05, 0.1, 0.2, 0.5])
    axes[1].set(ylabel=r"density over $\beta g$", ylim=(0.7, 10))
    numbered(axes[1].yaxis, [1, 2, 3, 5, 10])
    handles, labels = axes[0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside lower center", ncols=1 if narrow else 3)
    return fig
