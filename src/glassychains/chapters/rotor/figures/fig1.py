"""Fig. 1: three snapshots of the angular velocities of sites 1 to 40 at g = 0.07."""

import numpy as np

from glassychains.methods.style import BLUE, VERMILLION, figure

SITES = 40
SCALE = 0.3  # columns per unit of angular velocity
ACTIVE = 0.3  # a rotor is drawn in colour if its average over a quarter of the window moves by more


def data(tables):
    """Columns start, t (since the start of the window), and one per site: omega."""
    traces = tables["activity"].query("kind == 'trace'")
    wide = traces.pivot(index=["start", "t"], columns="site", values="value").round(5)
    return wide.iloc[:, :SITES].rename(columns=lambda site: f"site{site:g}").reset_index()


def draw(data):
    """Each rotor is a column: a tick where omega = 0, and omega(t) beside it, time running upwards."""
    starts = data.start.unique()
    fig = figure(height=2.5 * len(starts))
    for row, (ax, start) in enumerate(zip(fig.subplots(len(starts), sharex=True), starts, strict=True)):
        window = data[data.start == start]
        for site in range(1, SITES + 1):
            omega = window[f"site{site}"].to_numpy()
            quarters = [part.mean() for part in np.array_split(omega, 4)]
            active = np.ptp(quarters) > ACTIVE
            colour = VERMILLION if active else BLUE
            ax.plot(site + SCALE * omega, window.t, lw=0.9 if active else 0.6, color=colour, rasterized=True)
        ax.plot(np.arange(1, SITES + 1), np.full(SITES, -0.02 * window.t.max()), "|", ms=5, color="k", clip_on=False)
        ax.set(
            ylabel="$t$" if start == 0 else f"$t - {start:,.0f}$".replace(",", r"\,"),
            ylim=(-0.02 * window.t.max(), window.t.max()),
            xlim=(-0.5, SITES + 1.5),
        )
        ax.grid(False)
        if row == 0:
            ax.plot([], [], color=BLUE, label="regular")
            ax.plot([], [], color=VERMILLION, label="active")
            ax.legend(
                loc="lower center",
                bbox_to_anchor=(0.5, 1.0),
                ncols=2,
                title=f"one column is {1 / SCALE:.1f} units of $\\omega$",
            )
    ax.set_xlabel("site $x$; the tick marks $\\omega_x = 0$")
    return fig
