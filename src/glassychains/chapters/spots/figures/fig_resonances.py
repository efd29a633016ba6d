"""How many bonds are resonant pairs, and how many sites the middle of a triple, in thermal states."""

import numpy as np

from glassychains.exact.resonances import PAIR, SEPARATRIX, TRIPLE, next_order, pair, triple
from glassychains.methods.style import BLUE, FAINT, VERMILLION, numbered, panels

KINDS = {
    2: ("o", BLUE, "pairs", pair, PAIR),
    3: ("s", VERMILLION, "triples", lambda z: np.array([triple(one) for one in z]), TRIPLE),
}


def data(tables):
    """Columns sites, g (beta g), value, stderr, exact."""
    return tables["resonances"]


def draw(data, narrow=False):
    """Left: probabilities. Right: the same over their leading order."""
    fig, (left, right) = panels(columns=2, height=3.4, narrow=narrow)
    small = np.geomspace(data.g.min() / 1.2, data.g.max() * 1.2, 60)
    z = SEPARATRIX * small**0.5
    for sites, (marker, colour, label, exact, coefficient) in KINDS.items():
        rows = data[data.sites == sites]
        power = sites - 1
        leading, at_points = coefficient * z**power, coefficient * (SEPARATRIX * rows.g**0.5) ** power
        left.plot(small, exact(z), color=colour, lw=1.3)
        left.plot(small, leading, color=colour, lw=0.9, ls=":")
        left.plot(rows.g, rows.value, marker, ms=4.5, color=colour, label=label)
        right.plot(small, exact(z) / leading, color=colour, lw=1.3)
        right.plot(small, next_order(sites, z), color=colour, lw=0.9, ls="--")
        right.errorbar(
            rows.g, rows.value / at_points, rows.stderr / at_points, fmt=marker, ms=4.5, capsize=2, color=colour, label=label
        )
    left.set(yscale="log", ylabel="probability", ylim=(None, 1.6))
    right.set(ylabel="over its leading order", ylim=(0.3, 1.1))
    numbered(left.yaxis, [0.01, 0.1, 1])
    left.plot([], [], color=FAINT, lw=0.9, ls=":", label="leading order")
    right.plot([], [], color=FAINT, lw=0.9, ls="--", label="to next order")
    for ax in (left, right):
        ax.plot([], [], color=FAINT, lw=1.3, label="exact")
        ax.set(xscale="log", xlabel=r"coupling $\beta g$")
        numbered(ax.xaxis, [0.003, 0.01, 0.03, 0.1, 0.3])
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.25 if narrow else -0.18), ncols=2)
    return fig
