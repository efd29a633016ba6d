r"""How dense sites at the end of a chain of bosons relax when the other sites, the spot, start in any of their states.

The last sites hold the given occupations, the spot the rest of the particles, all its Fock states with equal weight. With
:math:`H V = V E`, R = V^T rho_0 V and N^x = V^T n_x V

.. math:: \langle n_x(t) \rangle = \sum_{jk} R_{jk} N^x_{jk} \cos((E_j - E_k) t) ,

exactly; its average over all times keeps the pairs of equal energy.

``time`` (replica, time)
    0, then evenly spaced in the logarithm.
``occupation`` (replica, time, site)
    mean occupations of the dense sites.
``settled`` (replica, site)
    their averages over infinite time. Levels closer than 1e-9 of the width of the spectrum count as equal.
``canonical`` (replica, site)
    what exp(-beta H) says at the energy and number of particles of the start.
``microcanonical`` (replica, site)
    mean over the 5 % of eigenstates, at least four, whose energies are next to that of the start.
``energy``, ``beta`` (replica)
    mean energy of the start, and the inverse temperature at which it is that of equilibrium.
"""

from typing import Annotated

import numpy as np
from annotated_types import MinLen
from scipy.optimize import brentq
from scipy.special import softmax

from glassychains.declare import Count, Time, declared, no_bits
from glassychains.models import bosons

FIRST = 0.1
EQUAL = 1e-9
SHARE, FEWEST = 0.05, 4


@declared
class Parameters:
    """What a study says of it."""

    dense: Annotated[list[Count], MinLen(1)]
    """Particles that the last sites hold at the start."""
    longest: Time
    """Last time."""
    per_decade: Count
    """Times per decade, from 0.1 on."""


@no_bits
def rules(p, physics):
    """A chain of bosons whose sites have room for what is asked."""
    if p["longest"] <= FIRST:
        yield "longest", f"must be > {FIRST}, got {p['longest']}"
    if len(p["dense"]) > p["length"]:
        yield "dense", f"names more sites than length = {p['length']}"
    if "batch" in p:
        rest = p.get("particles", 0) - sum(p["dense"])
        spot = p["length"] - len(p["dense"])
        most = p.get("most") or sum(p["dense"]) + max(rest, 0)
        if "particles" not in p:
            yield "measure", "melting needs a chain of bosons"
        elif p.get("sector", "all") != "all":
            yield "sector", "must be all, the start has no symmetry"
        elif max(p["dense"]) > most or not 0 <= rest <= most * spot:
            yield "dense", f"leaves {rest} particles to {spot} sites, at most {most} each"


def inverse_temperature(energies, mean):
    """beta at which the canonical mean energy is `mean`, of either sign; 0 for a single level."""
    width = energies[-1] - energies[0]
    if width == 0:
        return 0.0
    centred = (energies - mean) / width
    return brentq(lambda b: softmax(-b * centred) @ centred, -1e5, 1e5, xtol=1e-12) / width


def measure(own, model, space, energies, states):
    """Name to (dimensions, values, notes) of one realization."""
    held = bosons.occupations(model, space).T
    chosen = (held[:, model.length - len(own.dense) :] == own.dense).all(1)
    started = states[chosen]
    overlap = started.T @ started / chosen.sum()
    mean = np.diag(overlap) @ energies
    centred = energies - mean
    width = max(energies[-1] - energies[0], np.finfo(float).tiny)
    steps = round(own.per_decade * np.log10(own.longest / FIRST))
    time = np.concatenate([[0.0], np.geomspace(FIRST, own.longest, steps + 1)])
    cosine, sine = np.cos(np.outer(centred, time)), np.sin(np.outer(centred, time))
    beta = inverse_temperature(energies, mean)
    weight = softmax(-beta * centred)
    near = np.argsort(np.abs(centred), kind="stable")[: max(FEWEST, round(SHARE * len(energies)))]
    equal = np.abs(energies[:, None] - energies) <= EQUAL * width
    sites = []
    for x in range(model.length - len(own.dense), model.length):
        operator = states.T @ (held[:, x, None] * states)
        diagonal = np.diag(operator).copy()
        operator *= overlap
        moving = ((operator @ cosine) * cosine + (operator @ sine) * sine).sum(0)
        sites.append((moving, operator[equal].sum(), weight @ diagonal, diagonal[near].mean()))
    moving, settled, canonical, microcanonical = (np.array(part) for part in zip(*sites, strict=True))
    particles = {"units": "1"}
    return {
        "time": (("time",), time, {"units": "hbar / energy"}),
        "occupation": (("time", "site"), moving.T, particles),
        "settled": (("site",), settled, particles),
        "canonical": (("site",), canonical, particles),
        "microcanonical": (("site",), microcanonical, particles),
        "energy": ((), mean, {"units": "energy"}),
        "beta": ((), beta, {"units": "1 / energy"}),
    }
