"""Temperature along one sample of the disordered chain, harmonic and anharmonic."""

import pandas as pd

from glassychains.methods.style import FAINT, INK, panels, shades
from glassychains.methods.tables import select

SITES = 32


def data(tables):
    """Columns strength (x = g T / g0^2, 0 for the exact harmonic chain), x along the chain, value: <p_x^2> of realization 0."""
    found = tables["conduction"].query("kind == 'profile' and g > 0 and length == @SITES")
    strength = select(tables["conduction.numbers"], "x")[["g", "length", "value"]].rename(columns={"value": "strength"})
    found = found.merge(strength, on=["g", "length"])
    exact = tables["insulator"].query("kind == 'profile' and length == @SITES").assign(strength=0.0)
    return pd.concat([exact, found])[["strength", "x", "value"]]


def draw(data, narrow=False):
    """A panel for the harmonic chain, and one for the others."""
    fig, (left, right) = panels(2, height=3.0, narrow=narrow, sharey=True)
    exact = data[data.strength == 0]
    left.step(exact.x, exact.value, where="mid", lw=1.3, color=INK)
    found = data[data.strength > 0]
    colours = shades(found.strength)
    for x, rows in found.groupby("strength"):
        right.plot(rows.x, rows.value, "o-", ms=3, lw=0.8, color=colours[x], label=f"$x = {x:g}$")
    for ax, title in ((left, "harmonic, exact"), (right, "anharmonic, simulated")):
        ax.plot([0, 1], [0.6, 0.4], ":", color=FAINT, lw=1.5)
        ax.set(
            xlabel="place along the chain", title=title, xlim=(0, 1), ylim=(data.value.min() - 0.02, data.value.max() + 0.02)
        )
        if ax is left or narrow:
            ax.set_ylabel(r"temperature $\langle p^2 \rangle$")
    right.legend(
        ncols=3 if narrow else 4, loc="upper center", bbox_to_anchor=(0.5, -0.22), handletextpad=0.3, columnspacing=1.0
    )
    for letter, ax in zip("ab", (left, right), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
