"""Error of the energy against cost, for splittings that advance packets."""

import importlib
import time

import numpy as np
import pandas as pd

from glassychains.analysis.estimates import gather, mean_and_error
from glassychains.compiled import LANES, aligned, of_group, to_lanes
from glassychains.dynamics.composition import WEIGHTS, advance_composed
from glassychains.dynamics.splitting import BLOCK, SCHEMES, advance_split
from glassychains.tables import numbers_table

ROUNDS, STEPS = 5, 400


def core_seconds(point):
    """Core-seconds per site and unit of time on this machine: the median of a few short runs of one group of replicas."""
    p, physics = point.parameters, importlib.import_module(f"glassychains.models.{point.model}")
    model = of_group(physics.from_parameters(p, point.realizations(0)[:LANES]), 0)
    rng, shape = np.random.default_rng(1), (LANES, p["length"])
    q, momenta = to_lanes(0.3 * rng.standard_normal(shape))[0], to_lanes(0.3 * rng.standard_normal(shape))[0]
    scratch = aligned(1, max(p["length"], BLOCK + 1) * LANES)[0]

    def run(steps):
        if hasattr(model, "PARTS"):
            advance_composed(model, WEIGHTS[p["scheme"]], q, momenta, scratch, p["dt"], steps)
        else:
            advance_split(model, SCHEMES[p["scheme"]], q, momenta, scratch, p["dt"], steps)

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
    rows, numbers = [], []
    for point in study.points:
        p, data = point.parameters, point.read()
        energy = gather(data, "energy")
        scale = np.sqrt((energy[:, 0] ** 2).mean())  # of all realizations: that of one may nearly vanish
        error, stderr = mean_and_error(np.abs(energy - energy[:, :1]).max(1) / scale)
        rows.append((point.model, p["scheme"], p["dt"], core_seconds(point), error, stderr))
        where = f"{p['scheme']},dt={p['dt']:g}"
        numbers.append((f"error({where})", error, stderr))
        if "norm" in data[0].variables:
            norm = gather(data, "norm")
            numbers.append((f"norm_error({where})", np.abs(norm / norm[:, :1] - 1).max(), 0.0))
    return pd.DataFrame(rows, columns=["model", "scheme", "dt", "cost", "value", "stderr"]), numbers_table(numbers)
