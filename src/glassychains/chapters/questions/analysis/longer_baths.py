"""Fourier's law where the conductivity is small: chains of three lengths between reservoirs (claims L4f to L4i)."""

import numpy as np
import pandas as pd

from glassychains.methods.einstein import interpolated
from glassychains.methods.scaling import weighted_line
from glassychains.methods.steady import contact_fit, labels, measure
from glassychains.methods.tables import Numbers, select


def analyse(study, tables):
    """Rows kind (gradient, ends), g, length, value, stderr: kappa at beta g = g over that of rings, whose error is left out.

    Chains of the same couplings and temperatures in the second of the studies that are used count like this one's own. Numbers:
    those of `methods.steady.measure`, the exponent of the gradient's conductivity in the length, and the conductivity from the
    growth of the resistance with the length, `contact_kappa`, with its ratio to that of rings.
    """
    reference, shorter = (tables[f"{name}.numbers"] for name in study.uses)
    rows, numbers, known = [], Numbers(), {}
    for point in study.points:
        p = point.parameters
        state, measured = measure(point, reference)
        numbers.take(measured)
        if state.stationary:
            where = labels(p)
            found = known.setdefault((where["g"], where["dbeta"]), [])
            found.append((where["length"], *measured.get("moved", **where), *measured.get("resistance", **where)))
    for (g, dbeta), own in known.items():
        ring, chains = interpolated(reference, g), np.array(sorted(own + _known(shorter, g, dbeta)))
        length, kappa, stderr, resistance, error = chains.T
        if ring is None:
            continue
        ends = length * g**-0.5 / resistance  # as if there were no contacts
        for kind, value, relative in (("gradient", kappa, stderr / kappa), ("ends", ends, error / resistance)):
            for one in zip(length, value / ring[0], relative * value / ring[0], strict=True):
                rows.append((kind, g, *one))
        numbers.add("ring_error", ring[1] / ring[0], g=g)
        if len(set(length)) > 2:
            numbers.add("length_exponent", *weighted_line(np.log(length), np.log(kappa), stderr / kappa), g=g)
            (fit, fit_error), contact = contact_fit(length, resistance, error)
            fit, fit_error = fit * g**-0.5, fit_error * g**-0.5
            numbers.add("contact_kappa", fit, fit_error, g=g)
            numbers.add("contact_ratio", fit / ring[0], fit / ring[0] * np.hypot(fit_error / fit, ring[1] / ring[0]), g=g)
            numbers.add("contact_length", *contact, g=g)
    return pd.DataFrame(rows, columns=["kind", "g", "length", "value", "stderr"]), numbers.table()


def _known(numbers, g, dbeta):
    """(length, kappa, error, resistance, error) of the chains of another study's table."""
    tables = [select(numbers, quantity, g=g, dbeta=dbeta) for quantity in ("moved", "resistance")]
    if not all(len(table) for table in tables):
        return []
    moved, resistance = (table.set_index("length")[["value", "stderr"]] for table in tables)
    return [(length, *moved.loc[length], *resistance.loc[length]) for length in moved.index]
