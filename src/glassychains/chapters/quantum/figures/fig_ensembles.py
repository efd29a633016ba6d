"""Glassy or locked: dense bosons at infinite temperature, at a fixed one and at one that grows like U rho^2."""

from glassychains.methods.style import BLUE, GREEN, INK, VERMILLION, panels

LOOKS = {
    "infinite": (r"$T = \infty$", BLUE, "o", "-"),
    "scaled": (r"$T = U \varrho^2$", GREEN, "^", "--"),
    "fixed": (r"$T = U$", VERMILLION, "s", "-"),
}


def data(tables):
    """Columns kind (correlation, forever, resonant), ensemble, rho, length, t, value."""
    curves = tables["bosons-temperature"]
    densest = (curves.kind == "correlation") & (curves.rho == curves.rho.max())
    return curves[densest | curves.kind.isin(["forever", "resonant"])]


def draw(data, narrow=False):
    """C(t) at the largest density; time averages and resonant bonds against density."""
    fig, (memory, forever, resonant) = panels(3, height=3.1, narrow=narrow)
    for ensemble, (label, colour, marker, line) in LOOKS.items():
        rows = data[(data.kind == "correlation") & (data.ensemble == ensemble)].sort_values("t")
        memory.plot(rows.t, rows.value, line, color=colour, lw=1)
        for ax, kind in ((forever, "forever"), (resonant, "resonant")):
            shown = data[(data.kind == kind) & (data.ensemble == ensemble)]
            for length, rows in shown.sort_values("rho").groupby("length"):
                look = {"label": label} if length == shown.length.min() else {"mfc": "none", "alpha": 0.8}
                ax.plot(rows.rho, rows.value, marker + line, ms=5 if "label" in look else 8, lw=1, color=colour, **look)
    memory.set(xscale="log", xlabel=r"time, in $1/U$", ylabel=r"$C(t)$", ylim=(-1.05, 1.05))
    memory.set_xlim(0.01, 3)  # later the grid of times is coarser than the oscillation
    memory.set_title(f"(a) {data.rho.max():g} bosons per site", loc="left", color=INK)
    forever.set(xscale="log", xlabel="bosons per site", ylabel=r"average of $C_s$ over all times", ylim=(-0.05, 1.05))
    forever.legend(loc="center right", fontsize=8)
    forever.set_title("(b) never forgotten", loc="left", color=INK)
    resonant.set(xscale="log", xlabel="bosons per site", ylabel="part of bonds in resonance", ylim=(-0.05, 1.05))
    resonant.set_title("(c) resonances", loc="left", color=INK)
    return fig
