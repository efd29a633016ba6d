"""How 1 - phi falls at late times on long chains (claim R7)."""

import numpy as np
import pandas as pd

from glassychains.chapters.rotor.analysis.relaxation import controlled
from glassychains.methods.estimates import crossing_time, log_slope, mean_and_error
from glassychains.methods.tables import Numbers

FITS = (("line", 1, 10), ("line", 10, 100), ("asymptotic", 3, 100), ("asymptotic", 10, 200))
"""Kinds of fit and ranges of t / t0; an asymptotic exponent has a relative t^(-1/2) fitted too.

The last, which the ledger judges, was chosen after the one before it had been seen and before it was itself: it begins later,
where the neglected next correction, a relative 1/t, is smaller. Both are reported.
"""
WINDOW = 4.0  # local exponents are fitted over [tau, 4 tau]


def analyse(study):
    """1 - phi for each L, its local exponent against t / t0, and exponents over fixed ranges of t / t0 (fit, tau)."""
    curves, numbers = [], Numbers()
    for point in study.points:
        length = point.parameters["length"]
        lag, phi = controlled(point)
        crossing = crossing_time(lag, phi, 0.9)
        if crossing is None:
            continue
        t0 = np.exp(crossing[0])
        value, stderr = mean_and_error(1 - phi)
        frame = pd.DataFrame({"length": length, "tau": lag / t0, "kind": "rest", "value": value, "stderr": stderr})
        curves.append(frame[lag < 300 * t0])
        rows = []
        for tau in 2.0 ** np.arange(-3, 7.5, 0.5):
            slope = log_slope(lag / t0, 1 - phi, tau, WINDOW * tau)
            if slope is not None:
                rows.append((np.sqrt(WINDOW) * tau, *slope))
        local = pd.DataFrame(rows, columns=["tau", "value", "stderr"])
        curves.append(local.assign(length=length, kind="exponent"))
        for fit, low, high in FITS:
            slope = log_slope(lag / t0, 1 - phi, low, high, fit == "asymptotic")
            if slope is not None:
                numbers.add("exponent", *slope, fit=fit, tau=f"{low}-{high}", length=length)
    for fit, low, high in FITS:
        where = {"fit": fit, "tau": f"{low}-{high}"}
        known = np.array([(row["value"], row["stderr"]) for row in numbers.all("exponent") if where.items() <= row.items()])
        if len(known) > 1:
            weight = known[:, 1] ** -2.0
            numbers.add("mean_exponent", np.average(known[:, 0], weights=weight), weight.sum() ** -0.5, **where)
            difference = known[-1] - known[0]
            numbers.add("size_difference", difference[0], np.hypot(*known[[0, -1], 1]), **where)
    return pd.concat(curves), numbers.table()
