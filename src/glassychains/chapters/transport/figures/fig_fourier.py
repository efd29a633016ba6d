"""Fourier's law at beta g = 1: conductivity against length, and the state of the chains between two reservoirs."""

import numpy as np
import pandas as pd

from glassychains.methods.style import BLUE, FAINT, INK, VERMILLION, band, numbered, panels, shades
from glassychains.methods.tables import select

BINS = 16
"""Parts of the chain over which the kurtosis is averaged."""


def data(tables):
    """Columns kind (current, kappa, contact, profile, kurtosis), g, length, dbeta, x, value, stderr.

    `contact` is the curve J L / delta beta of a chain in series with its contacts, of the larger difference.
    """
    rows, numbers = tables["fourier"], tables["fourier.numbers"]
    parts = [rows]
    for fit in select(numbers, "contact_kappa").itertuples():
        extra = select(numbers, "contact_length", g=fit.g, dbeta=fit.dbeta).value.iloc[0]
        lengths = rows[(rows.kind == "current") & (rows.dbeta == fit.dbeta)].length
        if fit.dbeta == rows.dbeta.max():
            x = np.geomspace(lengths.min() / 1.1, lengths.max() * 1.1, 40)
            curve = pd.DataFrame({"kind": "contact", "x": x, "value": fit.value / (1 + extra / x), "stderr": np.nan})
            parts.append(curve.assign(g=fit.g, dbeta=fit.dbeta))
    return pd.concat(parts)


def draw(data, narrow=False):
    """Conductivity by two readings against L; temperature along the chain; excess kurtosis along the chain."""
    fig, (conductivity, profile, kurtosis) = panels(3, height=3.3, narrow=narrow, widths=(1.25, 1.1, 1))
    for (dbeta, rows), colour, shift in zip(data.groupby("dbeta"), (VERMILLION, BLUE), (1.03, 0.97), strict=False):
        looks = (("kappa", "o", colour, "bulk"), ("current", "s", "none", "ends"))
        for kind, marker, fill, name in looks:
            one = rows[rows.kind == kind].sort_values("x")
            label = f"{name}, $\\Delta\\beta = {dbeta:g}$"
            style = {"fmt": marker, "ms": 5, "mfc": fill, "color": colour, "lw": 1, "label": label}
            conductivity.errorbar(one.x * shift, one.value / (dbeta if kind == "current" else 1), one.stderr, **style)
    contact = data[data.kind == "contact"].sort_values("x")
    conductivity.plot(contact.x, contact.value, color=INK, lw=1, label="contacts in series")
    lengths = sorted(set(data[data.kind == "current"].x))
    conductivity.set(xscale="log", xlabel="length $L$", ylabel=r"reduced $\kappa$")
    conductivity.set_xlim(lengths[0] / 1.3, lengths[-1] * 1.3)
    bottom, top = conductivity.dataLim.intervaly
    conductivity.set_ylim(bottom - 1.1 * (top - bottom), top + 0.05 * (top - bottom))
    numbered(conductivity.xaxis, lengths)
    conductivity.legend(loc="lower right", handlelength=1.2)
    largest = data[data.dbeta == data.dbeta.max()]
    sites = largest[largest.kind == "profile"]
    colours, half = shades(sites.length), 0.5 * largest.dbeta.iloc[0]
    for length, rows in sites.groupby("length"):
        band(profile, rows.x, rows.value, rows.stderr, colours[length], label=f"$L = {length:g}$")
    for end, beta in ((0, 1 - half), (1, 1 + half)):
        profile.plot(end, 1 / beta, "D", ms=6, mfc="none", color=INK, clip_on=False, zorder=5)
    profile.plot([], [], "D", ms=6, mfc="none", color=INK, label="reservoir")
    profile.set(xlabel="place $x / L$", ylabel=r"temperature $\langle\omega_x^2\rangle$", xlim=(0, 1))
    profile.set_ylim(0.5, None)
    profile.legend(loc="lower left", ncols=2, handlelength=1.2, columnspacing=1.0)
    shape = _binned(largest[(largest.kind == "kurtosis") & (largest.length >= 32)])
    kurtosis.errorbar(shape.x, 1e3 * shape.value, 1e3 * shape.stderr, fmt="o", ms=4, lw=1, color=BLUE)
    kurtosis.axhline(0, color=FAINT, lw=1)
    reach = 1.3 * max(5.0, (1e3 * (shape.value.abs() + shape.stderr)).max())
    kurtosis.set(xlabel="place $x / L$", xlim=(0, 1), ylim=(-reach, reach), ylabel=r"excess kurtosis $\times 10^3$")
    return fig


def _binned(rows):
    """Means over parts of the chain, all lengths together.

    A site's error grows with its kurtosis, so that weights of its own would pull means down: each length has one weight.
    """
    rows = rows.assign(part=np.minimum((rows.x * BINS).astype(int), BINS - 1), square=rows.stderr**2)
    found = []
    for (_, part), sites in rows.groupby(["length", "part"]):
        found.append((part, sites.value.mean(), sites.square.sum() / len(sites) ** 2, sites.length.iloc[0]))
    table = pd.DataFrame(found, columns=["part", "value", "square", "length"])
    weight = 1 / table.groupby("length").square.transform("mean")
    sums = pd.DataFrame({"part": table.part, "w": weight, "v": weight * table.value, "s": weight**2 * table.square})
    sums = sums.groupby("part").sum()
    return pd.DataFrame({"x": (sums.index + 0.5) / BINS, "value": sums.v / sums.w, "stderr": np.sqrt(sums.s) / sums.w})
