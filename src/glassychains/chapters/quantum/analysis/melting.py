"""How far dense sites beside a spot go to equilibrium, and when (claim X6)."""

import numpy as np
import pandas as pd

from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point


def analyse(study):
    """Curves (kind, g, dense, spot, order, t, value): occupation of each dense site, order 1 being next to the spot.

    What part of the way to equilibrium a site goes is f = (n(0) - n(infinity)) / (n(0) - n_eq), n(infinity) the average over all
    times and n_eq canonical; its error is half of what changes with the microcanonical n_eq. The state is not sampled and has no other.
    Numbers beside `relaxed` and `relaxed_second` (f of the first and second dense site): `half_time`, when the first has gone half way
    to n_eq; `gain`, f of the largest spot less that of the smallest; `weaker`, f at the smallest less that at the largest g; all
    at the tilt of the study. `tilt_effect`: f at another tilt less that.
    """
    usual = study.points[0].parameters["tilt"]
    numbers, rows, parts = Numbers(), [], {}
    for point in study.points:
        p, data = point.parameters, read_point(point)[0]
        g, dense = p["g"] / p["U"], p["dense"]
        spot, name = p["length"] - len(dense), " ".join(map(str, dense))
        at = {"g": g, "dense": name, "spot": spot}
        for order, held in enumerate(dense, 1):
            site = spot + order - 1
            way = [held - data[kind][0, site] for kind in ("canonical", "microcanonical")]
            gone = held - data["settled"][0, site]
            f = gone / way[0], abs(gone / way[0] - gone / way[1]) / 2
            parts[g, name, spot, order, p["tilt"]] = f
            if p["tilt"] != usual:
                continue
            numbers.add("relaxed" if order == 1 else "relaxed_second", *f, **(at if order == 1 else {"g": g, "spot": spot}))
            numbers.add("equilibrium", held - way[0], abs(way[0] - way[1]) / 2, **at, order=order)
            time, n = data["time"][0], data["occupation"][0, :, site]
            kept = {"kind": "occupation", "order": order} | at
            rows.append(pd.DataFrame({"t": time * p["U"], "value": n} | kept))
            half = np.flatnonzero(n < held - way[0] / 2)
            if order == 1 and len(half):
                numbers.add("half_time", time[half[0]] * p["U"], None, **at)
        if p["tilt"] == usual:
            numbers.add("beta", data["beta"][0] * p["U"], **at)
    for (g, name, spot, order, tilt), (f, _) in parts.items():
        if tilt != usual:
            numbers.add("tilt_effect", f - parts[g, name, spot, order, usual][0], g=g, spot=spot, tilt=tilt)
    single = {key[:3:2]: f for key, f in parts.items() if key[1] == "5" and key[4] == usual}
    for g in sorted({g for g, _ in single}):
        spots = sorted(spot for one, spot in single if one == g)
        numbers.add("gain", *difference(single[g, spots[-1]], single[g, spots[0]]), g=g)
    weak, strong = min(single)[0], max(single)[0]
    for spot in sorted({spot for g, spot in single if g == weak} if weak < strong else ()):
        numbers.add("weaker", *difference(single[weak, spot], single[strong, spot]), spot=spot)
    return pd.concat(rows)[["kind", "g", "dense", "spot", "order", "t", "value"]], numbers.table()


def difference(one, other):
    """Of two numbers with errors."""
    return one[0] - other[0], np.hypot(one[1], other[1])
