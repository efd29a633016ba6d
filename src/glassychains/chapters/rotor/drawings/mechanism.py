"""Why weakly coupled rotors relax slowly, in four pictures: detuned pair, resonant pair, resonant triple, creeping spot."""

import numpy as np
from matplotlib.patches import Rectangle

from glassychains.methods.style import BLUE, FAINT, GREEN, INK, VERMILLION, panels

COUPLING = 0.07
SPOT = (6, 6, 7, 7, 7, 8, 8, 9, 9, 10, 9, 9, 10, 11, 11, 12, 13, 13)
"""Middle site of the creeping spot of the last panel, made up, from below upwards."""


def draw(narrow=False):
    """Four small panels; on a phone one above the other."""
    fig, axes = panels(columns=2, rows=2, height=2.35, narrow=narrow)
    for ax, picture, title in zip(
        axes,
        (_detuned, _portrait, _triple, _creeping),
        (
            "(a) two rotors, frequencies apart",
            "(b) two resonant rotors: a pendulum",
            "(c) three resonant rotors",
            "(d) a chain: most rotors are regular",
        ),
        strict=True,
    ):
        picture(ax)
        ax.set_title(title, loc="left", color=INK)
        ax.grid(False)
        ax.set(xticks=[], yticks=[])
        ax.spines[["top", "right"]].set_visible(False)
    return fig


def _orbit(omega, theta, end, step=0.05):
    """Times and velocities (time, site) of a free chain of `len(omega)` rotors."""
    omega, theta = np.array(omega), np.array(theta)
    found = [omega]

    def kick(omega, theta):
        pull = COUPLING * np.sin(np.diff(theta))
        return omega + step / 2 * (np.append(pull, 0) - np.append(0, pull))

    for _ in range(round(end / step)):
        omega = kick(omega, theta)
        theta = theta + step * omega
        omega = kick(omega, theta)
        found.append(omega)
    return step * np.arange(len(found)), np.array(found)


def _detuned(ax):
    """Velocities far apart wiggle about where they are."""
    t, omega = _orbit([0.5, -0.5], [0.0, 1.0], 40)
    ax.plot(t, omega[:, 0], color=BLUE)
    ax.plot(t, omega[:, 1], color=GREEN)
    ax.annotate("", (42, 0.5), (42, -0.5), arrowprops={"arrowstyle": "<->", "color": INK}, annotation_clip=False)
    ax.text(41, 0, r"$\Delta\omega \gg g^{1/2}$", ha="right", va="center", color=INK)
    ax.text(20, 0.68, r"wiggles of size $g/\Delta\omega$", ha="center", va="bottom", color=BLUE)
    ax.set(xlabel="time", ylabel=r"velocities $\omega$", xlim=(0, 44), ylim=(-0.8, 1.0))


def _portrait(ax):
    """Level lines of the pendulum of the difference of two angles."""
    angle = np.linspace(-np.pi, np.pi, 400)
    for energy, colour, width in (
        (0.12, FAINT, 0.9),
        (0.5, FAINT, 0.9),
        (1.0, VERMILLION, 1.8),
        (1.5, FAINT, 0.9),
        (2.3, FAINT, 0.9),
    ):
        square = 2 * energy - (1 - np.cos(angle))
        inside = square >= -1e-12
        speed = np.sqrt(np.clip(square[inside], 0, None)) * np.sqrt(2)
        for sign in (1, -1):
            ax.plot(angle[inside], sign * speed, color=colour, lw=width)
        if energy < 1:  # close the two ends
            ax.plot(np.full(2, angle[inside][-1]), [-speed[-1], speed[-1]], color=colour, lw=width)
            ax.plot(np.full(2, angle[inside][0]), [-speed[0], speed[0]], color=colour, lw=width)
    ax.annotate("", (0, 2.0), (0, -2.0), arrowprops={"arrowstyle": "<->", "color": INK})
    ax.text(0.15, 0, r"$4\,(2g)^{1/2}$", color=INK, va="center")
    ax.text(-np.pi, 2.75, "separatrix", color=VERMILLION, va="bottom", ha="left")
    ax.annotate("", (-1.6, 1.45), (-2.4, 2.75), arrowprops={"arrowstyle": "-", "color": VERMILLION})
    ax.set(xlabel=r"$\theta_2 - \theta_1$", ylabel=r"$\omega_2 - \omega_1$", xlim=(-np.pi, np.pi), ylim=(-3.1, 3.6))


def _triple(ax):
    """Velocity of the middle one of three, from two starts of which one angle differs by a thousandth."""
    for shift, colour, style in ((0.0, BLUE, "-"), (1e-3, VERMILLION, "--")):
        t, omega = _orbit([-0.09, 0.03, 0.05], [0.0, 2.6 + shift, 0.2], 260)
        ax.plot(t, omega[:, 1], style, color=colour, lw=1.0)
    ax.text(4, 0.66, "two starts, all but equal", color=INK, va="bottom")
    ax.set(xlabel="time", ylabel=r"$\omega$ of the middle one", xlim=(0, 260), ylim=(-0.75, 0.95))


def _creeping(ax):
    """A made-up spot: three active columns that move by a site now and then, among straight ones."""
    sites, rows = 18, len(SPOT)
    for site in range(1, sites + 1):
        ax.plot([site, site], [2.0 if SPOT[0] + 2 <= site <= SPOT[0] + 11 else 0.0, rows], color=BLUE, lw=0.7, alpha=0.7)
    for row, middle in enumerate(SPOT):
        ax.add_patch(Rectangle((middle - 1.5, row), 3, 1, color=VERMILLION, alpha=0.6, lw=0))
    ax.text(SPOT[0] + 2, 1.0, "a chaotic spot creeps", color=VERMILLION, va="center")
    ax.set(xlabel="site", ylabel="time", xlim=(0, sites + 1), ylim=(0, rows))
