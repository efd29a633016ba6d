"""The bound of eq. (9): with velocity flips at rate lambda = g^(1/2) (beta g)^r, kappa <= C g^2 lambda (claim T5)."""

import numpy as np
import pandas as pd

from glassychains.methods.einstein import coupling, running, unit
from glassychains.methods.estimates import mean_and_error
from glassychains.methods.scaling import weighted_line
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

COMMON = (0.01, 0.1)  # values of g^2 lambda t at which couplings are compared
ACTED = 10.0  # times lambda t from which on the noise has acted
SHARE = 1 / 3  # of the run: longer lags have too few origins


def analyse(study):
    """kappa(t) / (g^2 lambda) against g^2 lambda t for each (g, r), and its slope against log(1/g) at fixed g^2 lambda t.

    beta = 1 is supposed. While kappa(t) falls it is an upper bound of what it falls to; `rise` is its most significant rise
    between times a factor of two apart, from lambda t = 10 on, in standard errors.
    """
    curves, numbers, common = [], Numbers(), {}
    for point in study.points:
        p = point.parameters
        g, rate = p["g"], p["flips"]
        power = round(np.log(rate * g**-0.5) / np.log(coupling(p)), 3)
        times, integral = running(point, read_point(point))
        times, integral = times[times <= SHARE * p["duration"]], integral[:, times <= SHARE * p["duration"]]
        scaled = integral / (times * unit(p) * g**2 * rate)
        value, stderr = mean_and_error(scaled)
        x, where = g**2 * rate * times, {"power": power, "g": g}
        curves.append(pd.DataFrame({"r": power, "g": g, "x": x, "lambda_t": rate * times, "value": value, "stderr": stderr}))
        numbers.add("last_x", x[-1], **where)
        numbers.add("last", value[-1], stderr[-1], **where)
        acted = np.flatnonzero(rate * times >= ACTED)
        rises = [mean_and_error(scaled[:, k] - scaled[:, j]) for j in acted for k in acted if np.isclose(x[k], 2 * x[j])]
        if rises:
            numbers.add("rise", max(rise / error for rise, error in rises), 1.0, **where)
        for at in COMMON:
            if max(x[0], ACTED * 0.99 * g**2) <= at <= x[-1]:
                one = np.array([np.interp(np.log(at), np.log(x), row) for row in scaled])
                common.setdefault((power, at), []).append((g, *mean_and_error(one)))
                numbers.add("scaled", *mean_and_error(one), x=at, **where)
    for (power, at), rows in common.items():
        if len(rows) > 1:
            g, value, stderr = np.array(sorted(rows)).T
            growth = weighted_line(-np.log(g), np.log(value), stderr / value, scatter=True)
            numbers.add("growth", *growth, power=power, x=at)
    return pd.concat(curves), numbers.table()
