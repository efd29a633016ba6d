"""Fig. 1 of the review with an indicator of chaos: velocities on a map of where eight tangent vectors live."""

import matplotlib as mpl
import numpy as np

from glassychains.methods.style import BLUE, INK, VERMILLION, panels

SITES, ON_A_PHONE = 40, 20
SCALE = 0.3  # columns per unit of angular velocity
MAP = mpl.colors.LinearSegmentedColormap.from_list("chaos", [(*mpl.colors.to_rgb(VERMILLION), a) for a in (0.0, 0.9)])


def data(tables):
    """Columns start, t, site, omega, weight."""
    rows = tables["portrait"].query(f"site <= {SITES}")
    return rows.round({"omega": 4, "weight": 5})


def draw(data, narrow=False):
    """Each rotor is a column, time running upwards; the shade is the share of a tangent vector on the site."""
    sites = ON_A_PHONE if narrow else SITES
    starts = sorted(data.start.unique())
    fig, axes = panels(rows=len(starts), height=2.6, narrow=narrow, sharex=True)
    for ax, start in zip(axes, starts, strict=True):
        window = data[(data.start == start) & (data.site <= sites)]
        omega, weight = (window.pivot(index="t", columns="site", values=name) for name in ("omega", "weight"))
        end = omega.index.max()
        ax.imshow(
            np.minimum(weight.to_numpy(), 1.0),
            cmap=MAP,
            vmin=0,
            vmax=1,
            origin="lower",
            extent=(0.5, sites + 0.5, 0, end),
            aspect="auto",
            interpolation="nearest",
        )
        for site in omega:
            ax.plot(site + SCALE * omega[site], omega.index, lw=0.6, color=BLUE, rasterized=True)
        ax.plot(np.arange(1, sites + 1), np.full(sites, -0.05 * end), "|", ms=4, mew=0.8, color=INK)
        ax.set(ylabel=f"$t - 10^{{{np.log10(start):g}}}$", ylim=(-0.1 * end, end), xlim=(-0.2, sites + 1.2))
        ax.set_yticks(np.linspace(0, end, 3))
        ax.set_xticks([1, *range(5, sites + 1, 5)])
        ax.grid(False)
    axes[-1].set_xlabel("site $x$; a tick marks $\\omega_x = 0$")
    return fig
