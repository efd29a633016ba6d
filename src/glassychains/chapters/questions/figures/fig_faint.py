"""What velocity flips add to the isolated conductivity as their rate vanishes."""

import numpy as np

from glassychains.methods.style import FAINT, MARKERS, numbered, panels, shades


def data(tables):
    """Columns bg, r, rate (lambda g^(-1/2)), value (ratio to the isolated chain), stderr, share, share_stderr, collapse.

    `share` is what flips add over (lambda g^(-1/2)) / (beta g)^2, the share of flips that conduct like g^2 lambda beside chains
    that conduct like the fourth power of beta g. Errors are complete. `collapse` is K, if `share` is K rate^(-1/2), or nan.
    """
    table, numbers = tables["faint-flips"], tables["faint-flips.numbers"]
    stderr = np.hypot(table.stderr, table.value * table.isolated_error)
    alone = table.rate / table.bg**2
    columns = {"stderr": stderr, "share": (table.value - 1) / alone, "share_stderr": stderr / alone}
    K = numbers[(numbers.quantity == "collapse") & numbers.bg.isna()].value
    columns["collapse"] = K.iloc[0] if len(K) else np.nan
    return table.drop(columns="isolated_error").assign(**columns)


def draw(data, narrow=False):
    """Left: the ratio against r. Right: what flips add, in units of rate / (beta g)^2, against their rate."""
    fig, (left, right) = panels(2, height=3.7, narrow=narrow)
    colours = shades({*data.bg, 0.1, 0.14, 0.2, 0.35})
    shifts = np.linspace(-0.06, 0.06, 4)
    for (bg, rows), marker, shift in zip(data.groupby("bg"), MARKERS, shifts, strict=False):
        rows = rows.sort_values("r")
        look = {"fmt": marker, "ms": 5, "lw": 1.2, "color": colours[bg]}
        left.errorbar(rows.r + shift, rows.value, rows.stderr, label=rf"$\beta g = {bg:g}$", **look)
        left.plot(rows.r + shift, rows.value, color=colours[bg], lw=1)
        right.errorbar(rows.rate, rows.share, rows.share_stderr, **look)
        right.plot(rows.rate, rows.share, color=colours[bg], lw=1)
    left.axhline(1, color=FAINT, lw=1.2)
    left.annotate(
        "isolated",
        (0.99, 1),
        xycoords=("axes fraction", "data"),
        xytext=(0, -4),
        textcoords="offset points",
        ha="right",
        va="top",
    )
    left.set(yscale="log", xlabel=r"$r$ of the rate $\lambda = g^{1/2} (\beta g)^r$", ylabel=r"$\kappa(\lambda) / \kappa(0)$")
    left.set_ylim(0.7, 1.25 * (data.value + data.stderr).max())
    left.set_xlim(1.7, data.r.max() + 0.3)
    left.set_xticks(sorted(set(data.r)))
    numbered(left.yaxis, [y for y in (0.7, 1, 1.5, 2, 3, 4, 5) if y < 1.2 * (data.value + data.stderr).max()])
    left.legend(loc="upper right")
    x = np.array([data.rate.min() / 2, data.rate.max() * 2])
    K, middle = data.collapse.iloc[0], np.sqrt(x[0] * x[1])
    if K > 0:
        right.plot(x, K * x**-0.5, color=FAINT, ls="--", lw=1.2)
        right.annotate(r"$\lambda^{-1/2}$", (middle, K * middle**-0.5), (-26, -18), textcoords="offset points")
    right.set(xscale="log", xlabel=r"rate of flips $\lambda g^{-1/2}$", xlim=x)
    right.set(yscale="log", ylabel=r"added share over $\lambda g^{-1/2} / (\beta g)^2$", ylim=(0.3, 30))
    numbered(right.xaxis, [1e-4, 1e-3, 1e-2, 1e-1], ["$10^{-4}$", "0.001", "0.01", "0.1"])
    numbered(right.yaxis, [0.3, 1, 3, 10, 30])
    right.set_xlim(*x)
    return fig
