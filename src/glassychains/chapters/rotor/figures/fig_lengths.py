"""Relaxation at four lengths of the chain."""

from glassychains.methods.style import figure


def data(tables):
    """Columns length, t, value (phi), stderr."""
    return tables["lengths"].query("t < 4000")


def draw(data):
    """Left: 1 - phi on double logarithmic axes. Right: divided by that of the longest chain."""
    fig = figure(width=7.2, height=3.4)
    left, right = fig.subplots(1, 2)
    longest = data[data.length == data.length.max()].reset_index()
    for k, ((length, rows), marker) in enumerate(zip(data.groupby("length"), "os^D", strict=False)):
        left.errorbar(rows.t, 1 - rows.value, rows.stderr, fmt=marker, ms=3, label=f"$L = {length:g}$")
        ratio = (1 - rows.value.to_numpy()) / (1 - longest.value)
        right.errorbar(rows.t * 1.02**k, ratio, rows.stderr.to_numpy() / (1 - longest.value), fmt=marker, ms=3)
    left.set(xscale="log", yscale="log", xlabel="time $t$", ylabel=r"$1 - \varphi$, $g = 0.7$")
    right.set(xscale="log", xlabel="time $t$", ylabel=rf"ratio to $L = {data.length.max():g}$", ylim=(0.8, 1.2))
    left.legend()
    return fig
