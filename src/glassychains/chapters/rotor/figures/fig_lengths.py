"""Relaxation at four lengths of the chain."""

from glassychains.methods.style import INK, band, numbered, panels, shades


def data(tables):
    """Columns length, t, value (phi), stderr."""
    return tables["lengths"].query("12 < t < 4000")  # from the end of the first swing


def draw(data, narrow=False):
    """Left: 1 - phi on double logarithmic axes. Right: divided by that of the longest chain."""
    fig, (left, right) = panels(columns=2, height=3.4, narrow=narrow)
    longest = data[data.length == data.length.max()].reset_index()
    colours = shades(data.length)
    for length, rows in data.groupby("length"):
        band(left, rows.t, 1 - rows.value, rows.stderr, colours[length], label=f"$L = {length:g}$")
        if length != data.length.max():
            ratio = (1 - rows.value.to_numpy()) / (1 - longest.value)
            band(right, longest.t, ratio, rows.stderr.to_numpy() / (1 - longest.value), colours[length])
    error = longest.stderr / (1 - longest.value)
    right.fill_between(longest.t, 1 - error, 1 + error, color=colours[data.length.max()], alpha=0.25, lw=0)
    right.axhline(1, color=INK, lw=0.8, ls=":")
    left.set(yscale="log", ylabel=r"$1 - \varphi$ at $g = 0.7$", ylim=(0.014, 0.4))
    numbered(left.yaxis, [0.02, 0.05, 0.1, 0.2])
    right.set(ylabel=rf"ratio to $L = {data.length.max():g}$", ylim=(0.85, 1.25))
    for ax in (left, right):
        ax.set(xscale="log", xlabel="time $t$")
        numbered(ax.xaxis, [20, 100, 500, 2000], ["20", "100", "500", "2000"])
    fig.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=2 if narrow else 4)
    return fig
