"""Where the tangent vectors of the chain of Fig. 1 live, and how fast they grow."""

import numpy as np
import pandas as pd

from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

TURNING = 0.2  # part of the run in which vectors still turn to where they grow


def participation(weight):
    """How many sites share a weight, (sum w)^2 / sum w^2 over the last axis."""
    return weight.sum(-1) ** 2 / (weight**2).sum(-1)


def analyse(study):
    """Curves: velocities and weights in the windows that are drawn. Numbers: exponents, and how many sites share vectors."""
    curves, numbers = [], Numbers()
    for point in study.points:
        records, p = read_point(point), point.parameters
        growth, weight = gather(records, "growth"), gather(records, "weight")
        first = round(TURNING * growth.shape[1])
        exponents = growth[:, first:].mean(1) / p["block"]
        for k in range(exponents.shape[1]):
            numbers.add("exponent", *mean_and_error(exponents[:, k]), vector=k + 1)
            shared = participation(weight[:, first:, : k + 1].sum(2)).mean(1)
            numbers.add("sites", *mean_and_error(shared), vectors=k + 1)
        omega, chaos = records[0]["omega_trace"], records[0]["weight_trace"]
        for start, velocities, weights in zip(records[0]["trace"], omega, chaos, strict=True):
            times, sites = (
                np.ravel(one) for one in np.meshgrid(records[0]["sample"], np.arange(1, p["length"] + 1), indexing="ij")
            )
            rows = {"start": start, "t": times, "site": sites, "omega": velocities.ravel(), "weight": weights.ravel()}
            curves.append(pd.DataFrame(rows))
    return pd.concat(curves), numbers.table()
