"""Wave packets in disordered chains: second moment, participation, local exponent."""

import pandas as pd

from glassychains.methods.style import figure

NAMES = {
    "E=0.4,sites=1": "KG, $E = 0.4$",
    "E=0.05,sites=1": "KG, $E = 0.05$",
    "E=1.5,sites=1": "KG, $E = 1.5$",
    "E=0.2,sites=21": "KG, 21 sites of $E = 0.2$",
    "norm=1,sites=1": "DNLS, norm 1",
}


def data(tables):
    """Columns packet, kind (m2, participation, alpha), t, value, stderr."""
    both = pd.concat([tables["packets"], tables["dnls-packets"]])
    return both[both.kind.isin(["m2", "participation", "alpha"])][["packet", "kind", "t", "value", "stderr"]]


def draw(data):
    """Upper: m2 and P against time. Lower: the local exponent of m2, over a decade."""
    fig = figure(width=7.4, height=6.0)
    grid = fig.subplots(2, 2)
    (moment, share), (exponent, other) = grid
    for (packet, rows), marker in zip(data.groupby("packet", sort=False), "os^Dv", strict=False):
        for ax, kind in ((moment, "m2"), (share, "participation"), (exponent, "alpha")):
            one = rows[(rows.kind == kind) & (rows.t >= (10 if kind == "alpha" else 1))]
            style = {"fmt": marker, "ms": 3, "lw": 0.8, "capsize": 1.5}
            ax.errorbar(one.t, one.value, one.stderr, label=NAMES.get(packet, packet), **style)
    end = data.t.max()
    for slope, style in ((1 / 3, ":"), (1 / 2, "--")):
        t = pd.Series([1e3, end])
        moment.plot(t, 40 * (t / 1e3) ** slope, style, color="0.3", lw=1)
        exponent.axhline(slope, ls=style, color="0.3", lw=1, label=rf"$\alpha = 1/{1 / slope:.0f}$")
    for ax, label in ((moment, "second moment $m_2$"), (share, "participation $P$")):
        ax.set(xscale="log", yscale="log", xlabel="time $t$", ylabel=label)
    exponent.set(xscale="log", xlabel="time $t$", ylabel=r"local exponent $\alpha(t)$", ylim=(-0.1, 1.0))
    handles, labels = exponent.get_legend_handles_labels()
    other.axis("off")
    other.legend(handles, labels, loc="center")
    return fig
