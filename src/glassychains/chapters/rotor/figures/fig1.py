"""Fig. 1: three snapshots of the angular velocities at g = 0.07, in the review's form, on a map of what has changed."""

import matplotlib as mpl
import numpy as np

from glassychains.methods.style import BLUE, INK, VERMILLION, panels

SITES, ON_A_PHONE = 40, 20
SCALE = 0.3  # columns per unit of angular velocity
ACTIVE = 0.3  # a rotor is drawn in colour if its average over a quarter of the window moves by more
SMOOTH = 40  # samples of the running mean behind the map, more than a swing of a resonant pair
NONE, FULL = 0.1, 0.8  # change of the running mean that gets no and the full colour
MAP = mpl.colors.LinearSegmentedColormap.from_list("change", [(*mpl.colors.to_rgb(VERMILLION), a) for a in (0.0, 0.8)])


def data(tables):
    """Columns start, t (since the start of the window), and one per site: omega."""
    traces = tables["activity"].query("kind == 'trace'")
    wide = traces.pivot(index=["start", "t"], columns="site", values="value").round(5)
    return wide.iloc[:, :SITES].rename(columns=lambda site: f"site{site:g}").reset_index()


def draw(data, narrow=False):
    """Each rotor is a column: a tick where omega = 0, and omega(t) beside it, time running upwards."""
    sites = ON_A_PHONE if narrow else SITES
    starts = data.start.unique()
    fig, axes = panels(rows=len(starts), height=2.2, narrow=narrow, sharex=True)
    for ax, start in zip(axes, starts, strict=True):
        window = data[data.start == start]
        end, tick = window.t.max(), -0.05 * window.t.max()
        omega = window[[f"site{site}" for site in range(1, sites + 1)]].to_numpy()
        ax.imshow(
            np.abs(_running(omega) - omega[: len(omega) // 4].mean(0)),
            cmap=MAP,
            vmin=NONE,
            vmax=FULL,
            origin="lower",
            extent=(0.5, sites + 0.5, 0, end),
            aspect="auto",
            interpolation="nearest",
        )
        active = [np.ptp([part.mean() for part in np.array_split(one, 4)]) > ACTIVE for one in omega.T]
        for site, (one, chaotic) in enumerate(zip(omega.T, active, strict=True), 1):
            colour = VERMILLION if chaotic else BLUE
            ax.plot(site + SCALE * one, window.t, lw=1.0 if chaotic else 0.6, color=colour, rasterized=True)
        ax.plot(np.arange(1, sites + 1), np.full(sites, tick), "|", ms=4, mew=0.8, color=INK)
        shown = "0" if start == 0 else f"10^{{{np.log10(start):g}}}"
        ax.set(ylabel=f"$t - {shown}$" if start else "$t$", ylim=(2 * tick, end), xlim=(-0.2, sites + 1.2))
        ax.set_yticks(np.linspace(0, end, 3))
        ax.set_xticks([1, *range(5, sites + 1, 5)])
        ax.grid(False)
    axes[0].plot([], [], color=BLUE, label="regular")
    axes[0].plot([], [], color=VERMILLION, label="active")
    axes[0].legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    axes[-1].set_xlabel("site $x$; a tick marks $\\omega_x = 0$")
    return fig


def _running(omega):
    """Running mean over time, shorter at the ends."""
    total = np.cumsum(np.vstack([np.zeros((1, omega.shape[1])), omega]), axis=0)
    middle = np.arange(len(omega))
    low, high = np.maximum(middle - SMOOTH // 2, 0), np.minimum(middle + SMOOTH // 2, len(omega))
    return (total[high] - total[low]) / (high - low)[:, None]
