"""Fourier's law (claim T1): currents, profiles and resistances of chains of several lengths between reservoirs."""

import numpy as np
import pandas as pd

from glassychains.methods.estimates import combined, jackknife, mean_and_error
from glassychains.methods.scaling import weighted_line
from glassychains.methods.steady import contact_fit, labels, measure
from glassychains.methods.tables import Numbers

LONG = 32
"""Sites from which on a chain counts as long.

The contacts at beta g = 1 are worth 4 sites, and an exponent over all lengths is that of the shortest chain, L = 16, whose bulk
they reach. This limit was set after the first production run; the exponent over all lengths is reported too.
"""


def analyse(study, tables):
    """Curves: profile and kurtosis against x = (site - 1/2) / L, J L and reduced kappa against L, per dbeta.

    Numbers: those of `reservoirs.measure`, the contact-resistance fit, and how kappa depends on L and on dbeta.
    """
    curves, numbers, known = [], Numbers(), {}
    for point in study.points:
        p = point.parameters
        state, measured = measure(point, tables[f"{study.uses[0]}.numbers"])
        numbers.take(measured)
        if not state.stationary:
            continue
        where = labels(p)
        g, length, dbeta = where.values()
        value, stderr = mean_and_error(state.square)
        x = (np.arange(length) + 0.5) / length
        frame = pd.DataFrame({"kind": "profile", "x": x, "value": value, "stderr": stderr})
        shape = [jackknife(lambda f, s: f / (3 * s**2) - 1, state.fourth[:, k], state.square[:, k]) for k in range(length)]
        kurtosis = pd.DataFrame({"kind": "kurtosis", "x": x, "value": [v for v, _ in shape], "stderr": [s for _, s in shape]})
        current, kappa, resistance = (measured.get(name, **where) for name in ("current", "moved", "resistance"))
        rows = [("current", length, length * current[0], length * current[1]), ("kappa", length, *kappa)]
        points = pd.DataFrame(rows, columns=["kind", "x", "value", "stderr"])
        curves.append(pd.concat([frame, kurtosis, points]).assign(**where))
        known.setdefault((g, dbeta), []).append((length, *kappa, *resistance))
    for (g, dbeta), rows in known.items():
        length, kappa, stderr, resistance, error = np.array(sorted(rows)).T
        where, long = {"g": g, "dbeta": dbeta}, length >= LONG
        for name, chosen in (("length_exponent_all", long | True), ("length_exponent", long)):
            if chosen.sum() > 1:
                line = weighted_line(np.log(length[chosen]), np.log(kappa[chosen]), (stderr / kappa)[chosen])
                numbers.add(name, *line, **where)
        if long.any():
            numbers.add("bulk_kappa", *combined(kappa[long], stderr[long]), **where)
        if long.sum() > 1:
            (fit, fit_error), contact = contact_fit(length[long], resistance[long], error[long])
            numbers.add("contact_kappa", fit * g**-0.5, fit_error * g**-0.5, **where)
            numbers.add("contact_length", *contact, **where)
            mean, mean_error = combined(kappa[long], stderr[long])
            ratio = fit * g**-0.5 / mean  # both are made of the same currents: the error is on the safe side
            numbers.add("contact_over_bulk", ratio, ratio * np.hypot(fit_error / fit, mean_error / mean), **where)
    _linearity(numbers, known)
    entropy = [row["value"] / row["stderr"] for row in numbers.all("entropy_production")]
    numbers.add("least_entropy_production", min(entropy), 1.0)
    shapes = [(row["value"], row["stderr"]) for row in numbers.all("excess_kurtosis")]
    if shapes:
        numbers.add("mean_excess_kurtosis", *combined(*np.array(shapes).T))
    none = pd.DataFrame(columns=["kind", "x", "value", "stderr", "g", "length", "dbeta"])
    return pd.concat(curves) if curves else none, numbers.table()


def _linearity(numbers, known):
    """Add kappa at the smaller temperature difference over that at the larger one, from the lengths that have both."""
    if len({dbeta for _, dbeta in known}) != 2:
        return
    small, large = ({row[0]: row for row in rows} for _, rows in sorted(known.items()))
    ratios = []
    for length in small.keys() & large.keys():
        (_, one, e1, *_), (_, two, e2, *_) = small[length], large[length]
        ratios.append((one / two, one / two * np.hypot(e1 / one, e2 / two)))
    if ratios:
        numbers.add("linearity", *combined(*np.array(ratios).T))
