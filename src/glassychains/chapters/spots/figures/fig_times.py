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
REACH = 1.1  # of the axes beyond the last point


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
    other = other.assign(x=select(rates, "eps").set_index("h").value.reindex(other.h).to_numpy())
    other = other.assign(value=other.value * scale, stderr=other.stderr * scale)
    return pd.concat([known, other])[["chain", "kind", "x", "value", "stderr"]].sort_values(["chain", "kind", "x"])


def inverse(rates):
    """Times from rates."""
    return rates.assign(kind="lyapunov", value=1 / rates.value, stderr=rates.stderr / rates.value**2)


def draw(data, narrow=False):
    """Above: rotors, below: oscillators. Left: times; right: their local exponents between neighbouring couplings."""
    fig, axes = panels(columns=2, rows=2, height=3.2, narrow=narrow)
    names = {
        "rotors": (r"coupling $\beta g$", "rotors", "time"),
        "kleingordon": (r"coupling $k/h^{1/2}$", "Klein–Gordon", r"time $\times\, h^{1/4}$"),
    }
    for (chain, (label, title, unit)), (left, right) in zip(names.items(), (axes[:2], axes[2:]), strict=True):
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
        left.set(xscale="log", yscale="log", xlabel=label, ylabel=unit)
        right.set(xscale="log", xlabel=label, ylabel="local exponent")
        left.set_title(f"{title}: times", loc="left", color=INK)
        right.set_title(f"{title}: exponents", loc="left", color=INK)
        ticks = [0.05, 0.1, 0.2, 0.5, 1] if chain == "rotors" else [0.02, 0.05, 0.1]
        for ax in (left, right):
            numbered(ax.xaxis, ticks)
        left.legend(loc="upper right")
    return fig
