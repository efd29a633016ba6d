"""The conductivity between reservoirs against that of the Green-Kubo relation: the prefactor of eq. (2) (claim T2)."""

import numpy as np
import pandas as pd

from glassychains.methods.einstein import interpolated
from glassychains.methods.estimates import combined
from glassychains.methods.steady import contact_fit, labels, measure
from glassychains.methods.tables import Numbers


def analyse(study, tables):
    """Reduced kappa at beta g = g of each chain, by method (gradient or contact), and its ratio to that of Green-Kubo.

    The ratio is to the time integral of <J J> without the 2 of eq. (2). Chains that differ in length share the error of
    Green-Kubo: they are averaged before they are divided by it.
    """
    reference, rows, numbers, found = tables[f"{study.uses[0]}.numbers"], [], Numbers(), {}
    for point in study.points:
        p = point.parameters
        state, measured = measure(point, reference)
        numbers.take(measured)
        if state.stationary:
            kappa, resistance = (measured.get(name, **labels(p)) for name in ("moved", "resistance"))
            found.setdefault(p["g"], []).append((p["length"], *kappa, *resistance))
    for g, known in found.items():
        length, kappa, stderr, resistance, error = np.array(sorted(known)).T
        equilibrium = interpolated(reference, g)
        for chain in zip(length, kappa, stderr, strict=True):
            rows.append((g, "gradient", *chain, *_ratio(chain[1:], equilibrium)))
        mean = combined(kappa, stderr)
        numbers.add("ratio", *_ratio(mean, equilibrium), g=g)
        numbers.add("kappa_error_percent", 100 * mean[1] / mean[0], g=g)
        if len(length) > 1:
            (fit, fit_error), contact = contact_fit(length, resistance, error)
            fit, fit_error = fit * g**-0.5, fit_error * g**-0.5
            rows.append((g, "contact", 0, fit, fit_error, *_ratio((fit, fit_error), equilibrium)))
            numbers.add("contact_kappa", fit, fit_error, g=g)
            numbers.add("contact_ratio", *_ratio((fit, fit_error), equilibrium), g=g)
            numbers.add("contact_length", *contact, g=g)
    columns = ["bg", "method", "length", "value", "stderr", "ratio", "ratio_stderr"]
    return pd.DataFrame(rows, columns=columns), numbers.table()


def _ratio(measured, reference):
    """One (value, error) over another; nan without a reference."""
    if reference is None:
        return np.nan, np.nan
    ratio = measured[0] / reference[0]
    return ratio, ratio * np.hypot(measured[1] / measured[0], reference[1] / reference[0])
