"""The bound of eq. (9): running kappa(t) with velocity flips, in units of g^2 lambda, against g^2 lambda t."""

from glassychains.methods.style import figure, shades


def data(tables):
    """Columns r, g, x (g^2 lambda t), lambda_t, value (kappa(t) / (g^2 lambda)), stderr."""
    return tables["flips"]


def draw(data):
    """A panel per power r of lambda = g^(1/2) (beta g)^r, a colour per coupling; from lambda t = 1 on."""
    fig = figure(width=7.4, height=3.9)
    powers = sorted(set(data.r))
    panels = fig.subplots(1, len(powers), squeeze=False, sharey=True)[0]
    colours = shades(data.g)
    for ax, power in zip(panels, powers, strict=True):
        for g, rows in sorted(data[data.r == power].groupby("g"), reverse=True):
            rows = rows[(rows.lambda_t >= 1) & (rows.value > 2 * rows.stderr)]
            ax.errorbar(rows.x, rows.value, rows.stderr, fmt="o-", ms=2.5, lw=0.8, color=colours[g], label=f"$g = {g:g}$")
        ax.set(
            xscale="log", yscale="log", xlabel=r"$g^2 \lambda t$", title=rf"$\lambda = g^{{1/2}} (\beta g)^r$, $r = {power:g}$"
        )
        ax.legend()
    panels[0].set_ylabel(r"$\kappa(t) / (g^2 \lambda)$")
    return fig
