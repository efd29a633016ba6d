r"""What the length of a ring and the time step do to averages over time (claim S6), and whether energy diffusion shows in them.

With c the specific heat per site, D = kappa beta^2 / c and e_x conserved but for its share 1/(2 c) of the kinetic energies,
the correlation of the kinetic energy of a rotor ends like [1/(2 c)] (4 pi D t)^(-1/2) of what it was, so that

.. math:: \frac{q(T)}{q(0)} \to \frac{A}{T^{1/2}} + \frac{B}{T} , \quad A = \frac{4}{3 c \, (4 \pi D)^{1/2}} .

B, what other memory leaves, is not predicted.
"""

import numpy as np
import pandas as pd

from glassychains.exact.gibbs import gibbs_energy
from glassychains.methods.averages import FALLEN, fall_time, falling, fluctuations
from glassychains.methods.einstein import interpolated
from glassychains.methods.estimates import jackknife, log_slope
from glassychains.methods.tables import Numbers, select
from glassychains.models.rotor import Rotor
from glassychains.runs.batches import read_point

SLOPES = (("own", 32, 1e3, 3e4, False), ("gibbs", 512, 1e2, 4.2e3, True))
"""Where log q is fitted against log T at g = 1: mean, length, range, with a relative T^(-1/2) or not.

T_E is of the order of 10^2; energy goes round 32 sites in about 40, round 512 in 10^4. The first was fixed before the runs. So
was the second, as 2e2 to 4e3, which held too few windows for the fit: no exponent had been seen when it was widened.
"""
DIFFUSIVE = (1024, 1e3, 1.7e4)
"""Length and range of T in which A and B are fitted at g = 1; chosen after the second exponent had been seen."""


def analyse(study, tables):
    """Curves (g, length, dt, mean, kind, t, value, stderr) of q; numbers: exponents, and log T_E minus that of `uses`."""
    curves, numbers = [], Numbers()
    reference = {row.g: row for row in select(tables[f"{study.uses[0]}.numbers"], "time", mean="gibbs").itertuples()}
    for point in study.points:
        p = point.parameters
        labels = {name: p[name] for name in ("g", "length", "dt")}
        t, gibbs, own = fluctuations(point, read_point(point))
        for mean, q in (("gibbs", gibbs), ("own", own)):
            curves.append(falling(t, q).assign(mean=mean, **labels))
            for which, length, low, high, correction in SLOPES:
                slope = log_slope(t, q, low, high, correction) if (which, length, 1.0) == (mean, p["length"], p["g"]) else None
                if slope:
                    numbers.add("slope", *slope, mean=mean, length=length)
            if mean == "gibbs" and (p["length"], p["g"]) == (DIFFUSIVE[0], 1.0):
                diffusion(numbers, t, q, tables)
            found = fall_time(t, q, FALLEN, p["duration"])
            if not found:
                continue
            numbers.add("time", np.exp(found[0]), np.exp(found[0]) * found[1], mean=mean, **labels)
            if mean == "gibbs" and p["g"] in reference:
                one = reference[p["g"]]
                difference = found[0] - np.log(one.value), np.hypot(found[1], one.stderr / one.value)
                numbers.add("log_time_difference", *difference, **labels)
    return pd.concat(curves), numbers.table()


def diffusion(numbers, t, q, tables):
    """Add A and B, fitted to q about the mean of the Gibbs state, and A over what diffusion makes of the conductivity."""
    inside = (t >= DIFFUSIVE[1]) & (t <= DIFFUSIVE[2])
    error = jackknife(lambda mean: mean[inside] / mean[0], q)[1]
    columns = np.stack([t[inside] ** -0.5, 1 / t[inside]], 1) / error[:, None]
    solve = np.linalg.pinv(columns) / error
    (amplitude, rest), (stderr, rest_error) = jackknife(lambda mean: solve @ (mean[inside] / mean[0]), q)
    numbers.add("amplitude", amplitude, stderr)
    numbers.add("rest", rest, rest_error)
    conductivity = interpolated(tables["greenkubo.numbers"], 1.0)
    if conductivity:
        heat = gibbs_energy(Rotor(1.0), 1, 1.0)[1]
        kappa, kappa_error = conductivity
        predicted = 4 / (3 * heat) / (4 * np.pi * kappa / heat) ** 0.5
        ratio = amplitude / predicted
        numbers.add("predicted_amplitude", predicted, 0.5 * predicted * kappa_error / kappa)
        numbers.add("amplitude_ratio", ratio, ratio * np.hypot(stderr / amplitude, 0.5 * kappa_error / kappa))
