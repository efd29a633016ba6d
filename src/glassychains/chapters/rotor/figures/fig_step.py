"""Relaxation at several time steps, from the same thermal states."""

import numpy as np

from glassychains.methods.style import FAINT, INK, band, numbered, panels, shades

ALLOWED = {1.0: 0.01, 0.25: 0.03}  # of log t, as in the ledger (claims D1 and D2)


def data(tables):
    """Columns g, dt, t, value (phi), stderr."""
    return tables["step"]


def draw(data, narrow=False):
    """A panel per coupling: difference of phi from the smallest step."""
    couplings = sorted(data.g.unique(), reverse=True)
    fig, axes = panels(columns=len(couplings), height=3.4, narrow=narrow, sharey=True)
    colours = shades(data.dt)
    for ax, g in zip(axes, couplings, strict=True):
        curves = data[data.g == g]
        finest = curves[curves.dt == curves.dt.min()].reset_index()
        shift = np.abs(np.gradient(finest.value, np.log(finest.t))) * ALLOWED.get(g, np.nan)
        ax.fill_between(finest.t, -shift, shift, color=FAINT, alpha=0.35, lw=0, label=f"$\\log t$ shifted by {ALLOWED.get(g)}")
        for dt, rows in curves.groupby("dt"):
            if dt != finest.dt[0]:
                error = (rows.stderr.to_numpy() ** 2 + finest.stderr**2) ** 0.5
                difference = rows.value.to_numpy() - finest.value
                band(ax, finest.t, difference, error, colours[dt], label=f"$\\Delta t = {dt:g}$")
        ax.axhline(0, color=INK, lw=0.8, ls=":")
        ax.set(xscale="log", xlabel="time $t$", ylim=(-0.025, 0.025))
        ax.set_title(rf"$g = {g:g}$, against $\Delta t = {finest.dt[0]:g}$", loc="left", color=INK)
        numbered(ax.xaxis, [1, 10, 100, 1e3, 1e4], ["1", "10", "100", "1000", "$10^4$"])
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.25 if narrow else -0.18), ncols=2)
    for ax in axes if narrow else axes[:1]:
        ax.set_ylabel(r"difference of $\varphi$")
        ax.set_yticks([-0.02, -0.01, 0, 0.01, 0.02])
    return fig
