"""The time after which averages agree, the relaxation time and the Lyapunov time: rotors and a Klein-Gordon chain."""

import numpy as np
import pandas as pd

from glassychains.methods.style import BLUE, GREEN, INK, ORANGE, VERMILLION, numbered, panels
from glassychains.methods.tables import select

KINDS = {
    "ergodization": (VERMILLION, "o", "$T_E$, averages agree"),
    "half": (ORANGE, "^", "half-time of $q$"),
    "relaxation": (BLUE, "s", "$t_0$, velocities forget"),
    "lyapunov": (GREEN, "D", r"$1/\lambda$, Lyapunov time"),
}


def data(tables):
    """Columns chain (rotors or kleingordon), kind, x (beta g or eps), value (time, of the second times h^(1/4)), stderr."""
    rotors = tables["ergodization.numbers"], tables["relaxation.numbers"], tables["lyapunov.numbers"]
    parts = [
        select(rotors[0], "time", mean="gibbs").assign(kind="ergodization"),
        select(rotors[1], "time", threshold=0.9).assign(kind="relaxation"),
        inverse(select(rotors[2], "rate")),
    ]
    known = pd.concat(parts).rename(columns={"g": "x"}).assign(chain="rotors")
    known = known[known.x >= 0.05]
    oscillators, rates = tables["kleingordon.numbers"], tables["lyapunov-kleingordon.numbers"]
    parts = [
        select(oscillators, "time", part=0.1).assign(kind="ergodization"),
        select(oscillators, "time", part=0.5).assign(kind="half"),
        inverse(select(rates, "rate")),
    ]
    other = pd.concat(parts).assign(chain="kleingordon")
    scale = other.h**0.25
    eps = pd.concat([select(one, "eps") for one in (oscillators, rates)]).drop_duplicates("h").set_index("h").value
    other = other.assign(x=eps.reindex(other.h).to_numpy())
    other = other.assign(value=other.value * scale, stderr=other.stderr * scale)
    return pd.concat([known, other])[["chain", "kind", "x", "value", "stderr"]].sort_values(["chain", "kind", "x"])


def inverse(rates):
    """Times from rates."""
    return rates.assign(kind="lyapunov", value=1 / rates.value, stderr=rates.stderr / rates.value**2)


def draw(data, narrow=False):
    """Above: rotors, below: oscillators. Left: times; right: their local exponents between neighbouring couplings."""
    fig, axes = panels(columns=2, rows=2, height=3.2, narrow=narrow)
    names = {
        "rotors": (r"coupling $\beta g$", "rotors", "time", (0.045, 1.1), [0.05, 0.1, 0.2, 0.5, 1]),
        "kleingordon": (r"coupling $k/h^{1/2}$", "Klein–Gordon", r"time $\times\, h^{1/4}$", (0.0125, 0.16), [0.02, 0.05, 0.1]),
    }
    for (chain, (label, title, unit, reach, ticks)), (left, right) in zip(names.items(), (axes[:2], axes[2:]), strict=True):
        for kind, (colour, marker, words) in KINDS.items():
            rows = data[(data.chain == chain) & (data.kind == kind)]
            if not len(rows):
                continue
            x, y, error = rows.x.to_numpy(), rows.value.to_numpy(), rows.stderr.to_numpy()
            left.errorbar(x, y, error, fmt=marker + "-", ms=4, lw=0.8, capsize=2, color=colour, label=words)
            step = np.diff(np.log(x))
            slope, wrong = np.diff(np.log(y)) / step, np.hypot(error[1:] / y[1:], error[:-1] / y[:-1]) / step
            middle = np.sqrt(x[1:] * x[:-1])
            right.errorbar(middle, slope, wrong, fmt=marker + "-", ms=4, lw=0.8, capsize=2, color=colour)
        left.set(xscale="log", yscale="log", xlabel=label, ylabel=unit, xlim=reach, ylim=(1, 2e7))
        right.set(xscale="log", xlabel=label, ylabel="local exponent", xlim=reach, ylim=(-7.3, 0.3))
        left.set_title(f"{title}: times", loc="left", color=INK)
        right.set_title(f"{title}: exponents", loc="left", color=INK)
        for ax in (left, right):
            numbered(ax.xaxis, ticks)
        right.legend(*left.get_legend_handles_labels(), loc="center", bbox_to_anchor=(0.5, 0.72))
    return fig
