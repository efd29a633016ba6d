"""How 1 - phi falls on long chains, and its local exponent."""

import numpy as np

from glassychains.methods.style import figure


def data(tables):
    """Columns length, tau (t / t0), kind (rest or exponent), value, stderr."""
    return tables["tail"]


def draw(data):
    """Left: 1 - phi with a line of slope -1/2. Right: exponent over windows of a factor of four."""
    fig = figure(width=7.2, height=3.4)
    left, right = fig.subplots(1, 2)
    for (length, rows), marker in zip(data.groupby("length"), "os", strict=False):
        rest = rows[(rows.kind == "rest") & (rows.value > 2 * rows.stderr) & (rows.tau > 0.02)]
        left.errorbar(rest.tau, rest.value, rest.stderr, fmt=marker, ms=3, label=f"$L = {length:g}$")
        local = rows[rows.kind == "exponent"]
        right.errorbar(local.tau, local.value, local.stderr, fmt=marker, ms=4, capsize=2, label=f"$L = {length:g}$")
    guide = np.array([2.0, 200.0])
    left.plot(guide, 0.14 * guide**-0.5, ":", color="0.3", label="slope $-1/2$")
    right.axhline(-0.5, ls=":", color="0.3")
    left.set(xscale="log", yscale="log", xlabel="$t/t_0$", ylabel=r"$1 - \varphi$, $g = 1$")
    right.set(xscale="log", xlabel="$t/t_0$", ylabel="local exponent", ylim=(-1, 0))
    left.legend()
    return fig
