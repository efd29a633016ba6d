r"""Exact cases of chain (15): it depends on g T alone (claim L2a), and a chain whose diffusivity is known (claim L2c).

In an ordered harmonic chain with velocity flips at the rate lambda, which end the current of every mode at the rate 2 lambda,

.. math:: \kappa = \frac{1}{2 \lambda} \int_0^{2 \pi} \frac{dk}{2 \pi} v(k)^2, \qquad v(k) = \frac{d\omega}{dk}, \quad
    \omega(k)^2 = u_2 + 2 v_2 (1 - \cos k) ,

and D = kappa, since its capacity is 1.
"""

import numpy as np
import pandas as pd

from glassychains.chapters.disorder.analysis.currents import quartic
from glassychains.chapters.loop.analysis.chain15 import running, window
from glassychains.methods.einstein import slope
from glassychains.methods.estimates import gather, jackknife, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

HARMONIC = (200.0, 800.0)
"""Window of the harmonic chain: ten and forty lives of a current at the rate of flips 0.05."""
POWERS = {"energy": 2, "carried": 2, "einstein": 4}
"""Powers of a that turn what a ring of (g, T) recorded into what one of (g / a^2, a^2 T) did."""


def kinetic(p):
    """kappa of the formula above."""
    k = 2 * np.pi * np.arange(4096) / 4096
    squared = p["pinning"][1] + 2 * p["coupling"][1] * (1 - np.cos(k))
    return np.mean((p["coupling"][1] * np.sin(k)) ** 2 / squared) / (2 * p["flips"])


def different_bits(one, other, factor):
    """How many numbers of two arrays differ in a bit, once the first is multiplied by a factor."""
    return int(((one * factor).view(np.uint64) != other.view(np.uint64)).sum())


def analyse(study):
    """Curves (a, t, value, stderr) of t D(t); numbers: bits that differ at a = 2, log D over that of a = 1, D over exact."""
    curves, numbers, base, rings = [], Numbers(), study.points[0], {}
    known = read_point(base)
    for point in study.points:
        p, data = point.parameters, read_point(point)
        times, moved = running(p, data)
        if p.get("flips"):
            value, stderr = mean_and_error(slope(times, moved, *HARMONIC) / kinetic(p))
            numbers.add("harmonic_over_exact", value, stderr)
            numbers.add("harmonic_exact", kinetic(p))
            continue
        a = float(f"{(quartic(base.parameters) / quartic(p)) ** 0.5:.6g}")
        curves.append(pd.DataFrame({"a": a, "t": times} | dict(zip(("value", "stderr"), mean_and_error(moved), strict=True))))
        rings[a] = slope(times, moved, *window(p))
        numbers.add("diffusivity", *mean_and_error(rings[a]), a=a)
        if a == 2:
            pairs = [(gather(known, name), gather(data, name), a**power) for name, power in POWERS.items()]
            numbers.add("different_bits", sum(different_bits(*pair) for pair in pairs))
            numbers.add("compared_numbers", sum(one.size for one, _, _ in pairs))
        elif a != 1:
            count = min(len(rings[1]), len(rings[a]))  # of rings that have the same disorder
            numbers.add("log_difference", *jackknife(lambda x, y: np.log(y / x), rings[1][:count], rings[a][:count]), a=a)
    return pd.concat(curves), numbers.table()
