"""Blocks of equal density: second moments, the same in units of the width, and by how much they fail to coincide."""

from glassychains.methods.style import FAINT, band, panels, shades

BEGIN = 0.3  # t / w^2 from which curves are drawn
MODES = 40.0
"""m2 of a weak packet, which hardly leaves its linear modes."""


def data(tables):
    """Columns kind (m2, log_ratio), sites, t, scaled, value, stderr."""
    found = tables["blocks"]
    return found[found.kind.isin(["m2", "log_ratio"])][["kind", "sites", "t", "scaled", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: m2. Middle: m2 / w^2 against t / w^2. Right: the log ratio of w to 2 w."""
    fig, (raw, scaled, apart) = panels(3, height=3.5, narrow=narrow)
    colours = shades(data[data.kind == "m2"].sites)
    dashes = dict(zip(sorted(colours), ("-", "--", "-.", ":"), strict=False))
    for sites, rows in data[(data.kind == "m2") & (data.scaled >= BEGIN)].groupby("sites"):
        style = {"label": f"{sites} sites", "ls": dashes[sites]}
        band(raw, rows.t, rows.value, rows.stderr, colours[sites], **style)
        band(scaled, rows.scaled, rows.value / sites**2, rows.stderr / sites**2, colours[sites], **style)
    raw.set(xscale="log", yscale="log", xlabel="time $t$", ylabel="second moment $m_2$")
    scaled.set(xscale="log", yscale="log", xlabel="$t / w^2$", ylabel="$m_2 / w^2$")
    for sites, rows in data[data.kind == "log_ratio"].groupby("sites"):
        label = f"{sites} and {2 * sites} sites"
        apart.errorbar(
            rows.scaled,
            rows.value,
            rows.stderr,
            fmt="os^D"[list(colours).index(sites)],
            ms=3.5,
            lw=1,
            color=colours[sites],
            label=label,
        )
    for sites in data[data.kind == "log_ratio"].sites.unique():
        rows = data[(data.kind == "m2") & (data.sites == sites) & (data.value > 2 * MODES)]
        apart.plot(rows.scaled, -0.75 * MODES / rows.value, dashes[sites], color=colours[sites], lw=1.2)
    apart.axhline(0, color=FAINT, ls=":", lw=1.5)
    apart.set(xscale="log", xlabel="$t / w^2$", ylabel=r"$\log\,[m_2(2w, 4t) \,/\, 4 m_2(w, t)]$")
    apart.set_ylim(None, 0.15)
    scaled.legend(handlelength=2.0)
    apart.legend(handlelength=1.0, loc="upper left")
    for letter, ax in zip("abc", (raw, scaled, apart), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
