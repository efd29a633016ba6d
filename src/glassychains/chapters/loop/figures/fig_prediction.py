"""Packets against nonlinear diffusion with the diffusivity of equilibrium: m2, participation, profile, growth (claims L1)."""

import numpy as np
import pandas as pd

from glassychains.chapters.loop.analysis.prediction import ALLOWANCE
from glassychains.methods.style import BLUE, FAINT, GREEN, INK, PURPLE, VERMILLION, numbered, panels

NAMES = {
    "E=0.4,sites=1": ("E = 0.4", BLUE),
    "E=0.2,sites=21": ("21 sites of 0.2", PURPLE),
    "E=1.5,sites=1": ("E = 1.5", VERMILLION),
    "E=0.05,sites=1": ("E = 0.05", GREEN),
}
"""Label and colour of each packet."""
WHOLE = ("E=0.4,sites=1", "E=0.2,sites=21")
"""Those that spread as a whole, whose participation is compared."""
BEGIN = 30.0
KINDS = ("m2", "beginning", "continued", "participation", "thermal", "smooth", "growth")
PROFILES = ("profile", "profile_predicted", "profile_barenblatt")


def data(tables):
    """Columns packet, kind, t, x, value, stderr: curves of all, the last profile of those that spread as a whole."""
    table = tables["prediction"]
    parts = [table[table.kind.isin(KINDS)]]
    for packet in WHOLE:
        profiles = table[table.kind.isin(PROFILES) & (table.packet == packet)]
        parts.append(profiles[profiles.t == profiles.t.max()])
    return pd.concat(parts)


def draw(data, narrow=False):
    """(a) m2, (b) participation, (c) mean profiles, (d) growth over its prediction."""
    fig, (moment, share, profile, growth) = panels(2, height=3.1, narrow=narrow, rows=2)

    def rows(packet, kind):
        found = data[(data.packet == packet) & (data.kind == kind)]
        return found[found.t >= BEGIN].sort_values(["t", "x"])

    for packet in (packet for packet in NAMES if packet in set(data.packet)):
        label, colour = NAMES[packet]
        points = rows(packet, "m2")[::3]
        moment.errorbar(points.t, points.value, points.stderr.fillna(0), fmt="o", ms=3, color=colour)
        _band(moment, rows(packet, "beginning"), colour)
        predicted = rows(packet, "continued")
        moment.plot(predicted.t, predicted.value, "--", color=colour, lw=1.3)
        if packet in WHOLE:
            points = rows(packet, "participation")[::3]
            share.errorbar(points.t, points.value, points.stderr, fmt="o", ms=3, color=colour)
            _band(share, rows(packet, "thermal"), colour)
            predicted = rows(packet, "smooth")
            share.plot(predicted.t, predicted.value, ":", color=colour, lw=1.5)
        ratios = rows(packet, "growth")
        shift = 1.06 ** (list(NAMES).index(packet) - 1.5)
        growth.errorbar(
            ratios.t * shift, ratios.value, ratios.stderr.fillna(0), fmt="o-", ms=3, lw=0.8, color=colour, label=label
        )
    styles = {"-": "from its beginning", "--": "from $t = 10^4$"}
    for style, text in styles.items():
        moment.plot([], [], style, color=FAINT, label=text)
    for style, text in (("-", "thermal"), (":", "without fluctuations")):
        share.plot([], [], style, color=FAINT, label=text)
    flat = rows(WHOLE[0], "profile_barenblatt")
    profile.plot(flat.x, flat.value, ":", color=FAINT, lw=1.5, label="Barenblatt, p = 4")
    for packet in (packet for packet in WHOLE if packet in set(data.packet)):
        _, colour = NAMES[packet]
        predicted, points = rows(packet, "profile_predicted"), rows(packet, "profile")
        profile.plot(predicted.x, predicted.value, "--", color=colour, lw=1.3)
        every = max(1, round(0.06 / points.x.diff().max()))
        points = points[::every]
        profile.errorbar(points.x, points.value, points.stderr.fillna(0), fmt="o", ms=2.5, lw=0.8, color=colour)
    profile.plot([], [], "--", color=FAINT, label="from $t = 10^4$")
    for ax, label in ((moment, "second moment $m_2$"), (share, "participation $P$")):
        ax.set(xscale="log", yscale="log", xlabel="time $t$", ylabel=label)
    numbered(share.yaxis, (5, 10, 20, 50, 100))
    profile.set(
        yscale="log",
        xlim=(0, 4),
        ylim=(1e-3, 1),
        xlabel=r"distance $|x| / m_2^{1/2}$",
        ylabel=r"mean energy $\times\ m_2^{1/2} / E$",
    )
    growth.axhspan(1 - ALLOWANCE, 1 + ALLOWANCE, color=FAINT, alpha=0.2, lw=0)
    growth.axhline(1, color=INK, lw=0.8)
    growth.set(xscale="log", yscale="log", xlabel="beginning of a decade $t$", ylabel="growth, measured / predicted")
    numbered(growth.yaxis, (0.2, 0.5, 1, 2, 5, 10, 20))
    growth.set_ylim(0.15, 25)
    moment.set_ylim(1, None)
    for ax in (moment, share, profile, growth):
        ax.legend(handlelength=1.5, labelspacing=0.3)
    for letter, ax in zip("abcd", (moment, share, profile, growth), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig


def _band(ax, rows, colour):
    """A line with a band of one standard error of the logarithm."""
    factor = np.exp(rows.stderr / rows.value)
    ax.fill_between(rows.t, rows.value / factor, rows.value * factor, color=colour, alpha=0.25, lw=0)
    ax.plot(rows.t, rows.value, color=colour, lw=1.3)
