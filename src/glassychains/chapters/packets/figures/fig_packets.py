"""Wave packets in disordered chains: second moment, its local exponent, and participation."""

import pandas as pd

from glassychains.methods.style import BLUE, FAINT, GREEN, INK, ORANGE, PURPLE, VERMILLION, band, panels

NAMES = {
    "E=0.4,sites=1": ("E = 0.4", BLUE),
    "norm=1,sites=1": ("DNLS", ORANGE),
    "E=0.2,sites=21": ("21 sites", PURPLE),
    "E=1.5,sites=1": ("E = 1.5", VERMILLION),
    "E=0.05,sites=1": ("E = 0.05", GREEN),
}
"""Label and colour of each packet."""
SPREADING = ("E=0.4,sites=1", "norm=1,sites=1", "E=0.2,sites=21")
"""Those whose exponent is compared with 1/3 and 1/2."""
SINGLE = ("E=0.4,sites=1", "E=1.5,sites=1", "E=0.05,sites=1")
"""Those of one site of the Klein-Gordon chain, whose participation is compared."""
BEGIN, SMOOTH = 3.0, 30.0  # times from which curves and local exponents are drawn


def data(tables):
    """Columns packet, kind (m2, participation, alpha), t, value, stderr."""
    both = pd.concat([tables["packets"], tables["dnls-packets"]])
    return both[both.kind.isin(["m2", "participation", "alpha"])][["packet", "kind", "t", "value", "stderr"]]


def draw(data, narrow=False):
    """Left: m2 of all. Middle: the local exponent of those that spread as a whole. Right: participation of single sites."""
    fig, (moment, exponent, share) = panels(3, height=3.5, narrow=narrow)
    packets = list(dict.fromkeys(data.packet))
    others = [packet for packet in packets if packet not in NAMES]
    panels_of = (
        (moment, "m2", BEGIN, packets),
        (exponent, "alpha", SMOOTH, [*SPREADING, *others]),
        (share, "participation", BEGIN, [*SINGLE, *others]),
    )
    for ax, kind, begin, shown in panels_of:
        for packet in sorted(packets, key=lambda packet: list(NAMES).index(packet) if packet in NAMES else len(NAMES)):
            rows = data[(data.packet == packet) & (data.kind == kind) & (data.t >= begin)]
            if packet in shown and len(rows) > 2:
                label, colour = NAMES.get(packet, (packet.replace("=", " = ").replace(",", ", "), INK))
                band(ax, rows.t, rows.value, rows.stderr, colour, label)
    end = data.t.max()
    for slope, style, text in ((1 / 3, ":", "1/3"), (1 / 2, "--", "1/2")):
        begin = pd.Series([1e3, end])
        moment.plot(
            begin, 18 * (begin / 1e3) ** slope if slope < 0.4 else 350 * (begin / 1e3) ** slope, style, color=FAINT, lw=1.3
        )
        exponent.axhline(slope, ls=style, color=FAINT, lw=1.3, label=f"$t^{{{text}}}$")
    for ax, label in ((moment, "second moment $m_2$"), (share, "participation $P$")):
        ax.set(xscale="log", yscale="log", xlabel="time $t$", ylabel=label)
    share.set_ylim(1, None)
    share.set_yticks([1, 2, 5, 10, 20], ["1", "2", "5", "10", "20"])
    exponent.set(xscale="log", xlabel="time $t$", ylabel=r"local exponent $\alpha(t)$", ylim=(0, 0.7))
    if narrow:
        for ax in (moment, exponent, share):
            ax.legend(ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.25), columnspacing=1.0)
    else:
        found = {}
        for ax in (moment, exponent):
            found |= dict(zip(*reversed(ax.get_legend_handles_labels()), strict=True))
        fig.legend(found.values(), found.keys(), loc="outside lower center", ncols=7, columnspacing=1.2, handlelength=1.5)
    for letter, ax in zip("abc", (moment, exponent, share), strict=True):
        ax.set_title(f"({letter})", loc="left")
    return fig
