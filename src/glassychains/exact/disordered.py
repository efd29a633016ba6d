r"""Equilibrium of long chains of pinned oscillators with a random pinning, by products of transfer operators.

Each site has its own factor eps_x of the quadratic pinning. With psi_x(q) the partition function of all sites up to x, with x
itself at q,

.. math:: \psi_{x+1}(q) = e^{-\beta U_{x+1}(q)} \int dq' \, e^{-\beta V(q - q')} \psi_x(q') ,

and the free energy per site is -T times the mean growth of log |psi|, a self-averaging quantity: one long chain stands for all.
"""

from functools import lru_cache

import numpy as np

from glassychains.numerics.realizations import generator

SITES = 4096
SKIPPED = 32  # until the first site is forgotten
POINTS = 240  # of the grid in q
FAR = 40.0  # beta U at its ends, of the softest site
STEP = 0.01  # of log beta, for derivatives


def energy_and_capacity(pinning, coupling, disorder, beta):
    """Mean energy per site e, and its derivative by the temperature c = de/dT, of the average over the disorder.

    Parameters
    ----------
    pinning, coupling : sequence of float
        (u_1, u_2, ...) and (v_1, v_2, ...); those of the pinning are not negative.
    disorder : float
        u_2 of each site is multiplied by a number uniform in [1 - disorder, 1 + disorder].
    beta : float

    Returns
    -------
    tuple of float
        e and c (k_B = 1). The error of e - T from the finite chain is of the order of a hundredth of e - T.
    """
    return _known(tuple(pinning), tuple(coupling), disorder, beta)


@lru_cache(maxsize=64)
def _known(pinning, coupling, disorder, beta):
    eps = 1 + disorder * (2 * generator("equilibrium of disordered oscillators").random(SITES) - 1)
    below, here, above = (_log_partition(pinning, coupling, eps, beta * np.exp(s)) for s in (-STEP, 0.0, STEP))
    slope, curvature = (above - below) / (2 * STEP), (above - 2 * here + below) / STEP**2  # by log beta
    return (0.5 - slope) / beta, 0.5 + curvature - slope


def _log_partition(pinning, coupling, eps, beta):
    """log of the partition function per site without the momenta, up to a constant."""
    soft = [c * (eps.min() if n == 2 else 1.0) for n, c in enumerate(pinning, 1)]
    reach = min((FAR * n / (beta * c)) ** (1 / n) for n, c in enumerate(soft, 1) if c > 0)
    q = np.linspace(-reach, reach, POINTS)
    r = q[:, None] - q
    bond = np.exp(-beta * sum(c * r**n / n for n, c in enumerate(coupling, 1))) * (q[1] - q[0])
    others = sum((c * q**n / n for n, c in enumerate(pinning, 1) if n != 2), np.zeros_like(q))
    harmonic = pinning[1] * q**2 / 2
    psi, total = np.ones_like(q), 0.0
    for x, factor in enumerate(eps):
        psi = np.exp(-beta * (others + factor * harmonic)) * (bond @ psi)
        size = psi.sum()
        psi /= size
        if x >= SKIPPED:
            total += np.log(size)
    return total / (len(eps) - SKIPPED)
