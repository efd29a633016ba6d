r"""Bose-Hubbard rings against the DNLS ring at the same coupling g / (U alpha), as the number of bosons grows (X4).

Multiplying every other psi_x by -1 turns the hopping of eq. (11) into that of (16), on a ring of even length, and what (11)
adds to the on-site energies there is 2 g times the conserved norm. The classical norm per site is rho to leading order, and
rho + 1/2 to the next: symmetrized, a^dagger a is n + 1/2. So there are two sets of points, one with U rho = 1 and one with
U (rho + 1/2) = 1. The distance of two curves is the root of the mean square of their difference over the classical chain's lags
in a range of times, the noise of the classical curve taken off; errors come from leaving out a block of its replicas at a time.
"""

import numpy as np
import pandas as pd
from scipy.interpolate import CubicSpline

from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

EARLY, LATE = (0.4, 4.0), (10.0, 100.0)  # in 1 / (U alpha)


def distance(times, difference, error, window):
    """Root mean square of differences, shape (..., time), over a range of times; `error` is that of the classical curve."""
    inside = (times >= 0.999 * window[0]) & (times <= 1.001 * window[1])
    square = (difference[..., inside] ** 2 - error[inside] ** 2).mean(-1)
    return np.sqrt(np.maximum(square, 0.0))


def jackknife_error(parts):
    """Standard error of what leaving out one of so many blocks at a time gives."""
    return np.sqrt((len(parts) - 1) * np.var(parts, axis=0))


def analyse(study, tables):
    """Curves (kind, coupling, particles, t, value), and numbers: distances and their exponents against the particles."""
    classical, curves, numbers = tables["dnls-limit"], [], Numbers()
    found = {}
    for point in study.points:
        p, data = point.parameters, read_point(point)[0]
        rho = p["particles"] / p["length"]
        kind = "nominal" if abs(p["U"] * rho - 1) < 1e-9 else "shifted"
        coupling, t, values = round(p["g"], 6), data["t"][0], data["correlation"][0, 0]
        labels = {"coupling": coupling, "particles": p["particles"]}
        curves.append(pd.DataFrame({"kind": kind} | labels | {"t": t, "value": values}))
        whole = classical[(classical.kind == "correlation") & np.isclose(classical.coupling, coupling)]
        blocks = classical[(classical.kind == "block") & np.isclose(classical.coupling, coupling)]
        blocks = blocks.pivot(index="block", columns="t", values="value").to_numpy()
        inside = (whole.t >= t[0]) & (whole.t <= t[-1])
        lags, error = whole.t[inside].to_numpy(), whole.stderr[inside].to_numpy()
        quantum = CubicSpline(np.log(t), values)(np.log(lags))
        without = (blocks.sum(0) - blocks)[:, inside] / (len(blocks) - 1)
        for name, window in (("", EARLY), ("_late", LATE)):
            value = distance(lags, quantum - whole.value[inside].to_numpy(), error, window)
            parts = distance(lags, quantum - without, error, window)
            found.setdefault((kind, name, coupling), []).append((p["particles"], value, parts))
            ending = ("" if kind == "nominal" else "_shifted") + name
            numbers.add(f"distance{ending}", value, jackknife_error(parts), **labels)
    for (kind, name, coupling), rows in found.items():
        particles, value, parts = (np.array(one) for one in zip(*rows, strict=True))
        if len(particles) > 1 and (parts > 0).all():
            slope, slopes = (np.polyfit(np.log(particles), np.log(one), 1)[0] for one in (value, parts))
            ending = ("" if kind == "nominal" else "_shifted") + name
            numbers.add(f"exponent{ending}", slope, jackknife_error(slopes), coupling=coupling)
            last, lasts = (np.log(one[-1] / one[-2]) / np.log(particles[-1] / particles[-2]) for one in (value, parts))
            numbers.add(f"exponent_last{ending}", last, jackknife_error(lasts), coupling=coupling)
    return pd.concat(curves), numbers.table()
