"""Bosons of which a site holds few, over g / U: memory of densities where there is no classical limit (X3)."""

import pandas as pd

from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

AFTER = 100.0  # of g t


def analyse(study):
    """Curves (kind, g, length, t, value): C against g t; numbers at g t = `AFTER` with what one site less gives otherwise."""
    curves, numbers, known = [], Numbers(), {}
    for point in study.points:
        p, data = point.parameters, read_point(point)[0]
        g, length, scaled = round(p["g"] / p["U"], 10), p["length"], p["g"] * data["t"][0]
        values = data["correlation"][0, 0]
        curves.append(pd.DataFrame({"kind": "correlation", "g": g, "length": length, "t": scaled, "value": values}))
        inside = (scaled >= AFTER / 2) & (scaled <= 2 * AFTER)  # fluctuations of small systems are averaged
        known[g, length] = values[inside].mean()
        numbers.add("remembered", known[g, length], g=g, length=length)
    longest = max(length for _, length in known)
    small, large = 0.05, max(g for g, _ in known)
    now, before = (known[small, n] - known[large, n] for n in (longest, longest - 1))
    numbers.add("slowing", now, abs(now - before))
    return pd.concat(curves), numbers.table()
