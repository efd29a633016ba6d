"""Chaotic spots at g = 0.07: how many there are, how far they have reached, how long they stay."""

from glassychains.methods.style import BLUE, GREEN, INK, VERMILLION, numbered, panels

KINDS = {
    "ever": ("^", GREEN, "have been elsewhere by time $t$"),
    "moved": ("o", BLUE, "are elsewhere at time $t$"),
    "active": ("s", VERMILLION, "are active at time $t$"),
}
COUPLING = 0.07


def data(tables):
    """Columns kind, t, value, stderr."""
    return tables["activity"].query("kind != 'trace'")[["kind", "t", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: fractions of sites. Right: memory of where the spots were."""
    fig, (left, right) = panels(columns=2, height=3.4, narrow=narrow)
    for kind, (marker, colour, label) in KINDS.items():
        rows = data[(data.kind == kind) & (data.t > 0)]
        left.errorbar(rows.t, rows.value, rows.stderr, fmt=marker + "-", ms=4, lw=0.8, capsize=2, color=colour, label=label)
    left.axhline(COUPLING, ls=":", color=INK, label=rf"$\beta g = {COUPLING:g}$, order of the density of triples")
    left.set(ylabel="fraction of sites", ylim=(0, 1))
    rows = data[data.kind == "overlap"]
    right.errorbar(
        rows.t, rows.value, rows.stderr, fmt="o-", ms=4, lw=0.8, capsize=2, color=VERMILLION, label="sites active at $t = 0$"
    )
    right.axhline(1, ls=":", color=INK, label="no memory: as active as any site")
    right.set(ylabel="activity at $t$, relative to all sites", ylim=(0, 3))
    for ax in (left, right):
        ax.set(xscale="log", xlabel="time $t$")
        numbered(ax.xaxis, [1e3, 1e4, 1e5, 1e6], ["$10^3$", "$10^4$", "$10^5$", "$10^6$"])
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.25 if narrow else -0.18))
    return fig
