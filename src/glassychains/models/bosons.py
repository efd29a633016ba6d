r"""The Bose-Hubbard chain (eq. 16 of the review), the quantum counterpart of the DNLS chain.

.. math:: H = U \sum_x n_x^2 + g \sum_x \bigl( a_x^\dagger a_{x+1} + a_{x+1}^\dagger a_x \bigr) + F \sum_x x\, n_x

Lattice bosons with [a_x, a_x^\dagger] = 1 and n_x = a_x^\dagger a_x; bond x joins sites x and x + 1, on a ring site L and
site 1. The number of particles is conserved and fixed. `most` cuts the Hilbert space of a site off at so many particles (De
Roeck and Huveneers, arXiv:1405.3279). Multiplying every other a_x by -1 turns g into -g (on a ring, if its
length is even). The tilt F is ours: without it what sits at one end of a chain is in resonance with its mirror image.
"""

from typing import Annotated, Literal, NamedTuple

import numpy as np
from annotated_types import Ge

from glassychains.declare import Boundary, Count, Refused, Unit, declared, no_bits
from glassychains.models.seam.bonds import too_short
from glassychains.quantum.operators import dense, sparse

FAMILY = "quantum"
RINGS = ("symmetric", "antisymmetric")
"""Sectors of rings."""


@declared
class Bosons(NamedTuple):
    """Interaction `U`, hopping `g`, sites, particles, most particles of a site (0: no limit), sector, tilt F."""

    U: Annotated[float, Ge(0), Unit("energy")]
    g: Annotated[float, Ge(0), Unit("energy")]
    length: int
    particles: int
    most: int = 0
    sector: str = "all"
    periodic: bool = False
    tilt: Annotated[float, Unit("energy")] = 0.0


@declared
class Parameters:
    """What a study says of the chain."""

    U: Annotated[float, Ge(0), Unit("energy")]
    """Coefficient of n^2."""
    g: Annotated[float, Ge(0), Unit("energy")]
    """Hopping."""
    particles: Count
    """Number of particles."""
    most: Count = None
    """Most particles that a site may hold; no limit if not said."""
    boundary: Boundary = "free"
    """Whether the chain is a ring."""
    sector: Literal["all", "even", "odd", "symmetric", "antisymmetric"] = "all"
    """States of a chain that its mirror leaves alone (even) or multiplies by -1 (odd); those that
    translations of a ring leave alone, and its mirror too (symmetric) or but for their sign (antisymmetric)."""
    tilt: Annotated[float, Unit("energy")] = 0.0
    """Energy F of a particle per site along a chain with free ends; breaks the mirror symmetry."""


@no_bits
def rules(p, physics):
    """Particles find room, symmetries exist, and a clean chain is solved once."""
    yield from too_short(p["length"], p.get("boundary") == "periodic")
    sector, periodic = p.get("sector", "all"), p.get("boundary") == "periodic"
    if p.get("most") and p["particles"] > p["most"] * p["length"]:
        yield "particles", f"must be at most most * length = {p['most'] * p['length']}, got {p['particles']}"
    elif (sector in ("even", "odd") and periodic) or (sector in RINGS and not periodic):
        yield "sector", f"even and odd are sectors of chains with free ends, symmetric and antisymmetric of rings, got {sector}"
    elif p.get("tilt") and (periodic or sector != "all"):
        yield "tilt", "needs free ends and the sector all, it breaks all symmetries"
    elif "batch" in p and p["batch"] != 1:
        yield "batch", f"must be 1, the chain is clean and solved once, got {p['batch']}"
    elif dimension(p) < 1:
        yield "sector", "has no state"


@no_bits
def fixed(cycles, particles, most):
    """States of so many particles that a permutation of the sites with these lengths of `cycles` leaves alone."""
    ways = np.zeros(particles + 1, dtype=object)
    ways[0] = 1
    for cycle in cycles:
        before = ways.copy()
        for held in range(1, min(most, particles // cycle) + 1):
            ways[held * cycle :] += before[: len(ways) - held * cycle]
    return int(ways[particles])


@no_bits
def dimension(p):
    """States of the sector: orbits of the sites' symmetries, counted by Burnside's lemma."""
    length, particles, sector = p["length"], p["particles"], p.get("sector") or "all"
    most = p.get("most") or particles
    sites = np.arange(length)
    if sector in RINGS:
        group = [(turn + way * sites) % length for turn in range(length) for way in (1, -1)]
    else:
        group = [sites, *([sites[::-1]] if sector != "all" else [])]
    counts = [fixed(cycles_of(one), particles, most) for one in group]
    mirrored = -1 if sector in ("odd", "antisymmetric") else 1
    return (sum(counts[::2]) + mirrored * sum(counts[1::2])) // len(group)


@no_bits
def cycles_of(permutation):
    """Lengths of the cycles of a permutation."""
    seen, lengths = set(), []
    for first in range(len(permutation)):
        size, now = 0, first
        while now not in seen:
            seen.add(now)
            size, now = size + 1, int(permutation[now])
        lengths += [size] if size else []
    return lengths


def space(model):
    """The sector of `particles` particles and of the symmetry."""
    from quspin.basis import boson_basis_1d

    mirror = {"even": 1, "odd": -1, "symmetric": 1, "antisymmetric": -1}
    blocks = {"pblock": mirror[model.sector]} if model.sector in mirror else {}
    blocks |= {"kblock": 0} if model.sector in RINGS else {}
    levels = (model.most or model.particles) + 1
    return boson_basis_1d(model.length, Nb=model.particles, sps=levels, **blocks)


def bonds(model):
    """(x, x + 1) of every bond; sites count from 0."""
    last = model.length if model.periodic else model.length - 1
    return [(x, (x + 1) % model.length) for x in range(last)]


def hamiltonian(model, space, replica=0):
    """H, dense."""
    hops = [[model.g, *bond] for bond in bonds(model)]
    squares = [[model.U, x, x] for x in range(model.length)]
    slope = [("n", [[model.tilt * x, x] for x in range(model.length)])] if model.tilt else []
    return dense([("+-", hops), ("-+", hops), ("nn", squares), *slope], space)


def occupations(model, space):
    """n_x of the Fock states of the sector `all`, shape (site, state)."""
    base = (model.most or model.particles) + 1
    digits = [space.states // base ** (model.length - 1 - x) % base for x in range(model.length)]
    return np.array(digits, dtype=float)


def moments(model, space):
    r"""First moments of energy and number, X_e, sparse, and the diagonal X_n; sites are at 1 to L, bonds at x + 1/2.

    Of a chain with free ends i [H, X] is the sum of the currents over the bonds,

    .. math:: j_x = i g (a_x^\dagger a_{x+1} - a_{x+1}^\dagger a_x), \qquad
        j^e_x = U (n_x + n_{x+1}) j_x + \tfrac12 g^2 (k_x + k_{x+1}), \quad
        k_x = i (a_{x-1}^\dagger a_{x+1} - a_{x+1}^\dagger a_{x-1}),

    where k vanishes if a site is missing. They belong to the energy U n_x^2 at x, and to that of hopping at x + 1/2 (a cut
    through a bond halves it). Where `most` cuts the sites off, j^e has further terms, and i [H, X] knows them.
    """
    hops = [[model.g * (x + 1.5), x, y] for x, y in bonds(model)]
    squares = [[model.U * (x + 1), x, x] for x in range(model.length)]
    energy = sparse([("+-", hops), ("-+", hops), ("nn", squares)], space)
    return energy, np.arange(1, model.length + 1) @ occupations(model, space)


def from_parameters(parameters, realizations=()):
    """The model that a study's parameters describe.

    Raises
    ------
    declare.Refused
        The particles do not fit, or the sector does not exist.
    """
    for key, words in rules(parameters, None):
        raise Refused(key, words)
    p = parameters
    sector, periodic = p.get("sector") or "all", p.get("boundary") == "periodic"
    most, tilt = p.get("most") or 0, float(p.get("tilt") or 0.0)
    return Bosons(float(p["U"]), float(p["g"]), p["length"], p["particles"], most, sector, periodic, tilt)
