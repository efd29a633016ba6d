r"""The phase line of the DNLS chain, and what becomes of states on both sides of it (claim O2).

At infinite temperature |psi|^2 is exponential and phases are independent, so that eps = 2 U alpha^2 + 2 g alpha. States of
larger energy have no Gibbs weight with beta >= 0. On a long ring their entropy is largest if one site holds the excess while
the rest is at infinite temperature: that site has the norm m for which

.. math:: L \epsilon = U m^2 + (L - 1) \epsilon_c(\alpha'), \qquad L \alpha = m + (L - 1) \alpha'
"""

import numpy as np
import pandas as pd

from glassychains.exact.dnls import at_density, averages, line
from glassychains.methods.estimates import gather, jackknife, mean_and_error
from glassychains.methods.microcanonical import inverse_temperature
from glassychains.methods.tables import Numbers
from glassychains.models import dnls
from glassychains.runs.batches import read_point

LATE = 0.5  # states count as late from this part of the duration on
SMALL = (4e-4, 2e-4)  # beta U alpha^2 of the limit beta -> 0
COUPLINGS = (0.05, 0.25, 1.0, 2.0)  # g / (U alpha) at which the limit is taken


def state_of(p):
    """On which side of the line a point begins: below, line or above."""
    beta = p.get("beta", 0.0)
    return "below" if beta > 0 else "above" if beta < 0 else "line"


def condensed(U, g, length, energy, norm):
    """Norm of the one site that holds the excess, shape (replica,); 0 if there is none."""
    rest = length - 1
    # U m^2 + 2 U (N - m)^2 / rest + 2 g (N - m) = E
    a = U * (1 + 2 / rest)
    b = -4 * U * norm / rest - 2 * g
    c = 2 * U * norm**2 / rest + 2 * g * norm - energy
    return np.where(c < 0, (-b + np.sqrt(np.maximum(b * b - 4 * a * c, 0))) / (2 * a), 0.0)


def limit():
    """Largest deviation from the line of the energy at beta -> 0 by the transfer operator, over couplings, as a ratio."""
    ratios = []
    for g in COUPLINGS:
        far, near = (at_density(1.0, g, beta, 1.0)[1].energy for beta in SMALL)
        ratios.append((2 * near - far) / line(1.0, g, 1.0))
    return max(ratios, key=lambda ratio: abs(ratio - 1))


def analyse(study):
    """Curves (g, state, dt, duration, kind, t, value, stderr): largest norm, participation, share, and inverse temperature.

    `beta` is div xi of methods/microcanonical, times U alpha^2, mean over replicas. Of each state, coupling and step the
    longest run gives the numbers.
    """
    curves, numbers = [], Numbers()
    numbers.add("limit_over_line", limit())
    usual, longest = study.points[0].parameters["dt"], {}
    for point in study.points:
        p = point.parameters
        key = (p["g"], state_of(p), p["dt"])
        if key not in longest or p["duration"] > longest[key].parameters["duration"]:
            longest[key] = point
    for point in study.points:
        p, data = point.parameters, read_point(point)
        U, g, length = p["U"], p["g"], p["length"]
        model = dnls.Dnls(U, g, np.zeros((1, length)), True)
        q, momentum, times = gather(data, "position"), gather(data, "momentum"), data[0]["snapshot"]
        n = dnls.site_norm(model, q, momentum)
        norm, energy = gather(data, "norm")[:, 0], gather(data, "energy")
        alpha = norm / length
        found = {
            "largest": n.max(-1) / alpha[:, None],
            "participation": n.sum(-1) ** 2 / (n**2).sum(-1) / length,
            "share": n.max(-1) / norm[:, None],
            "beta": inverse_temperature(model, q, momentum) * U * alpha[:, None] ** 2,
        }
        labels = {"g": g, "state": state_of(p), "dt": p["dt"], "duration": p["duration"]}
        for kind, values in found.items():
            mean, error = mean_and_error(values)
            curves.append(pd.DataFrame(labels | {"kind": kind, "t": times, "value": mean, "stderr": error}))
        if longest[g, state_of(p), p["dt"]] is not point:
            continue
        who = {"g": g, "state": state_of(p)} | ({} if p["dt"] == usual else {"dt": p["dt"]})
        late = times >= LATE * times[-1]
        for kind, values in found.items():
            numbers.add(kind, *mean_and_error(values[:, late].mean(1)), **who)
        whole = found["largest"]
        numbers.add("growth", *jackknife(lambda late, start: late / start, whole[:, late].mean(1), whole[:, 0]), **who)
        numbers.add("duration", times[-1], **who)
        numbers.add("small", *mean_and_error(g / (U * alpha)), **who)
        numbers.add("scaled_energy", *mean_and_error(energy[:, 0] / (length * U * alpha**2)), **who)
        excess = energy[:, 0] / length - line(U, g, alpha)
        numbers.add("excess", *mean_and_error(excess / (U * alpha**2)), **who)
        numbers.add("above", *mean_and_error(excess > 0), **who)
        drift = (energy[:, 1] - energy[:, 0]) / (length * U * alpha**2)
        numbers.add("energy_error", np.abs(drift).max(), **who)
        numbers.add("energy_drift", *mean_and_error(drift), **who)
        if state_of(p) == "above":
            expected = condensed(U, g, length, energy[:, 0], norm)
            numbers.add("condensed", *mean_and_error(expected / alpha), **who)
            ratio = (n.max(-1)[:, late].mean(1) / expected)[expected > 0]
            numbers.add("largest_over_condensed", *mean_and_error(ratio), **who)
        a = p["beta"] * p["mu"] if "beta" in p else -1 / p["density"]
        exact = averages(U, g, p.get("beta", 0.0), a, p.get("largest"))
        numbers.add("energy_over_exact", *mean_and_error(energy[:, 0] / length / exact.energy), **who)
        numbers.add("density_over_exact", *mean_and_error(alpha / exact.density), **who)
    length = study.points[0].parameters["length"]
    numbers.add("of_chance", (1 / np.arange(1, length + 1)).sum())  # mean largest of so many independent exponentials
    return pd.concat(curves), numbers.table()
