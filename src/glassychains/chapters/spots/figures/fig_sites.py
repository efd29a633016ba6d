"""First-order motion site by site: the velocities of one chain, and the error at each of its rotors."""

import numpy as np

from glassychains.exact.resonances import SEPARATRIX
from glassychains.methods.style import BLUE, INK, VERMILLION, panels

COUPLING, TIME = 0.01, 10.0
ON_A_PHONE = 32  # the last sites


def data(tables):
    """Columns site, omega (at the start), x (distance of the closer neighbour over g^(1/2)), value (error), change (median)."""
    rows = tables["firstorder"].query(f"kind == 'site' and t == {TIME}")
    return rows[["site", "omega", "x", "value", "change"]]


def draw(data, narrow=False):
    """Above: velocities at the start, resonant bonds drawn. Below: the error of eq. (5), with the median correction."""
    rows = data.iloc[-ON_A_PHONE:] if narrow else data
    fig, (above, below) = panels(rows=2, height=2.1, narrow=narrow, sharex=True)
    site, omega = rows.site.to_numpy(), rows.omega.to_numpy()
    resonant = rows.x.to_numpy() < SEPARATRIX
    colours = np.where(resonant, VERMILLION, BLUE)
    for x in np.flatnonzero(np.abs(np.diff(omega)) < SEPARATRIX * COUPLING**0.5):
        above.plot(site[x : x + 2], omega[x : x + 2], color=VERMILLION, lw=2)
    above.scatter(site, omega, c=colours, s=16, zorder=3)
    lowest = rows.value.min() / 2
    below.bar(site, rows.value - lowest, bottom=lowest, width=0.7, color=colours)
    below.axhline(rows.change.iloc[0], color=INK, ls=":", lw=1.2)
    for colour, label in ((VERMILLION, "with a resonant neighbour"), (BLUE, "without")):
        above.plot([], [], "o", ms=4, color=colour, label=label)
    below.plot([], [], ":", color=INK, label="median correction: above it first order fails")
    above.set(ylabel=r"velocity $\omega_x(0)$", xlim=(site[0] - 1, site[-1] + 1))
    below.set(yscale="log", ylim=(lowest, None), ylabel=r"error at $t = 10$", xlabel="site $x$")
    above.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    below.legend(loc="upper center", bbox_to_anchor=(0.5, -0.3))
    return fig
