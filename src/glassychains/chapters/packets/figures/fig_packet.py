"""The energy of one wave packet in space and time."""

import matplotlib as mpl
import numpy as np

from glassychains.methods.style import panels

REACH = 80  # sites on each side that are shown


def data(tables):
    """Columns t, x (sites from where it began), value: energy of a site."""
    found = tables["packets"].query("kind == 'first'")
    return found[found.x.abs() <= REACH][["t", "x", "value"]]


def draw(data, narrow=False):
    """Colour is the energy of a site, on a logarithmic scale; time is logarithmic too."""
    fig, (ax,) = panels(1, height=3.6, narrow=narrow)
    table = data.pivot(index="t", columns="x", values="value")
    values = np.maximum(table.to_numpy(), 1e-12)
    norm = mpl.colors.LogNorm(1e-8, values.max())
    mesh = ax.pcolormesh(table.columns, table.index, values, norm=norm, cmap="viridis", shading="nearest", rasterized=True)
    ax.set(yscale="log", xlabel="site, from where the packet began", ylabel="time $t$", ylim=(1, table.index.max()))
    ax.set_xticks([-80, -40, 0, 40, 80])
    ax.grid(False)
    where = {"location": "bottom", "aspect": 30} if narrow else {}
    fig.colorbar(mesh, ax=ax, label="energy of the site", extend="min", ticks=10.0 ** np.arange(-8, 0, 2), **where)
    return fig
