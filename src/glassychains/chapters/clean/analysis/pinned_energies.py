"""How long a site of a pinned chain keeps its energy, and the mean of that energy beside the exact one (claim O4).

The time T_E is that of `methods.averages`: averages over T_E of a site's energy without its neighbours, p^2 / 2 + |q|^a / a,
have a tenth of the variance of that energy about the mean of the Gibbs state.
"""

import numpy as np
import pandas as pd

from glassychains.exact.transfer import averages
from glassychains.methods.averages import FALLEN, fall_time, falling, fluctuations
from glassychains.methods.einstein import controls
from glassychains.methods.estimates import combined, control, gather, mean_and_error
from glassychains.methods.pinned import labels
from glassychains.methods.scaling import local_exponents, weighted_line
from glassychains.methods.tables import Numbers, lookup
from glassychains.runs.batches import read_point

LARGEST = 0.5
"""Largest x that enters an exponent, as in `pinned`."""


def analyse(study, tables):
    """Curves (a, b, x, kind, t, value, stderr) of q(t) / q(0); numbers: T_E, T_E times K, their exponents, mean energies."""
    curves, numbers, found = [], Numbers(), {}
    known = tables[f"{study.uses[0]}.numbers"]
    for point in study.points:
        p, data, where = point.parameters, read_point(point), labels(point.parameters)
        times, q, _ = fluctuations(point, data)
        curves.append(falling(times, q).assign(**where))
        exact = averages(p["pinning"], p["coupling"], p["beta"]).alone
        mean = control(gather(data, "mean")[:, 0] / exact, controls(point, data))
        numbers.add("mean_over_exact", *mean_and_error(mean), **where)
        time = fall_time(times, q, FALLEN, p["duration"])
        if time is None:
            continue
        log_time, error = time
        numbers.add("time", np.exp(log_time), np.exp(log_time) * error, **where)
        key = ",".join(f"{name}={value:g}" for name, value in where.items())
        try:
            value, stderr = lookup(known, f"K({key})")
        except KeyError:  # in larger tiers
            continue
        product = np.exp(log_time) * value
        numbers.add("time_times_K", product, product * np.hypot(error, stderr / value), **where)
        found.setdefault((where["a"], where["b"]), []).append((where["x"], log_time, error, np.log(value), stderr / value))
    means = [(row["value"], row["stderr"]) for row in numbers.all("mean_over_exact")]
    numbers.add("means_over_exact", *combined(*np.array(means).T))
    for (a, b), rows in found.items():
        x, log_time, error, log_k, k_error = np.array(sorted(rows)).T
        small = x <= LARGEST
        for middle, exponent, stderr in local_exponents(x, -log_time, error):
            numbers.add("exponent", exponent, stderr, a=a, b=b, x=float(f"{middle:.4g}"))
        if small.sum() > 2:
            both = log_time[small] + log_k[small], np.hypot(error, k_error)[small]
            numbers.add("exponent_of_product", *weighted_line(np.log(x[small]), *both, scatter=True), a=a, b=b)
    return pd.concat(curves), numbers.table()
