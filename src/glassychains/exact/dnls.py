r"""Equilibrium of long DNLS chains without disorder, by the transfer operator of one site.

The weight exp(-beta H + a N), with a = beta mu, holds the phases only through their differences. Over those of a bond it
integrates to I_0, so that the partition function of a ring is the trace of a power of the symmetric operator

.. math:: K(n, n') = I_0\bigl(2 \beta g \sqrt{n n'}\bigr)
    \exp\Bigl(-\frac{\beta U}{2} (n^2 + n'^2) - \Bigl(\beta g - \frac{a}{2}\Bigr) (n + n')\Bigr), \quad n = |\psi|^2 ,

up to modes that differ in the winding of the phases, which only matter on short rings. The largest eigenvalue and its
eigenfunction give all averages per site of long chains (Rasmussen, Cretegny, Kevrekidis and Gronbech-Jensen, Phys. Rev. Lett.
84, 3740 (2000)). At beta = 0, where a = -1 / density, sites are independent.

At beta < 0 the weight has no finite integral; `largest` cuts it off. The average energy at beta -> 0 is the phase line, see
`line`.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import ive

POINTS = 240  # of the grid in sqrt(n)
FAR = 60.0  # logarithm of the weight at its end, below its maximum


class Averages(NamedTuple):
    """Of one site, or of one bond."""

    density: float
    """<|psi|^2>."""
    density_square: float
    """<|psi|^4>."""
    bond: float
    """g <|psi_{x+1} - psi_x|^2>."""
    energy: float
    """<H> / L = U <|psi|^4> + that of a bond."""


def line(U, g, density):
    """Energy per site at infinite temperature, 2 U alpha^2 + 2 g alpha.

    |psi|^2 is then exponential, so that <|psi|^4> = 2 alpha^2, and phases are independent, so that a bond has 2 g alpha.
    It is the largest energy of a state of positive temperature.
    """
    return 2 * U * density**2 + 2 * g * density


def averages(U, g, beta, a, largest=None):
    """Averages over the weight exp(-beta H + a N), up to |psi|^2 = `largest` if it is said.

    Raises
    ------
    ValueError
        beta < 0 without `largest`, or no decay.
    """
    if beta < 0 and largest is None:
        raise ValueError("largest: at beta < 0 the weight cannot be normalized without it")
    if largest is None and beta * U == 0 and a >= 0:
        raise ValueError("a: must be negative where nothing else lets the weight decay")
    end = math.sqrt(_reach(beta * U, -a) if largest is None else largest)
    nodes, weights = np.polynomial.legendre.leggauss(POINTS)
    root, measure = 0.5 * end * (nodes + 1), 0.5 * end * weights
    n, measure = root**2, 2 * root * measure  # dn = 2 r dr
    x = 2 * beta * g * np.outer(root, root)
    alone = -beta * U * n**2 + a * n
    apart = -beta * g * (n[:, None] + n[None, :]) + np.abs(x)  # ive takes exp(|x|) out
    logs = 0.5 * (alone[:, None] + alone[None, :]) + apart
    scale = np.sqrt(np.outer(measure, measure)) * np.exp(logs - logs.max())
    values, vectors = np.linalg.eigh(scale * ive(0, x))
    psi = vectors[:, -1]
    density, square = psi**2 @ n, psi**2 @ n**2
    # <Re psi* psi'>: the mean of the cosine is I_1 / I_0
    together = psi @ (np.outer(root, root) * scale * np.sign(x) * ive(1, np.abs(x))) @ psi / values[-1]
    bond = 2 * g * (density - together)
    return Averages(density, square, bond, U * square + bond)


def _reach(a, b):
    """Where a n^2 + b n, with its minimum taken away, has grown to `FAR`."""
    if a == 0:
        return FAR / b
    middle = max(0.0, -b / (2 * a))
    lowest = a * middle**2 + b * middle
    return (-b + math.sqrt(b * b + 4 * a * (FAR + lowest))) / (2 * a)


def at_density(U, g, beta, density, largest=None):
    """`a` = beta mu at which a chain has this density, at beta > 0, or beta < 0 with `largest`; and the averages there."""
    if beta == 0:
        return -1 / density, averages(U, g, beta, -1 / density)

    def excess(a):
        return averages(U, g, beta, a, largest).density - density

    width = 1 / density
    middle = -width + beta * (4 * U * density + 2 * g)  # to first order in beta
    low, high = middle - width, middle + width
    while excess(low) > 0:
        low -= width
    while excess(high) < 0:
        high += width
    a = brentq(excess, low, high, xtol=1e-13 * (1 + abs(middle)), rtol=1e-14)
    return a, averages(U, g, beta, a, largest)


def susceptibility(U, g, beta, a, largest=None):
    """Variances and covariance of H and N over L on long chains: [[HH, HN], [HN, NN]], by differences of the averages.

    At beta = 0 in closed form, of independent sites."""
    if beta == 0:
        n = -1 / a
        mixed = (4 * U * n + 2 * g) * n**2
        return np.array([[20 * U**2 * n**4 + 16 * U * g * n**3 + 6 * g**2 * n**2, mixed], [mixed, n**2]])
    near, step = 1e-4 * abs(beta), 1e-4 * (abs(a) or 1.0)

    def means(beta, a):
        found = averages(U, g, beta, a, largest)
        return np.array([found.energy, found.density])

    by_beta = (means(beta - near, a) - means(beta + near, a)) / (2 * near)
    by_a = (means(beta, a + step) - means(beta, a - step)) / (2 * step)
    return np.array([by_beta, by_a])
