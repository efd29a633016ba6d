r"""Equilibrium of long chains of pinned oscillators, by the transfer operator of one site.

On a ring of L sites the partition function is the trace of the L-th power of the symmetric operator

.. math:: K(q, q') = \exp\bigl(-\beta [U(q)/2 + V(q' - q) + U(q')/2]\bigr) ,

so that for large L the largest eigenvalue and its eigenfunction psi give all averages: <U> = int psi^2 U, and <V> =
int int psi V K psi' / lambda (D. J. Scalapino, M. Sears and R. A. Ferrell, Phys. Rev. B 6, 3409 (1972)).
"""

from typing import NamedTuple

import numpy as np

POINTS = 400  # of the grid in q
FAR = 40.0  # beta U at its ends


class Averages(NamedTuple):
    """Of the Gibbs state, per site."""

    energy: float
    """All of it, <H> / L."""
    alone: float
    """That of a site without its neighbours, <p^2 / 2 + U>."""
    alone_square: float
    """Mean of its square."""
    variance: float
    """Variance of H, over L."""


def averages(pinning, coupling, beta):
    """Averages over the Gibbs state of a chain with potentials sum_n u_n q^n / n and sum_n v_n r^n / n.

    Parameters
    ----------
    pinning, coupling : sequence of float
        (u_1, u_2, ...) and (v_1, v_2, ...), the last u_n of even n and positive.
    beta : float
    """
    step = 1e-4 * beta
    here, below, above = (_means(pinning, coupling, b) for b in (beta, beta - step, beta + step))
    return Averages(*here, (below[0] - above[0]) / (2 * step))


def _means(pinning, coupling, beta):
    """<H> / L, and means of p^2 / 2 + U and of its square."""
    reach = (FAR * len(pinning) / (beta * pinning[-1])) ** (1 / len(pinning))  # of the highest power alone
    q = np.linspace(-reach, reach, POINTS)
    own, bond = _potential(pinning, q), _potential(coupling, q[None, :] - q[:, None])
    weight = np.exp(-beta * (0.5 * own[:, None] + bond + 0.5 * own[None, :]))
    values, vectors = np.linalg.eigh(weight)
    psi = vectors[:, -1]
    potential, square = psi**2 @ own, psi**2 @ own**2
    alone = 0.5 / beta + potential
    return alone + psi @ (bond * weight) @ psi / values[-1], alone, 0.75 / beta**2 + potential / beta + square


def _potential(coefficients, x):
    return sum((c * x**n / n for n, c in enumerate(coefficients, 1)), np.zeros_like(x))
