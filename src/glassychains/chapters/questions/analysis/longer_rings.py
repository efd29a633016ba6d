"""Longer rings and another time step where the conductivity is smallest (claims L4a to L4d)."""

import numpy as np
import pandas as pd

from glassychains.methods.einstein import coupling, interpolated, running, slope, window
from glassychains.methods.estimates import combined, mean_and_error
from glassychains.methods.rings import ring
from glassychains.methods.scaling import weighted_line
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

LENGTH, STEP = 32, 0.2
"""Sites and time step of the study that is used, at the couplings of this one."""


def analyse(study, tables):
    """Rows bg, length, dt, value, stderr: kappa over that of rings of `LENGTH` sites; `expected` of rings at own temperatures.

    Numbers: `kappa` and `ratio`; for another step `step_ratio`, and `step_bias`, which a scheme of second order has at `STEP`
    itself; `spread`, `excess` and `ring_time` of `methods.rings`; `length_term`, the slope of the ratio against `LENGTH` / L,
    beside that of rings at their own temperatures, and by how many errors that is larger; `spread_share`, the mean of its
    share in that over all couplings.
    """
    reference, rows, numbers, known = tables[f"{study.uses[0]}.numbers"], [], Numbers(), {}
    for point in study.points:
        p = point.parameters
        first, bg = interpolated(reference, coupling(p)), coupling(p)
        kappa = slope(*running(point, read_point(point)), *window(p))
        if kappa is None or first is None:
            continue
        shortest, here = (ring(p | {"length": length}, reference) for length in (LENGTH, p["length"]))
        if bg not in known:
            known[bg] = [(LENGTH, 1.0, first[1] / first[0], shortest.excess)]
            rows.append((bg, LENGTH, STEP, *known[bg][0][1:3], 1.0))
            _describe(numbers, shortest, bg=bg, length=LENGTH)
            numbers.add("window_begin", window(p)[0], bg=bg)
        value, stderr = mean_and_error(kappa)
        own, both = stderr / first[0], np.hypot(stderr, value * first[1] / first[0]) / first[0]
        expected = (1 + here.excess) / (1 + shortest.excess)
        rows.append((bg, p["length"], p["dt"], value / first[0], own, expected))
        numbers.add("kappa", value, stderr, bg=bg, length=p["length"], dt=p["dt"])
        if p["dt"] != STEP:
            numbers.add("step_ratio", value / first[0], both, bg=bg, dt=p["dt"])
            share = STEP**2 / (p["dt"] ** 2 - STEP**2)
            numbers.add("step_bias", share * (value / first[0] - 1), abs(share) * both, bg=bg)
            continue
        known[bg].append((p["length"], value / first[0], own, here.excess))
        numbers.add("ratio", value / first[0], both, bg=bg, length=p["length"])
        numbers.add("ratio_expected", expected, bg=bg, length=p["length"])
        _describe(numbers, here, bg=bg, length=p["length"])
    _terms(numbers, known)
    return pd.DataFrame(rows, columns=["bg", "length", "dt", "value", "stderr", "expected"]), numbers.table()


def _describe(numbers, found, **where):
    """Add what a ring's length might do."""
    for name, value in zip(("spread", "excess", "ring_time"), found, strict=True):
        numbers.add(name, value, **where)


def _terms(numbers, known):
    """Add the term in 1/L, relative and at `LENGTH`, for each coupling, and its share in that of rings at own temperatures."""
    shares = []
    for bg, rings in known.items():
        if len(rings) < 2:
            continue
        length, ratio, error, excess = np.array(rings).T
        slope, stderr = weighted_line(LENGTH / length, ratio, error)
        numbers.add("length_term", slope, stderr, bg=bg)
        numbers.add("length_term_expected", excess[0], bg=bg)
        numbers.add("own_temperatures_errors_away", (excess[0] - slope) / stderr, bg=bg)
        shares.append((slope / excess[0], stderr / excess[0]))
    if shares:
        numbers.add("spread_share", *combined(*np.array(shares).T))
