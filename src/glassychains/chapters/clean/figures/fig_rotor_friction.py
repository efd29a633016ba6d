"""A fast rotor that leaks through others into friction: the linear fall of w^(4(n-1)), and its slope over the law."""

from glassychains.methods.style import FAINT, INK, numbered, panels, shades


def data(tables):
    """The curves of the study."""
    return tables["rotor-friction"]


def draw(data, narrow=False):
    """Left: how far w^(4(n-1)) has fallen, in units of its law, against time. Right: the slope over the law."""
    fig, (left, right) = panels(columns=2, height=3.5, narrow=narrow)
    colours = shades([2, 3, 4])
    for (n, kind), rows in data.groupby(["length", "kind"]):
        if kind == "fall":
            last = rows.t.max()
            left.plot(
                rows.t / last, rows.value / last, "-", color=colours[n], label=f"$n={n:.0f}$, $t$ to {float(f'{last:.2g}'):.0f}"
            )
            left.set(xlabel="time over the length of the fall", ylabel="$w^{4(n-1)}$ lost, over its law's rate and time")
        else:
            rows = rows.sort_values("small")
            right.plot(rows.small, rows.law * rows.ratio, "-", color=colours[n], lw=0.9)
            right.plot(rows.small, rows.law, "o", color=colours[n], ms=3.5, label=f"$n={n:.0f}$")
    left.plot([0, 1], [0, 1], ":", color=INK, lw=1, label="asymptotic law")
    right.axhline(1, color=INK, ls=":", lw=1)
    right.axvline(0.03, color=FAINT, ls="--", lw=0.8)
    right.set(xscale="log", xlabel="small parameter $g/w^2$", ylabel="slope of $w^{4(n-1)}$ over its law", ylim=(0.85, 1.9))
    numbered(right.xaxis, [0.001, 0.003, 0.01, 0.03])
    left.legend(loc="upper left")
    right.plot([], [], "-", color=INK, lw=0.9, label="linear response")
    right.legend(loc="upper left")
    for letter, ax in zip("ab", (left, right), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
