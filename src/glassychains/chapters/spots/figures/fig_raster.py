"""The life of spots at two couplings: where a chain is active, against time."""

import matplotlib as mpl
import numpy as np

from glassychains.methods.style import FAINT, VERMILLION, panels
from glassychains.methods.tables import select

SITES, ROWS, BLOCKS = 64, 8, 256  # of the map: columns, blocks per row, and rows
BLOCK = 32e-4  # length of a block in 10^4 g^(-1/2)


def data(tables):
    """Columns g, t (middle of a row of blocks), t0 (both in blocks of 32 g^(-1/2)), site, value (share of blocks, active)."""
    rows, numbers = tables["raster"].query("kind == 'map'")[["g", "t", "site", "value"]], tables["raster.numbers"]
    known = select(numbers, "t0").set_index("g").value.to_dict() if (numbers.quantity == "t0").any() else {}
    rows = rows.astype({"t": int, "site": int})
    return rows.assign(t0=rows.g.map({g: round(t0 / (32 * g**-0.5)) for g, t0 in known.items()}))


def draw(data, narrow=False):
    """A panel per coupling, time upwards."""
    fig, axes = panels(columns=2, height=4.8, narrow=narrow, sharey=True)
    colour = np.array(mpl.colors.to_rgb(VERMILLION))
    for ax, (g, rows) in zip(axes, sorted(data.groupby("g"), reverse=True), strict=True):
        image = np.zeros((BLOCKS, SITES, 4))
        image[..., :3] = colour
        image[(rows.t // ROWS).astype(int), rows.site.astype(int) - 1, 3] = rows.value
        end = BLOCKS * ROWS * BLOCK
        ax.imshow(image, origin="lower", aspect="auto", extent=(0.5, SITES + 0.5, 0, end), interpolation="nearest")
        t0 = rows.t0.iloc[0] * BLOCK
        if t0 < end:
            ax.axhline(t0, color=FAINT, lw=1, ls="--")
            ax.annotate("relaxation time $t_0$", (1.5, t0), (0, 3), textcoords="offset points")
        ax.set(xlabel="site", title=rf"$\beta g = {g:g}$", xticks=[1, 16, 32, 48, 64])
        ax.grid(False)
        if narrow or ax is axes[0]:
            ax.set_ylabel(r"time $t\,g^{1/2}$ in units of $10^4$")
    return fig
