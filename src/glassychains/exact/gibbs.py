"""Equilibrium of chains in closed form."""

from functools import lru_cache, singledispatch

import numpy as np
from scipy.special import ive

from glassychains.exact.transfer import averages
from glassychains.models.oscillators import Oscillators, is_linear
from glassychains.models.rotor import Rotor
from glassychains.models.seam.physics import described


def mean_cosine(n, x):
    """<cos(n r)> = I_n(x) / I_0(x) under the weight exp(x cos r)."""
    return ive(n, x) / ive(0, x)


def rotor_bond_energy(model, beta):
    """Mean of one bond's energy of the rotor chain, g (1 - I1(beta g) / I0(beta g)).

    Bond angles are independent in an open chain; closing the ring changes this by a relative 2 (I1/I0)^L.
    """
    return model.g * (1 - mean_cosine(1, beta * model.g))


@singledispatch
def gibbs_energy(model, length, beta):
    """Mean and variance of H for a chain of `length` sites (ring closure of rotors neglected, as above).

    Raises
    ------
    TypeError
        They are not known for this model.
    """
    raise TypeError(f"the Gibbs state of {model} is not known in closed form")


@lru_cache(maxsize=64)
def _per_site(pinning, coupling, beta):
    return averages(pinning, coupling, beta)


@gibbs_energy.register
def _rotor(model: Rotor, length, beta):
    bonds = length if model.periodic else length - 1
    cosine = mean_cosine(1, beta * model.g)
    cosine_squared = 0.5 * (1 + mean_cosine(2, beta * model.g))
    mean = 0.5 * length / beta + bonds * model.g * (1 - cosine)
    variance = 0.5 * length / beta**2 + bonds * model.g**2 * (cosine_squared - cosine**2)
    return mean, variance


@gibbs_energy.register
def _oscillators(model: Oscillators, length, beta):
    """Each momentum and each mode of a harmonic chain has 1 / (2 beta) on average; without pinning one mode is free.

    Anharmonic chains of equal pinned sites are those of the transfer operator, which knows no ends: on a ring this leaves out
    the L-th power of the ratio of its two largest eigenvalues, on an open chain a share of order 1 / L.
    """
    terms = described(model)
    if not is_linear(terms["pinning"], terms["coupling"]):
        if any(np.ndim(c) for c in (*model.pinning, *model.coupling) if c is not None) or not any(terms["pinning"]):
            raise TypeError("anharmonic chains without pinning, or of unequal sites, have no Gibbs state in closed form")
        known = _per_site(tuple(terms["pinning"]), tuple(terms["coupling"]), beta)
        return length * known.energy, length * known.variance
    squares = 2 * length if any(terms["pinning"]) else 2 * length - 1
    return 0.5 * squares / beta, 0.5 * squares / beta**2
