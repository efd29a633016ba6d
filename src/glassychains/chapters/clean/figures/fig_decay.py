"""Power that a breather leaks into friction, measured, by linear response and by its asymptotic law; the local exponents."""

from glassychains.exact.leaks import breather_law
from glassychains.methods.style import FAINT, INK, panels, shades

LENGTHS = {3: "o", 5: "s", 7: "^"}


def data(tables):
    """The curves of the study."""
    return tables["breather-leaks"]


def draw(data, narrow=False):
    """Left: power against energy. Middle: both over the law, against the small parameter. Right: exponents over f."""
    fig, (left, middle, right) = panels(columns=3, height=3.5, narrow=narrow)
    colours = shades([4, 6, 8])
    power = data[data.kind == "power"]
    for (a, length), rows in power.groupby(["a", "length"]):
        rows, colour, marker = rows.sort_values("energy"), colours[a], LENGTHS[length]
        constant, f = breather_law(int(a), (int(length) - 1) // 2, 1.0)
        left.plot(rows.energy, constant * rows.energy**-f, ":", color=FAINT, lw=1)
        left.plot(rows.energy, rows.response, "-", color=colour, lw=0.9)
        left.plot(rows.energy, rows.value, marker, color=colour, ms=3.5)
        middle.plot(rows.small, rows.law * rows.ratio, "-", color=colour, lw=0.9)
        middle.plot(rows.small, rows.law, marker, color=colour, ms=3.5)
        local = data[(data.kind == "exponent") & (data.a == a) & (data.length == length)]
        right.plot(local.small, local.value - f, marker + "-", color=colour, ms=3.5, lw=0.8)
    left.set(xscale="log", yscale="log", xlabel="energy $H$", ylabel="power $-dH/dt$")
    middle.axhline(1, color=INK, ls=":", lw=1)
    middle.set(xscale="log", xlabel="small parameter $H^{2/a-1}$", ylabel="power over its asymptotic law", ylim=(0.9, 1.35))
    right.axhline(0, color=INK, ls=":", lw=1)
    right.set(xscale="log", xlabel="small parameter $H^{2/a-1}$", ylabel="local exponent minus $f$", ylim=(-0.12, 0.3))
    there = sorted(power.a.unique())
    for a in there:
        left.plot([], [], "-", color=colours[a], lw=2, label=f"$a={a:.0f}$")
    for length in sorted(power.length.unique()):
        left.plot([], [], LENGTHS[length], color=INK, ms=3.5, ls="", label=f"$L={length:.0f}$")
    left.plot([], [], ":", color=FAINT, label="law")
    left.legend(ncols=2, loc="lower left", fontsize=7.5, handlelength=1.2, columnspacing=0.8)
    left.set_ylim(bottom=left.get_ylim()[0] * (1e-3 if len(there) > 1 else 0.05))
    for letter, ax in zip("abc", (left, middle, right), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
