r"""The dynamical glass of a Klein-Gordon chain at high energy (claim S7): how averages come to agree, and chaos beside it.

With q = h^(1/4) Q, p = h^(1/2) P and t = h^(-1/4) s, where h is the energy per site, H/h has the on-site potential
Q^4/4 + h^(-1/2) Q^2/2 and bonds (eps/2) (Q' - Q)^2, eps = k / h^(1/2). Times are multiplied by h^(1/4).
"""

import numpy as np
import pandas as pd

from glassychains.exact.transfer import averages
from glassychains.methods.averages import FALLEN, fall_time, falling, fluctuations
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.excursions import excursions
from glassychains.methods.scaling import weighted_line
from glassychains.methods.tables import Numbers, select
from glassychains.runs.batches import read_point

HALF = 0.5  # of q(0): where it has fallen to that, at energies at which T_E is out of reach
LOWEST = 1.0  # the lowest energy density that enters a fit, as the literature has it (recalled)


def analyse(study, tables):
    """Curves (h, kind, mean, t, value, stderr); numbers: T_E and half-times, and their exponents in 1/eps beyond 1/lambda."""
    curves, numbers, times = [], Numbers(), {FALLEN: {}, HALF: {}}
    for point in study.points:
        p, data = point.parameters, read_point(point)
        h, check = density(p), None
        if any(h in known for known in times.values()):
            check = {"length": p["length"], "dt": p["dt"]}
        t, gibbs, own = fluctuations(point, data)
        for part in times:
            found = fall_time(t, gibbs, part, p["duration"])
            if found and check:
                first = times[part][h]
                difference = found[0] - first[0], np.hypot(found[1], first[1])
                numbers.add("log_time_difference", *difference, part=part, h=h, **check)
            elif found:
                times[part][h] = found
                numbers.add("time", np.exp(found[0]), np.exp(found[0]) * found[1], part=part, h=h)
        if check:
            continue
        curves += [falling(t, q).assign(h=h, mean=mean) for mean, q in (("gibbs", gibbs), ("own", own))]
        numbers.add("measured_h", *mean_and_error(gather(data, "energy")[:, 0] / p["length"]), h=h)
        numbers.add("temperature", 1 / p["beta"], h=h)
        numbers.add("eps", eps(p), h=h)
        rows, measured = excursions(point, data, h=h)
        curves.append(rows.assign(h=h))
        numbers.take(measured)
    rates = {row.h: row for row in select(tables[f"{study.uses[0]}.numbers"], "rate").itertuples()}
    strength = {density(point.parameters): eps(point.parameters) for point in study.points}
    for part, known in times.items():
        beyond(numbers, known, rates, strength, part)
    return pd.concat(curves), numbers.table()


def density(p):
    """Energy per site of the Gibbs state, to the digits that a person would write."""
    return float(f"{averages(p['pinning'], p['coupling'], p['beta']).energy:.2g}")


def eps(p):
    """The small parameter k / h^(1/2)."""
    return p["coupling"][1] / averages(p["pinning"], p["coupling"], p["beta"]).energy ** 0.5


def beyond(numbers, known, rates, strength, part):
    """Add the exponents in 1/eps of a time and of the Lyapunov time, both times h^(1/4), and their difference."""
    chosen = sorted(h for h in known if h in rates and h >= LOWEST)
    if len(chosen) < 3:
        return
    x = -np.log([strength[h] for h in chosen])
    log_t, error = np.array([known[h] for h in chosen]).T
    rate, stderr = np.array([(rates[h].value, rates[h].stderr) for h in chosen]).T
    scale, stderr = 0.25 * np.log(chosen), stderr / rate
    for name, y, e in (
        ("exponent", log_t + scale, error),
        ("lyapunov_exponent", scale - np.log(rate), stderr),
        ("exponent_beyond_lyapunov_time", log_t + np.log(rate), np.hypot(error, stderr)),
    ):
        numbers.add(name, *weighted_line(x, y, e, scatter=True), part=part)
