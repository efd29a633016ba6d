r"""The Heisenberg chain of spins 1/2 in random fields, the standard example of many-body localization.

.. math:: H = \sum_x \vec S_x \cdot \vec S_{x+1} + \sum_x h_x S^z_x

Lengths are even; bond x joins sites x and x + 1, on a ring site L and site 1. The h_x are independent and uniform in [-W, W].
Energies are in units of the exchange. The total S^z is conserved, and the sector with S^z = 0 is studied (Pal and Huse,
arXiv:1010.1992; Luitz, Laflorencie and Alet, arXiv:1411.0660).
"""

import math
from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge

from glassychains.declare import Boundary, Refused, Unit, declared, no_bits
from glassychains.models.seam.bonds import too_short
from glassychains.numerics.realizations import uniform
from glassychains.quantum.operators import dense

FAMILY = "quantum"


class Heisenberg(NamedTuple):
    """Fields `h`, shape (replica, site)."""

    h: np.ndarray
    periodic: bool = True


@declared
class Parameters:
    """What a study says of the chain."""

    W: Annotated[float, Ge(0), Unit("exchange")]
    """Fields are uniform in [-W, W]."""
    boundary: Boundary
    """Whether the chain is a ring."""


@no_bits
def rules(p, physics):
    """Half of the spins up."""
    yield from too_short(p["length"], p["boundary"] == "periodic")
    if p["length"] % 2:
        yield "length", f"must be even, for as many spins up as down, got {p['length']}"


@no_bits
def dimension(p):
    """States with total S^z = 0."""
    return math.comb(p["length"], p["length"] // 2)


def space(model):
    """The sector with total S^z = 0."""
    from quspin.basis import spin_basis_1d

    length = model.h.shape[1]
    return spin_basis_1d(length, Nup=length // 2, pauli=False)


def hamiltonian(model, space, replica):
    """H of one realization, dense."""
    length = model.h.shape[1]
    bonds = [[1.0, x, (x + 1) % length] for x in range(length if model.periodic else length - 1)]
    fields = [[h, x] for x, h in enumerate(model.h[replica])]
    return dense([("xx", bonds), ("yy", bonds), ("zz", bonds), ("z", fields)], space)


def from_parameters(parameters, realizations=()):
    """The model that a study's parameters describe; `realizations` names each replica's fields.

    Raises
    ------
    declare.Refused
        The length is odd or too short.
    """
    for key, words in rules(parameters, None):
        raise Refused(key, words)
    fields = parameters["W"] * (2 * uniform(realizations, parameters["length"]) - 1)
    return Heisenberg(fields, parameters["boundary"] == "periodic")
