"""Error of the energy against cost, for splittings that advance packets."""

import time

import numpy as np
import pandas as pd

from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.models.seam.physics import family_of
from glassychains.numerics.compiled import LANES, of_group, to_lanes
from glassychains.runs.batches import read_point
from glassychains.runs.points import model_module

ROUNDS, STEPS = 5, 400


def core_seconds(point):
    """Core-seconds per site and unit of time on this machine: the median of a few short runs of one group of replicas."""
    p, physics = point.parameters, model_module(point.model)
    model = of_group(physics.from_parameters(p, point.realizations(0)[:LANES]), 0)
    rng, shape = np.random.default_rng(1), (LANES, p["length"])
    q, momenta = to_lanes(0.3 * rng.standard_normal(shape)), to_lanes(0.3 * rng.standard_normal(shape))
    how, dynamics = {"scheme": p["scheme"], "dt": p["dt"], "first": 0, "count": 1}, family_of(physics)

    def run(steps):
        dynamics.run([model], [None], [None], q, momenta, steps=steps, **how)

    run(1)
    taken = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        run(STEPS)
        taken.append(time.process_time() - begin)
    return float(np.median(taken)) / (STEPS * p["dt"] * p["length"] * LANES)


def analyse(study):
    """Curves (model, scheme, dt, cost, value, stderr): the largest relative error of the energy on the way, mean over packets.

    `cost` is measured while this runs: the one column of all tables in which two runs differ.
    """
    rows, numbers = [], Numbers()
    for point in study.points:
        p, data = point.parameters, read_point(point)
        energy = gather(data, "energy")
        scale = np.sqrt((energy[:, 0] ** 2).mean())  # of all realizations: that of one may nearly vanish
        error, stderr = mean_and_error(np.abs(energy - energy[:, :1]).max(1) / scale)
        rows.append((point.model, p["scheme"], p["dt"], core_seconds(point), error, stderr))
        labels = {"scheme": p["scheme"], "dt": p["dt"]}
        numbers.add("error", error, stderr, **labels)
        if "norm" in data[0].variables:
            norm = gather(data, "norm")
            numbers.add("norm_error", np.abs(norm / norm[:, :1] - 1).max(), **labels)
    return pd.DataFrame(rows, columns=["model", "scheme", "dt", "cost", "value", "stderr"]), numbers.table()
