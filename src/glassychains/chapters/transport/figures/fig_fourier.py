"""Fourier's law at beta g = 1: currents, profiles and conductivity of chains of several lengths between reservoirs."""

import numpy as np

from glassychains.methods.style import figure, shades


def data(tables):
    """Columns kind (current, profile, kurtosis, kappa), g, length, dbeta, x, value, stderr."""
    return tables["fourier"]


def draw(data):
    """J L / delta beta against L; profiles; reduced kappa from the bulk gradient against L."""
    fig = figure(width=7.4, height=6.0)
    (current, kappa), (profile, kurtosis) = fig.subplots(2, 2)
    for (dbeta, rows), marker in zip(data.groupby("dbeta", sort=False), "os^", strict=False):
        one = rows[rows.kind == "current"].sort_values("x")
        scaled = one.value / dbeta
        current.errorbar(one.x, scaled, one.stderr / dbeta, fmt=marker, ms=5, capsize=3, label=rf"$\Delta\beta = {dbeta:g}$")
        two = rows[rows.kind == "kappa"].sort_values("x")
        kappa.errorbar(two.x * 1.04, two.value, two.stderr, fmt=marker, ms=5, capsize=3, label=rf"$\Delta\beta = {dbeta:g}$")
    largest = data[data.dbeta == data.dbeta.max()]
    colours = shades(largest.length)
    for length, rows in largest.groupby("length"):
        for ax, kind in ((profile, "profile"), (kurtosis, "kurtosis")):
            one = rows[rows.kind == kind]
            step = max(1, len(one) // 32)
            one = one.iloc[step // 2 :: step]
            ax.errorbar(one.x, one.value, one.stderr, fmt="o", ms=2.5, lw=0.8, color=colours[length], label=f"$L = {length:g}$")
    lengths = sorted(set(data[data.kind == "current"].x))
    for ax in (current, kappa):
        ax.set(xscale="log", xlabel="length $L$")
        ax.set_xticks(lengths, [f"{x:g}" for x in lengths])
        ax.minorticks_off()
        ax.set_ylim(0, 1.2 * ax.dataLim.ymax)
    current.set_ylabel(r"$J L / \Delta\beta$")
    kappa.set_ylabel(r"reduced $\kappa$ from the bulk gradient")
    profile.set(xlabel="$x / L$", ylabel=r"temperature $\langle\omega_x^2\rangle$", xlim=(0, 1))
    kurtosis.axhline(0, color="0.3", lw=1)
    reach = 1.5 * np.quantile(np.abs(data[data.kind == "kurtosis"].value), 0.98)
    kurtosis.set(
        xlabel="$x / L$",
        xlim=(0, 1),
        ylim=(-reach, reach),
        ylabel=r"$\langle\omega_x^4\rangle / 3 \langle\omega_x^2\rangle^2 - 1$",
    )
    current.legend()
    profile.legend()
    return fig
