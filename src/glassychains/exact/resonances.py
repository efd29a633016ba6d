r"""How likely neighbouring rotors are resonant in the Gibbs state, |omega_{x+1} - omega_x| < a g^(1/2): a pair and a triple.

Velocities are independent Gaussians of variance 1/beta, so each difference has the variance 2/beta, and two neighbouring ones
have the correlation -1/2. Both probabilities depend on z = a (beta g)^(1/2) alone. To leading and next order

.. math:: P_2 = \mathrm{erf}(z/2) = \frac{z}{\sqrt\pi} \Bigl(1 - \frac{z^2}{12} + \dots\Bigr), \quad
          P_3 = \frac{2 z^2}{\pi\sqrt 3} \Bigl(1 - \frac{2 z^2}{9} + \dots\Bigr) :

the density at zero times the length or the area of the band, and the mean of its second-order expansion over the band.
"""

import math

import numpy as np
from scipy import integrate
from scipy.special import erf, ndtr

SEPARATRIX = 2 * math.sqrt(2)
"""The natural a: a pair swings, d^2 psi / dt^2 = -2 g sin psi, if its difference of velocities stays below 2 (2 g)^(1/2)."""
PAIR, TRIPLE = 1 / math.sqrt(math.pi), 2 / (math.pi * math.sqrt(3))
"""Leading coefficients: of a (beta g)^(1/2) and of a^2 beta g, 0.564 and 0.368."""


def pair(z):
    """Probability that one bond is resonant; `z` = a (beta g)^(1/2)."""
    return erf(z / 2)


def triple(z):
    """Probability that two neighbouring bonds both are: the bivariate normal of correlation -1/2, by quadrature."""
    edge, rho = z / math.sqrt(2), -0.5  # in units of the standard deviation of a difference
    rest = math.sqrt(1 - rho**2)

    def density(x):
        inside = ndtr((edge - rho * x) / rest) - ndtr((-edge - rho * x) / rest)
        return math.exp(-x * x / 2) / math.sqrt(2 * math.pi) * inside

    return integrate.quad(density, -edge, edge, epsabs=0, epsrel=1e-10)[0]


def next_order(sites, z):
    """What the leading term of a pair (`sites` = 2) or a triple (3) is multiplied by to next order."""
    return 1 - np.square(z) / 12 if sites == 2 else 1 - 2 * np.square(z) / 9
