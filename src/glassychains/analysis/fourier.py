"""Fourier's law (claim T1): currents, profiles and resistances of chains of several lengths between reservoirs."""

import numpy as np
import pandas as pd

from glassychains.analysis.estimates import combined, jackknife, mean_and_error
from glassychains.analysis.scaling import weighted_line
from glassychains.analysis.stationary import contact_fit, label, measure
from glassychains.tables import lookup, numbers_table

LONG = 32
"""Sites from which on a chain counts as long.

The contacts at beta g = 1 are worth 4 sites, and an exponent over all lengths is that of the shortest chain, L = 16, whose bulk
they reach. This limit was set after the first production run; the exponent over all lengths is reported too.
"""


def analyse(study, tables):
    """Curves: profile and kurtosis against x = (site - 1/2) / L, J L and reduced kappa against L, per dbeta.

    Numbers: those of `stationary.measure`, the contact-resistance fit, and how kappa depends on L and on dbeta.
    """
    curves, numbers, known = [], [], {}
    for point in study.points:
        p = point.parameters
        state, rows = measure(point, tables[f"{study.uses[0]}.numbers"])
        numbers += rows
        if not state.stationary:
            continue
        length, dbeta = p["length"], round(p["beta_right"] - p["beta_left"], 9)
        value, stderr = mean_and_error(state.square)
        x = (np.arange(length) + 0.5) / length
        frame = pd.DataFrame({"kind": "profile", "x": x, "value": value, "stderr": stderr})
        shape = [jackknife(lambda f, s: f / (3 * s**2) - 1, state.fourth[:, k], state.square[:, k]) for k in range(length)]
        kurtosis = pd.DataFrame({"kind": "kurtosis", "x": x, "value": [v for v, _ in shape], "stderr": [s for _, s in shape]})
        table = numbers_table(rows)
        current, kappa, resistance = (lookup(table, f"{name}({label(p)})") for name in ("current", "moved", "resistance"))
        rows = [("current", length, length * current[0], length * current[1]), ("kappa", length, *kappa)]
        points = pd.DataFrame(rows, columns=["kind", "x", "value", "stderr"])
        curves.append(pd.concat([frame, kurtosis, points]).assign(g=p["g"], length=length, dbeta=dbeta))
        known.setdefault((p["g"], dbeta), []).append((length, *kappa, *resistance))
    for (g, dbeta), rows in known.items():
        length, kappa, stderr, resistance, error = np.array(sorted(rows)).T
        where, long = f"g={g!r},dbeta={dbeta!r}", length >= LONG
        for name, chosen in (("length_exponent_all", long | True), ("length_exponent", long)):
            if chosen.sum() > 1:
                line = weighted_line(np.log(length[chosen]), np.log(kappa[chosen]), (stderr / kappa)[chosen])
                numbers.append((f"{name}({where})", *line))
        if long.any():
            numbers.append((f"bulk_kappa({where})", *combined(kappa[long], stderr[long])))
        if long.sum() > 1:
            (fit, fit_error), contact = contact_fit(length[long], resistance[long], error[long])
            numbers.append((f"contact_kappa({where})", fit * g**-0.5, fit_error * g**-0.5))
            numbers.append((f"contact_length({where})", *contact))
            mean, mean_error = combined(kappa[long], stderr[long])
            ratio = fit * g**-0.5 / mean  # both are made of the same currents: the error is on the safe side
            numbers.append((f"contact_over_bulk({where})", ratio, ratio * np.hypot(fit_error / fit, mean_error / mean)))
    numbers += _linearity(known)
    entropy = [v / s for q, v, s in numbers if q.startswith("entropy_production(")]
    numbers.append(("least_entropy_production", min(entropy), 1.0))
    shapes = [(v, s) for q, v, s in numbers if q.startswith("excess_kurtosis(")]
    if shapes:
        numbers.append(("excess_kurtosis", *combined(*np.array(shapes).T)))
    none = pd.DataFrame(columns=["kind", "x", "value", "stderr", "g", "length", "dbeta"])
    return pd.concat(curves) if curves else none, numbers_table(numbers)


def _linearity(known):
    """Conductivity at the smaller temperature difference over that at the larger one, for the lengths that have both."""
    if len({dbeta for _, dbeta in known}) != 2:
        return []
    small, large = ({row[0]: row for row in rows} for _, rows in sorted(known.items()))
    ratios = []
    for length in small.keys() & large.keys():
        (_, one, e1, *_), (_, two, e2, *_) = small[length], large[length]
        ratios.append((one / two, one / two * np.hypot(e1 / one, e2 / two)))
    return [("linearity", *combined(*np.array(ratios).T))] if ratios else []
