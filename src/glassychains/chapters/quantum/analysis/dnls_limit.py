"""DNLS rings of four sites with one total norm: C(t) of the norms, in blocks of replicas that other analyses resample (X4)."""

import numpy as np
import pandas as pd

from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

BLOCKS = 16


def analyse(study):
    """Curves (kind, coupling, block, t, value, stderr): C of all replicas, and of each block of them.

    C(t) = 1 - <(n(t) - n)^2> / (2 <dn^2>), and <dn^2> = alpha^2 (L - 1) / (L + 1) on the simplex is known.
    """
    curves, numbers = [], Numbers()
    for point in study.points:
        p, data = point.parameters, read_point(point)
        product, times = gather(data, "product"), data[0]["lag"]
        rate, coupling = p["U"] * p["density"], round(p["g"] / (p["U"] * p["density"]), 6)
        variance = p["density"] ** 2 * (p["length"] - 1) / (p["length"] + 1)
        correlation = 1 - (product[:, :1] - product) / variance
        value, stderr = mean_and_error(correlation)
        labels = {"coupling": coupling, "t": rate * times}
        curves.append(pd.DataFrame({"kind": "correlation"} | labels | {"value": value, "stderr": stderr}))
        for block, part in enumerate(np.array_split(correlation, BLOCKS)):
            curves.append(pd.DataFrame({"kind": "block", "block": block} | labels | {"value": part.mean(0), "stderr": np.nan}))
        change = np.concatenate([data_of["energy"][:, 1] - data_of["energy"][:, 0] for data_of in data])
        numbers.add("energy_change", np.abs(change).mean() / rate, coupling=coupling)
        numbers.add("variance_ratio", *mean_and_error((product[:, 0] - p["density"] ** 2) / variance), coupling=coupling)
    return pd.concat(curves), numbers.table()
