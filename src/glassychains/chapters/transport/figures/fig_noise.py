"""What velocity flips do to the conductivity: kappa(beta g, lambda) / kappa(beta g, 0)."""

from glassychains.methods.style import FAINT, MARKERS, numbered, panels, shades


def data(tables):
    """Columns bg, rate (lambda g^(-1/2)), value (ratio), stderr, and kappa itself."""
    return tables["noise"]


def draw(data, narrow=False):
    """The ratio against the rate, a colour and a marker per coupling; joined where there are three rates or more."""
    fig, (ax,) = panels(height=4.2, narrow=narrow)
    colours = shades(data.bg)
    for (bg, rows), marker in zip(data.groupby("bg"), MARKERS, strict=False):
        rows = rows.sort_values("rate")
        line = "-" if len(rows) > 2 else ""
        ax.errorbar(rows.rate, rows.value, rows.stderr, fmt=marker + line, ms=5, lw=1.2, color=colours[bg])
        end = rows.iloc[-1]
        ax.annotate(rf"$\beta g = {bg:g}$", (end.rate, end.value), (9, 0), textcoords="offset points", va="center")
    ax.axhline(1, color=FAINT, lw=1.2)
    for y, va, words in ((0.97, "top", "above 1: flips help"), (0.03, "bottom", "below 1: flips hinder")):
        ax.annotate(words, (0.02, y), xycoords="axes fraction", va=va)
    ax.set(xscale="log", yscale="log", xlabel=r"rate of flips $\lambda g^{-1/2}$", ylabel=r"$\kappa(\lambda) / \kappa(0)$")
    ax.set_xlim(data.rate.min() / 1.3, data.rate.max() * (4.5 if narrow else 2.4))
    numbered(ax.xaxis, sorted(set(data.rate.round(6))))
    ax.set_ylim(0.6 * data.value.min(), 1.7 * data.value.max())
    ticks = [0.2, 0.5, 1, 2, 5, 10, 20]
    numbered(ax.yaxis, [y for y in ticks if 0.7 * data.value.min() <= y <= 1.4 * data.value.max()])
    return fig
