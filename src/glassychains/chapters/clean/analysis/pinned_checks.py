"""What the length of a ring, the time step and the units do to the conductivity of pinned chains (claim O4).

Each point differs from one of the study `pinned` in length or step, or is that chain with coupling 1 at its own temperature.
"""

import numpy as np

from glassychains.methods.einstein import slope
from glassychains.methods.estimates import combined, mean_and_error
from glassychains.methods.pinned import labels, powers, running, unit, window
from glassychains.methods.scaling import weighted_line
from glassychains.methods.tables import Numbers, lookup
from glassychains.runs.batches import read_point

SITES = 32  # of the rings of the study `pinned` with small x
STEP = 0.1  # theirs, in units of T


def analyse(study, tables):
    """Curves (a, b, x, length, dt, own_T, value, stderr) of K; numbers: log K minus that of `pinned`, growth with L.

    Combined over pairs with a > b, `log_difference_lengths` of longer rings at the usual step, and `log_difference_steps` of
    rings of the usual length at another step or in their own units.
    """
    numbers, lengths, rings = Numbers(), {}, {}
    known = tables[f"{study.uses[0]}.numbers"]
    for point in study.points:
        p = point.parameters
        where, (begin, end) = labels(p), window(p)
        key = ",".join(f"{name}={value:g}" for name, value in where.items())
        chosen = slope(*running(point, read_point(point)), begin, end)
        if chosen is None:  # the run is too short
            continue
        value, stderr = mean_and_error(chosen)
        own = where | {"length": p["length"], "dt": round(p["dt"] / unit(p), 3), "own_T": 1 / p["beta"]}
        numbers.add("K", value, stderr, **own)
        try:
            reference, error = lookup(known, f"K({key})")
        except KeyError:  # in larger tiers
            continue
        numbers.add("log_difference", np.log(value / reference), np.hypot(stderr / value, error / reference), **own)
        if powers(p) != (2, 4):
            rings.setdefault((*where.values(), p["length"]), [(reference, error)]).append((value, stderr))
        if powers(p) == (2, 4):
            start = [(lookup(known, f"length({key})")[0], reference, error)]
            lengths.setdefault(where["x"], start).append((p["length"], value, stderr))
    small = [row for row in numbers.all("log_difference") if row["a"] > row["b"]]
    lengths_alone = [row for row in small if row["length"] > SITES and row["dt"] == STEP and row["own_T"] == 1]
    steps_alone = [row for row in small if row["length"] == SITES and (row["dt"] != STEP or row["own_T"] != 1)]
    for quantity, rows in (("log_difference_lengths", lengths_alone), ("log_difference_steps", steps_alone)):
        if rows:
            numbers.add(quantity, *combined(*np.array([(row["value"], row["stderr"]) for row in rows]).T))
    if small:
        numbers.add("largest_deviation", max(abs(row["value"]) / row["stderr"] for row in small))
    for (a, b, x, length), ((reference, error), *others) in rings.items():  # all steps together
        value, stderr = combined(*np.array(others).T)
        difference = np.log(value / reference), np.hypot(stderr / value, error / reference)
        numbers.add("log_difference_of_length", *difference, a=a, b=b, x=x, length=length)
    for x, rows in lengths.items():
        length, value, stderr = np.array(sorted(rows)).T
        if len(length) > 1:
            numbers.add("length_exponent", *weighted_line(np.log(length), np.log(value), stderr / value), a=2, b=4, x=x)
    table = numbers.table()
    return table[table.quantity == "K"].drop(columns="quantity"), table
