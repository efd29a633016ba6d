"""Temperature along one sample of the disordered chain, harmonic and anharmonic."""

import pandas as pd

from glassychains.methods.style import figure


def data(tables):
    """Columns kind (simulated, exact), g, length, x, value: <p_x^2> of realization 0."""
    found = tables["conduction"].query("kind == 'profile'").assign(kind="simulated")
    found = found[found.length == 32]
    exact = tables["insulator"].query("kind == 'profile'").assign(kind="exact", g=0.0)
    return pd.concat([found, exact[exact.length == 32]])[["kind", "g", "length", "x", "value"]]


def draw(data):
    """A panel for the harmonic chain, exact and simulated, and one for the others."""
    fig = figure(width=7.4, height=3.2)
    left, right = fig.subplots(1, 2, sharey=True)
    exact = data[data.kind == "exact"]
    left.plot(exact.x, exact.value, "-", lw=1, color="0.3", label="exact")
    found = data[data.kind == "simulated"]
    for g, rows in found.groupby("g"):
        ax = left if g == 0 else right
        label = "simulated from $T = 0.5$" if g == 0 else f"$g = {g:g}$"
        ax.plot(rows.x, rows.value, "o" if g == 0 else "o-", ms=3.5, lw=0.8, label=label)
    for ax, title in ((left, "harmonic, $g = 0$"), (right, "anharmonic")):
        ax.plot([0, 1], [0.6, 0.4], ":", color="0.3", lw=1)
        ax.set(xlabel="$x / L$", title=title, xlim=(0, 1))
        ax.legend(fontsize=8)
    left.set_ylabel(r"temperature $\langle p_x^2 \rangle$")
    return fig
