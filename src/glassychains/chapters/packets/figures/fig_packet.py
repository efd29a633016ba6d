"""The energy of one wave packet in space and time."""

import matplotlib as mpl
import numpy as np

from glassychains.methods.style import figure

REACH = 80  # sites on each side that are shown


def data(tables):
    """Columns t, x (sites from where it began), value: energy of a site."""
    found = tables["packets"].query("kind == 'first'")
    return found[found.x.abs() <= REACH][["t", "x", "value"]]


def draw(data):
    """Colour is the energy of a site, on a logarithmic scale; time is logarithmic too."""
    fig = figure(width=6.4, height=4.0)
    ax = fig.subplots()
    table = data.pivot(index="t", columns="x", values="value")
    values = np.maximum(table.to_numpy(), 1e-12)
    norm = mpl.colors.LogNorm(1e-8, values.max())
    mesh = ax.pcolormesh(table.columns, table.index, values, norm=norm, cmap="viridis", shading="nearest", rasterized=True)
    ax.set(yscale="log", xlabel="site, from where the packet began", ylabel="time $t$", ylim=(1, table.index.max()))
    ax.grid(False)
    fig.colorbar(mesh, ax=ax, label="energy of the site", extend="min")
    return fig
