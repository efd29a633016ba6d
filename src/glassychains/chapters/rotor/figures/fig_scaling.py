"""The scaling relation of footnote 3: phi for four values of a, against time and against time over a."""

from glassychains.methods.style import INK, band, numbered, panels, shades

FIRST = 10  # from this t/a on: the first swing is over


def data(tables):
    """Columns scale (a), t (divided by a), value, stderr."""
    return tables["footnote3"]


def draw(data, narrow=False):
    """Left: phi against the time of each run, from the end of the first swing. Right: difference from a = 1 at the same t/a."""
    fig, (left, right) = panels(columns=2, height=3.2, narrow=narrow)
    data = data[data.t >= FIRST]
    base = data[data.scale == 1].reset_index()
    colours = shades(data.scale)
    for scale, rows in data.groupby("scale"):
        label = f"$a = {scale:g}$"
        left.plot(rows.t * scale, rows.value, color=colours[scale], lw=1.3, label=label)
        if scale == 2:
            right.plot(rows.t, rows.value.to_numpy() - base.value, color=colours[scale], lw=2, label=label + ", the same bits")
        elif scale != 1:
            error = (rows.stderr.to_numpy() ** 2 + base.stderr**2) ** 0.5
            band(right, base.t, rows.value.to_numpy() - base.value, error, colours[scale], label=label)
    right.axhline(0, color=INK, lw=0.8, ls=":")
    left.set(xlabel="time $t$", ylabel=r"$\varphi$ at $(g/a^2, \beta a^2)$", ylim=(0.6, 1))
    right.set(xlabel="rescaled time $t/a$", ylabel=r"$\varphi$ minus that of $a = 1$", ylim=(-0.015, 0.015))
    right.set_yticks([-0.01, 0, 0.01])
    for ax in (left, right):
        ax.set_xscale("log")
        numbered(ax.xaxis, [10, 100, 1000, 10000], ["10", "100", "1000", "$10^4$"])
    left.legend(loc="lower right")
    right.legend(loc="upper left")
    return fig
