r"""What a ring of few sites might do to its conductivity: its energy is fixed, and energy goes round it.

Rings of a canonical ensemble have energies, and so temperatures, that differ by var(T) = T^2 / (c L), with c the heat capacity
per site. If each conducted like the infinite chain at its own temperature, their mean would exceed kappa(T) by

.. math:: \tfrac12 \kappa'' \mathrm{var}(T) = \frac{p (p - 1)}{2 c L} \kappa , \qquad \kappa \propto T^p .

It need not be so. A ring of given energy differs from an infinite chain of that temperature by 1/L as well, and for quantities
that are local in time and space the mean over rings undoes it (J. L. Lebowitz, J. K. Percus and L. Verlet, Phys. Rev. 153, 250
(1967)).
"""

import importlib
from typing import NamedTuple

import numpy as np

from glassychains.exact.gibbs import gibbs_energy
from glassychains.methods.einstein import coupling, interpolated, unit

STEP = 0.05  # half of the relative distance over which log kappa is differentiated


class Ring(NamedTuple):
    """A ring at a point, and what its length might do."""

    spread: float  # standard deviation of the temperatures of rings over their mean
    excess: float  # kappa'' var(T) / (2 kappa)
    time: float  # (L / 2 pi)^2 / D, in which energy evens out along the ring


def ring(p, numbers, model="rotor"):
    """`Ring` of parameters `p` by the numbers `kappa` (bg) of a table; None where that does not reach."""
    physics = importlib.import_module(f"glassychains.models.{model}")
    length, beta, bg = p["length"], p["beta"], coupling(p)
    heat_capacity = beta**2 * gibbs_energy(physics.from_parameters(p), length, beta)[1] / length
    around = [interpolated(numbers, bg * factor) for factor in (1 - STEP, 1, 1 + STEP)]
    if None in around:
        return None
    low, here, high = (kappa for kappa, _ in around)
    power = 2 - np.log(high / low) / np.log((1 + STEP) / (1 - STEP))  # kappa = g^(1/2) beta^(-2) reduced kappa(beta g)
    diffusivity = beta**2 * here / unit(p) / heat_capacity
    spread = (heat_capacity * length) ** -0.5
    return Ring(spread, 0.5 * power * (power - 1) * spread**2, (length / (2 * np.pi)) ** 2 / diffusivity)
