"""Fig. 2(a): phi against t / t0(g) for all couplings."""

import pandas as pd

from glassychains.methods.style import figure, shades
from glassychains.methods.tables import select


def data(tables):
    """Columns g, tau, value (phi), stderr."""
    curves = tables["relaxation"].query("estimator == 'phi'")
    times = select(tables["relaxation.numbers"], "time", threshold=0.9).set_index("g").value
    parts = []
    for g, curve in curves.groupby("g"):
        if g in times:
            part = pd.DataFrame({"g": g, "tau": curve.t / times[g], "value": curve.value, "stderr": curve.stderr})
            parts.append(part[part.tau < 5])
    return pd.concat(parts)


def draw(data):
    """phi with bands of one standard error; time rescaled so that phi(1) = 0.9."""
    fig = figure()
    ax = fig.add_subplot()
    colours = shades(data.g)
    for g, curve in sorted(data.groupby("g"), reverse=True):
        ax.plot(curve.tau, curve.value, color=colours[g], label=f"$g = {g:g}$")
        ax.fill_between(curve.tau, curve.value - curve.stderr, curve.value + curve.stderr, color=colours[g], alpha=0.3, lw=0)
    ax.axhline(0.9, ls=":", color="0.4", lw=1)
    ax.set(xscale="log", xlim=(1e-4, 5), ylim=(0, 1), xlabel=r"rescaled time $\tau = t/t_0(g)$", ylabel=r"$\varphi$")
    ax.legend(title=r"$L = 64$, $\beta = 1$")
    return fig
