"""Packets to 1e7: m2 and local exponent, beside laws of diffusion fitted to shorter runs, and the D(e) of equilibrium."""

import pandas as pd

from glassychains.methods.style import BLUE, FAINT, GREEN, INK, ORANGE, PURPLE, VERMILLION, band, panels

LAWS = {
    "equilibrium": ("$D(e)$ of equilibrium", INK, (0, (5, 1))),
    "power": (r"$D \sim e^4$", FAINT, ":"),
    "log2,e0=1": (r"eq. (6), $e_0 = 1$", GREEN, "-"),
    "log2,e0=0.1": (r"eq. (6), $e_0 = 0.1$", ORANGE, "--"),
    "log2,e0=0.015625": (r"eq. (6), $e_0 = 1/64$", PURPLE, "-."),
}
"""Label, colour and dashes of each law that is drawn."""
BEGIN, SMOOTH = 1e2, 1e3  # times from which curves and local exponents are drawn


def data(tables):
    """Columns kind (m2, alpha, law, alpha_law), run (short, long; the name of a law), t, value, stderr."""
    found = tables["far"].rename(columns={"law": "run"})
    found["run"] = found.run.fillna("long")
    if (found.kind == "alpha_joined").any():  # better than the same packets alone
        found = found[found.kind != "alpha"].replace({"kind": {"alpha_joined": "alpha"}})
    packets = tables["packets"]
    short = packets[(packets.packet == "E=0.4,sites=1") & packets.kind.isin(["m2", "alpha"])].assign(run="short")
    both = pd.concat([found[found.kind.isin(["m2", "alpha", "law", "alpha_law"])], short])
    return both[["kind", "run", "t", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: m2. Right: the local exponent."""
    fig, (moment, exponent) = panels(2, height=3.5, narrow=narrow)
    shown = (("short", "many packets", BLUE), ("long", "some of them, followed on", VERMILLION))
    for ax, kind, of_law, begin in ((moment, "m2", "law", BEGIN), (exponent, "alpha", "alpha_law", SMOOTH)):
        for name, (label, colour, dashes) in LAWS.items():
            rows = data[(data.kind == of_law) & (data.run == name)]
            ax.plot(rows.t, rows.value, ls=dashes, color=colour, lw=1.5, label=label)
        for run, label, colour in shown:
            rows = data[(data.kind == kind) & (data.run == run) & (data.t >= begin)]
            if len(rows) > 1:
                band(ax, rows.t, rows.value, rows.stderr, colour, label)
    moment.set(xscale="log", yscale="log", xlabel="time $t$", ylabel="second moment $m_2$")
    exponent.axhline(1 / 3, color=INK, lw=0.6)
    exponent.set(xscale="log", xlabel="time $t$", ylabel=r"local exponent $\alpha(t)$", ylim=(0, 0.6))
    handles = dict(zip(*reversed(moment.get_legend_handles_labels()), strict=True))
    fig.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=2 if narrow else 3, handlelength=1.8)
    for letter, ax in zip("ab", (moment, exponent), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
