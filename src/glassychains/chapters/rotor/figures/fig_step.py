"""Relaxation at several time steps, from the same thermal states."""

from glassychains.methods.style import figure


def data(tables):
    """Columns g, dt, t, value (phi), stderr."""
    return tables["step"]


def draw(data):
    """Left: phi. Right: difference from the smallest step."""
    fig = figure(width=7.2, height=5.6)
    panels = fig.subplots(2, 2, sharex="row")
    for (g, curves), (left, right) in zip(sorted(data.groupby("g"), reverse=True), panels, strict=True):
        finest = curves[curves.dt == curves.dt.min()].reset_index()
        for k, (dt, rows) in enumerate(curves.groupby("dt")):
            left.plot(rows.t, rows.value, ls=("-", "--", ":", "-.")[k], label=rf"$\Delta t = {dt:g}$")
            if dt != finest.dt[0]:
                difference = rows.value.to_numpy() - finest.value
                error = (rows.stderr.to_numpy() ** 2 + finest.stderr**2) ** 0.5
                right.errorbar(
                    rows.t * 1.03**k, difference, error, fmt="os^D"[k], ms=3, color=f"C{k}", label=rf"$\Delta t = {dt:g}$"
                )
        right.axhline(0, color="0.3", lw=1)
        left.set(xscale="log", ylabel=rf"$\varphi$, $g = {g:g}$")
        right.set(ylabel=rf"difference from $\Delta t = {finest.dt[0]:g}$", ylim=(-0.03, 0.03))
        left.legend()
    for ax in panels[-1]:
        ax.set_xlabel("time $t$")
    return fig
