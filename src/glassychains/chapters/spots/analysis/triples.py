"""Which isolated pairs and triples of rotors are chaotic, and how strongly (claim S3)."""

from itertools import pairwise

import numpy as np
import pandas as pd

from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

CLASSES = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64)
"""Edges of the classes of energy in the frame of the centre of mass, in units of g."""
CHAOTIC = 10.0  # logarithm by which a tangent vector grows in the second half of the run; ln 2 if the motion is integrable
BAND = 2 * 2**0.5  # half-width of a bond's resonance in g^(1/2): above it a pair at the bottom of its potential turns
FEWEST = 30  # members of a class of which anything is said


def analyse(study):
    """Curves: mean log growth against time by length and class. Numbers: fractions that are chaotic, and their exponents.

    In the frame of the centre of mass, starts of one energy are distributed alike whatever beta, so temperatures are pooled.
    """
    curves, numbers, pooled = [], Numbers(), {}
    usual = max(point.parameters["dt"] for point in study.points)
    for point in study.points:
        p = point.parameters
        records = read_point(point)
        growth = gather(records, "growth")[:, :, 0]
        energy, total = (gather(records, name)[:, 0] for name in ("energy", "total_velocity"))
        energy = (energy - total**2 / (2 * p["length"])) / p["g"]
        if p["dt"] == usual:
            pooled.setdefault(p["length"], []).append((energy, growth))
            velocity = gather(read_point(point.start()), "momentum")
            distance = np.abs(np.diff(velocity, axis=1)) / p["g"] ** 0.5
            places = {"all": energy >= 0, "band": (distance < BAND).all(1), "apart": (distance > BAND).all(1)}
            _fractions(numbers, growth, p["duration"], places, length=p["length"], beta=p["beta"])
        else:
            numbers.add("half_step", *_chaotic(growth, energy < CLASSES[-1]), length=p["length"], beta=p["beta"])
    block = study.points[0].parameters["block"]
    for length, parts in pooled.items():
        energy, growth = (np.concatenate(part) for part in zip(*parts, strict=True))
        grown = np.cumsum(growth, 1)
        times = block * np.arange(1, grown.shape[1] + 1)
        classes = {f"{low}-{high}": (low <= energy) & (energy < high) for low, high in pairwise(CLASSES)}
        fractions = _fractions(numbers, growth, times[-1], classes, length=length)
        if fractions:
            best = max(fractions, key=lambda name: fractions[name][0])
            numbers.add("largest_fraction", *fractions[best], length=length)
        eighth = len(times) // 8 - 1
        if length == 2:
            numbers.add("power", *mean_and_error((grown[:, -1] - grown[:, eighth]) / np.log(8)), length=length)
        numbers.add("chaotic_fraction", *_chaotic(growth, energy >= 0), length=length)
        for name, members in classes.items():
            if members.sum() >= FEWEST:
                value, stderr = mean_and_error(grown[members])
                rows = {"length": length, "energy": name, "t": times, "value": value, "stderr": stderr}
                curves.append(pd.DataFrame(rows))
    return pd.concat(curves), numbers.table()


def _is_chaotic(growth):
    return growth[:, growth.shape[1] // 2 :].sum(1) > CHAOTIC


def _chaotic(growth, members):
    """Fraction of the members that are chaotic, and its error: that of Jeffreys' estimate, which none of n does not make 0."""
    count, of = _is_chaotic(growth[members]).sum(), members.sum()
    likely = (count + 0.5) / (of + 1)
    return count / of, (likely * (1 - likely) / of) ** 0.5


def _fractions(numbers, growth, duration, classes, **labels):
    """Fraction of chaotic members of each class that has enough of them, and the mean exponent of the chaotic ones."""
    found = {}
    for name, members in classes.items():
        if members.sum() < FEWEST:
            continue
        found[name] = _chaotic(growth, members)
        numbers.add("fraction", *found[name], among=name, **labels)
        strong = growth[members & _is_chaotic(growth)]
        if len(strong) >= FEWEST:
            exponents = strong[:, strong.shape[1] // 2 :].sum(1) / (duration / 2)
            numbers.add("exponent", *mean_and_error(exponents), among=name, **labels)
    return found
