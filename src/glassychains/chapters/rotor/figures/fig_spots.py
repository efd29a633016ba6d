"""Chaotic spots at g = 0.07: how many there are, how far they have reached, how long they stay."""

from glassychains.methods.style import figure


def data(tables):
    """Columns kind, t, value, stderr."""
    return tables["activity"].query("kind != 'trace'")[["kind", "t", "value", "stderr"]]


def draw(data):
    """Left: fractions of sites. Right: memory of where the spots were."""
    fig = figure(width=7.2, height=3.4)
    left, right = fig.subplots(1, 2)
    for kind, marker, label in (
        ("ever", "^", "were elsewhere before $t$"),
        ("moved", "o", "are elsewhere at $t$"),
        ("active", "s", "active at $t$"),
    ):
        rows = data[(data.kind == kind) & (data.t > 0)]
        left.errorbar(rows.t, rows.value, rows.stderr, fmt=marker, ms=4, capsize=2, label=label)
    left.axhline(0.07, ls=":", color="0.3", label=r"$\beta g$, order of the triples")
    left.set(xscale="log", yscale="log", xlabel="time $t$", ylabel="fraction of sites", ylim=(0.03, 1))
    left.legend()
    rows = data[data.kind == "overlap"]
    right.errorbar(rows.t, rows.value, rows.stderr, fmt="o", ms=4, capsize=2)
    right.axhline(1, ls=":", color="0.3")
    right.set(xscale="log", xlabel="time $t$", ylabel="activity of first active sites / all", ylim=(0, None))
    return fig
