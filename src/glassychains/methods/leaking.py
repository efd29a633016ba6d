"""Leaks from batches of the stage `decay`: energy, power, fall time of each replica; laws of power with a first correction."""

from typing import NamedTuple

import numpy as np

from glassychains.methods.estimates import gather, jackknife, mean_and_error
from glassychains.runs.batches import read_point

SETTLED = 40.0  # decay times of the slowest mode of the arms before anything is read: their energy is then e^-80 of the start's
SMALL = 0.03  # small parameter below which laws are fitted with a correction of first order in it


class Leak(NamedTuple):
    """What each replica of a point did between two looks."""

    begin: np.ndarray  # energy of the chain at the first of them
    end: np.ndarray  # and at the second, the last above a floor
    time: np.ndarray  # between them; nan if there are no two


def energies(point):
    """Times of the looks (look,), energy that is left (replica, look), and what friction gave since the look before (same)."""
    data = read_point(point)
    heat, start = gather(data, "heat").sum(-1), gather(data, "energy")[:, 0]
    late = np.cumsum(heat[:, ::-1], 1)[:, ::-1] - heat  # given after each look: small numbers keep their digits
    end = start + heat.sum(1)
    return data[0]["look"], end[:, None] - late, heat


def leak_of(point, settled, floor):
    """The `Leak` of a point from the first look after `settled` to the last above the energy `floor`, and the energy lost."""
    t, energy, heat = energies(point)
    first = np.searchsorted(t, settled)
    last = np.array([np.flatnonzero(row > floor)[-1] if (row > floor).any() else 0 for row in energy])
    replica = np.arange(len(last))
    time = np.where(last > first, t[last] - t[min(first, len(t) - 1)], np.nan)
    lost = -np.array([row[first + 1 : one + 1].sum() for row, one in zip(heat, last, strict=True)])
    begin = energy[:, min(first, len(t) - 1)]
    return Leak(begin, np.where(last > first, begin - lost, energy[replica, last]), time), lost


def law(energy, power, small):
    """(exponent f, logarithm of the prefactor) of log P = log A - f log H + b s, s the small parameter, and their errors.

    Replicas are points of the law; leaving out one at a time gives the errors.
    """
    rows = np.column_stack([np.ones_like(energy), -np.log(energy), small])

    def solve(keep):
        found = np.linalg.lstsq(rows[keep], np.log(power[keep]), rcond=None)[0]
        return np.array([found[1], found[0]])

    count = len(energy)
    parts = np.array([solve(np.arange(count) != one) for one in range(count)])
    return solve(np.ones(count, bool)), np.sqrt((count - 1) * parts.var(0))


def prefactor(logarithm, small):
    """exp(c) and its error of `logarithm` = c + b s: what is measured over an asymptotic law, taken to s = 0."""
    rows = np.column_stack([np.ones_like(small), small, logarithm])

    def value(mean):
        (one, s, y), (_, ss, sy) = mean
        slope = (sy - s * y) / (ss - s * s)
        return np.exp(y / one - slope * s)

    moments = np.stack([rows, rows * small[:, None]], 1)
    return jackknife(value, moments)


def asymptotic(numbers, name, x, power, small, ratio, over, **labels):
    """Add what replicas whose `small` parameter is below `SMALL` say of the asymptotic law of the power that friction takes.

    Parameters
    ----------
    numbers : methods.tables.Numbers
    name : str
        Of the exponent, power ~ x^-exponent.
    x, power, small, ratio, over : array, shape (replica,)
        Energy or velocity; power; small parameter; time over linear response; power over the law.
    """
    far = small < SMALL
    numbers.add("replicas", far.sum(), 0.0, **labels)
    numbers.add("lowest", x[far].min(), 0.0, **labels)
    numbers.add("highest", x[far].max(), 0.0, **labels)
    numbers.add("ratio", *mean_and_error(ratio[far]), **labels, what="far")
    value, stderr = law(x[far], power[far], small[far])
    numbers.add(name, value[0], stderr[0], **labels)
    numbers.add("prefactor", *prefactor(np.log(over[far]), small[far]), **labels)
