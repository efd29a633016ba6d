"""How long excursions of the energy of a rotor from its mean last, below and above, at two couplings."""

import numpy as np

from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, band, numbered, panels

LARGE = 0.7  # the larger of the two couplings; the other is the smallest
LEAST = 1e-5  # the smallest part that is drawn


def data(tables):
    """Columns g, kind (below, above), t, value, stderr."""
    curves = tables["ergodization"].query("kind in ('below', 'above')")
    chosen = curves[curves.g.isin([LARGE, curves.g.min()])]
    return chosen[chosen.value > LEAST][["g", "kind", "t", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: below the mean. Right: above. Dotted: an exponential that has fallen to a tenth at the same time."""
    fig, axes = panels(columns=2, height=3.4, narrow=narrow, sharey=True)
    for ax, kind, title in zip(axes, ("below", "above"), ("energy below its mean", "energy above its mean"), strict=True):
        for (g, rows), colour in zip(data[data.kind == kind].groupby("g"), (VERMILLION, BLUE), strict=False):
            band(ax, rows.t, rows.value, rows.stderr, colour, label=rf"$\beta g = {g:g}$")
            tenth = np.interp(-np.log(0.1), -np.log(rows.value), rows.t)
            t = np.geomspace(rows.t.min(), 6 * tenth, 60)
            ax.plot(t, 0.1 ** (t / tenth), ls=":", lw=1.2, color=colour)
        ax.plot([], [], ls=":", color=FAINT, label="exponential through 1/10")
        ax.set(xscale="log", yscale="log", ylim=(LEAST, 1.5), xlabel="duration $t$", ylabel="part that lasts longer")
        ax.set_title(title, loc="left", color=INK)
        numbered(ax.yaxis, 10.0 ** np.arange(-5, 1), [f"$10^{{{n}}}$" for n in range(-5, 1)])
    axes[-1].legend(loc="upper right")
    return fig
