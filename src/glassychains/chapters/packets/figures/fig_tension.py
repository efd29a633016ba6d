"""Two laws of diffusion fitted to one spreading packet, and where they part (claim Q6)."""

import pandas as pd

from glassychains.methods.style import BLUE, VERMILLION, figure

LABELS = {"power": r"$D \propto e^4$", "log2": r"$D \propto e^{1/2} \exp(-c \log^2 e)$"}
COLOURS = {"power": BLUE, "log2": VERMILLION}


def data(tables):
    """Columns kind (m2, alpha, power, log2, alpha_power, alpha_log2), t, value, stderr."""
    found = tables["packets"]
    found = found[(found.packet == found.packet.iloc[0]) & found.kind.isin(["m2", "alpha"])]
    laws = tables["packets"][tables["packets"].kind.isin([f"{a}{b}" for a in ("", "alpha_") for b in LABELS])]
    return pd.concat([found, laws])[["kind", "t", "value", "stderr"]]


def draw(data):
    """Left: m2. Right: the local exponent; dotted, the last time of the data."""
    fig = figure(width=7.4, height=3.6)
    left, right = fig.subplots(1, 2)
    for ax, measured, prefix in ((left, "m2", ""), (right, "alpha", "alpha_")):
        rows = data[(data.kind == measured) & (data.t >= 10)]
        ax.errorbar(rows.t, rows.value, rows.stderr, fmt="o", ms=2.5, lw=0.8, color="0.2", label="packets, $E = 0.4$")
        for law, label in LABELS.items():
            curve = data[data.kind == prefix + law].sort_values("t")
            ax.plot(curve.t, curve.value, color=COLOURS[law], label=label)
        ax.axvline(rows.t.max() if measured == "m2" else data[data.kind == "m2"].t.max(), ls=":", color="0.5", lw=1)
        ax.set(xscale="log", xlabel="time $t$")
    left.set(yscale="log", ylabel="second moment $m_2$")
    right.set(ylabel=r"local exponent $\alpha(t)$", ylim=(0.15, 0.45))
    left.legend(fontsize=8)
    return fig
