"""The scaling relation of footnote 3: phi for four values of a, time divided by a."""

from glassychains.methods.style import figure


def data(tables):
    """Columns scale (a), t (divided by a), value, stderr."""
    return tables["footnote3"]


def draw(data):
    """Left: phi. Right: difference from a = 1."""
    fig = figure(width=7.2, height=3.4)
    left, right = fig.subplots(1, 2)
    base = data[data.scale == 1].reset_index()
    for (scale, rows), style in zip(data.groupby("scale"), ("-", "--", ":", "-."), strict=False):
        left.plot(rows.t, rows.value, ls=style, label=f"$a = {scale:g}$")
        if scale != 1:
            difference = rows.value.to_numpy() - base.value
            error = (rows.stderr.to_numpy() ** 2 + base.stderr**2) ** 0.5 if scale != 2 else 0 * base.stderr
            right.errorbar(
                rows.t,
                difference,
                error,
                ls="none",
                marker="os^"[int(scale > 1.5) + int(scale > 2)],
                ms=3,
                label=f"$a = {scale:g}$",
            )
    right.axhline(0, color="0.3", lw=1)
    left.set(xscale="log", xlabel="time $t/a$", ylabel=r"$\varphi(g/a^2, \beta a^2, t)$, $g = 0.8$, $\beta = 1$")
    right.set(xscale="log", xlabel="time $t/a$", ylabel=r"difference of $\varphi$ from $a = 1$")
    left.legend()
    right.legend()
    return fig
