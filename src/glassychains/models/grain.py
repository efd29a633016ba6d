r"""A small thermal grain at the end of a row of spins 1/2, the model of avalanches.

.. math:: H = R + \sum_{j=1}^{L} h_j S^z_j + g_0 \sum_{j=1}^{L} \alpha^{u_j} S^x_{n_j} S^x_j

The grain has three spins, that is eight levels, and R = 0.3 (A + A^T) / 2 acts on them, where the entries of A are independent
standard normal numbers: off the diagonal R has the standard deviation 0.3 / sqrt 2, on it 0.3. Spin j = 1, ..., L stands beyond
the grain in a field h_j, uniform in [1/2, 3/2], and is coupled to one spin n_j of the grain, drawn at random. The exponent
u_j is j - 1 plus a number uniform in [-0.2, 0.2], and u_1 = 0, so that couplings fall off as alpha^j, like those of localized
spins at a distance: the localization length is 1 / log(1 / alpha).

A model like that of De Roeck and Huveneers (arXiv:1608.01815) and of Luitz, Huveneers and De Roeck (arXiv:1705.10807), whose
numbers are given from memory. `length` counts the spins beyond the grain. No symmetry is left: the fields keep the product of
all sigma^z, but R does not.

Realizations do not depend on alpha.
"""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge

from glassychains.declare import Refused, declared, no_bits
from glassychains.numerics.realizations import generator
from glassychains.quantum.operators import dense

FAMILY = "quantum"
ALL_STATES = True
"""The space is the product of all spins: an operator may flip any of them."""
SPINS = 3  # of the grain
STRENGTH = 0.3  # of R
COUPLING = 1.0  # g_0
FIELDS = (0.5, 1.5)
SHIFT = 0.2


class Grain(NamedTuple):
    """`R`, shape (replica, 8, 8); fields `h`, `exponent` u_j, `partner` n_j = 0, 1, 2, shape (replica, spin)."""

    alpha: float
    R: np.ndarray
    h: np.ndarray
    exponent: np.ndarray
    partner: np.ndarray

    periodic = False


@declared
class Parameters:
    """What a study says of it."""

    alpha: Annotated[float, Ge(0)]
    """Factor by which the coupling to the grain falls from spin to spin."""


@no_bits
def rules(p, physics):
    """Couplings fall off."""
    if p["alpha"] >= 1:
        yield "alpha", f"must be < 1, for couplings that fall off, got {p['alpha']}"


@no_bits
def dimension(p):
    """All states of the grain and of the spins beyond it."""
    return 2 ** (SPINS + p["length"])


def space(model):
    """All states; the spins of the grain come first."""
    from quspin.basis import spin_basis_1d

    return spin_basis_1d(SPINS + model.h.shape[1], pauli=False)


def hamiltonian(model, space, replica):
    """H of one realization, dense."""
    length = model.h.shape[1]
    fields = [[h, SPINS + j] for j, h in enumerate(model.h[replica])]
    couplings = COUPLING * model.alpha ** model.exponent[replica]
    bonds = [[couplings[j], model.partner[replica, j], SPINS + j] for j in range(length)]
    return dense([("z", fields), ("xx", bonds)], space) + np.kron(model.R[replica], np.eye(2**length))


def from_parameters(parameters, realizations=()):
    """The model that a study's parameters describe; `realizations` names what each replica draws.

    Raises
    ------
    declare.Refused
        Couplings do not fall off.
    """
    for key, words in rules(parameters, None):
        raise Refused(key, words)
    length, levels = parameters["length"], 2**SPINS
    drawn = [drawn_from(generator(name), length, levels) for name in realizations]
    entries, fields, shifts, partners = (np.array(one) for one in zip(*drawn, strict=True))
    exponents = np.arange(length) + SHIFT * (2 * shifts - 1)
    exponents[:, 0] = 0
    inner = STRENGTH * (entries + entries.transpose(0, 2, 1)) / 2
    return Grain(parameters["alpha"], inner, FIELDS[0] + (FIELDS[1] - FIELDS[0]) * fields, exponents, partners)


def drawn_from(stream, length, levels):
    """(A, fields, shifts, partners) of one realization, the first as standard normal numbers, the next two in [0, 1)."""
    return (
        stream.standard_normal((levels, levels)),
        stream.random(length),
        stream.random(length),
        stream.integers(SPINS, size=length),
    )
