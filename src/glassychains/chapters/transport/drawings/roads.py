"""Two roads to the conductivity, between reservoirs and in equilibrium, and what velocity flips do on the second."""

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, panels

SITES = np.linspace(2.3, 7.7, 7)
"""Where the sites of the open chains stand."""
WALKS = (9, 18, 36)
"""Seeds of walks that spread as they should."""
TURNED = 3
"""The site that is turned round."""


def draw(narrow=False):
    """Above: the chain. Below: what is recorded."""
    fig, axes = panels(3, height=3.1, narrow=narrow)
    titles = ("a  between reservoirs", "b  in equilibrium", "c  with velocity flips")
    for ax, one, title in zip(axes, (_reservoirs, _ring, _flips), titles, strict=True):
        ax.set(xlim=(-0.1, 10.1), ylim=(0, 11), aspect="equal")
        ax.axis("off")
        ax.set_title(title, loc="left")
        one(ax)
    return fig


def _reservoirs(ax):
    for left, colour, name in ((0, VERMILLION, "hot"), (8.6, BLUE, "cold")):
        ax.add_patch(Rectangle((left, 8.3), 1.4, 2.2, fc=colour, alpha=0.35, ec=INK, lw=1))
        ax.text(left + 0.7, 9.4, name, ha="center", va="center")
    _chain(ax, 9.4, 1.4, 8.6)
    _arrow(ax, (3.2, 7.6), (6.8, 7.6))
    ax.text(5, 7.3, "current $J$", ha="center", va="top")
    _axes(ax, "site", r"$\beta$")
    ax.plot([0.8, 1.1, 8.9, 9.2], [1.5, 1.9, 4.4, 4.8], color=INK, lw=1.6)
    ax.plot([0.8, 9.2], [1.5, 4.8], "D", ms=5, mfc="none", color=INK)
    ax.text(5.6, 2.3, r"$\kappa = J / \nabla\beta$", ha="left", va="center")


def _ring(ax):
    centre, radius = (5, 8.7), 1.75
    ax.add_patch(Circle(centre, radius, fill=False, ec=FAINT, lw=1.2))
    for angle in np.linspace(0, 2 * np.pi, 12, endpoint=False):
        place = centre[0] + radius * np.cos(angle), centre[1] + radius * np.sin(angle)
        ax.add_patch(Circle(place, 0.27, fc=BLUE, ec=INK, lw=0.8, zorder=3))
    curved = {"connectionstyle": "arc3,rad=0.6", "arrowstyle": "<|-|>", "mutation_scale": 9}
    ax.add_patch(FancyArrowPatch((4.2, 8.1), (5.8, 8.1), color=INK, **curved))
    ax.text(5, 8.8, "$B(t)$", ha="center", va="center")
    _axes(ax, "time", "$B$")
    time = np.linspace(0.8, 9.2, 220)
    for seed in WALKS:
        walk = np.cumsum(np.random.default_rng(seed).normal(size=len(time)))
        ax.plot(time, 3.15 + 0.105 * walk, color=BLUE, lw=0.9, alpha=0.9)
    spread = 1.5 * np.sqrt((time - 0.8) / 8.4)
    for sign in (-1, 1):
        ax.plot(time, 3.15 + sign * spread, color=INK, lw=1.2, ls="--")
    ax.text(0.9, 5.3, r"$\langle B^2 \rangle = 2 L \kappa\, t$", ha="left", va="center")


def _flips(ax):
    _chain(ax, 9.2, 1.6, 8.4)
    for k, (site, velocity) in enumerate(zip(SITES, (1.0, -0.6, 0.5, 1.1, -1.2, 0.4, -0.8), strict=True)):
        _arrow(ax, (site, 9.2), (site, 9.2 + velocity + 0.3 * np.sign(velocity)), lw=1.4)
        if k == TURNED:
            _arrow(ax, (site, 9.2), (site, 9.2 - velocity - 0.3), lw=1.4, color=VERMILLION)
    ax.text(5, 7.5, r"$\omega \to -\omega$ at rate $\lambda$", ha="center", va="top")
    _axes(ax, "time", "$B$")
    starts, levels = (0.8, 2.9, 4.6, 7.1, 9.2), (2.2, 3.0, 2.5, 3.7)
    for begin, end, level in zip(starts[:-1], starts[1:], levels, strict=True):
        time = np.linspace(begin, end, 80)
        ax.plot(time, level + 0.45 * np.sin(2 * np.pi * (time - begin) / 0.55), color=BLUE, lw=1.1)
        if begin > 1:
            ax.plot([begin, begin], [1.3, 4.7], color=VERMILLION, lw=1, ls="--")
    ax.text(4.6, 4.8, "flips", ha="center", va="bottom", color=INK)


def _chain(ax, height, left, right):
    ax.plot([left, right], [height, height], color=FAINT, lw=1.2, zorder=1)
    for site in SITES:
        ax.add_patch(Circle((site, height), 0.27, fc=BLUE, ec=INK, lw=0.8, zorder=3))


def _axes(ax, x, y):
    _arrow(ax, (0.4, 1.0), (9.9, 1.0), lw=0.9)
    _arrow(ax, (0.4, 1.0), (0.4, 5.9), lw=0.9)
    ax.text(9.7, 0.75, x, ha="right", va="top")
    ax.text(0.75, 6.0, y, ha="left", va="center")


def _arrow(ax, begin, end, lw=1.6, color=INK):
    ax.add_patch(FancyArrowPatch(begin, end, arrowstyle="-|>", color=color, lw=lw, mutation_scale=10, shrinkA=0, shrinkB=0))
