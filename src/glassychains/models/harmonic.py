r"""The chain of harmonic springs, whose stationary state between two baths is known exactly.

.. math:: H = \sum_x \frac{p_x^2}{2} + \frac{g}{2} \sum_x (q_{x+1} - q_x)^2

It conducts ballistically (Rieder, Lebowitz and Lieb, J. Math. Phys. 8, 1073, 1967), the opposite of a glass: a check of the
dynamics. Conserved: the energy and the total momentum. With periodic ends site L is followed by site 1. Arrays have the site
as their last axis; bond x joins sites x and x + 1.
"""

from typing import NamedTuple

import numpy as np
from numba import types
from numba.extending import overload

from glassychains.models.chain import carried, pulled, shared, stretches
from glassychains.models.seam import bond_force, drift_rate, site_pull, wrapped

UNIT = 1.0
"""One stored unit of position in units of the equations of motion."""


class Harmonic(NamedTuple):
    """Parameters of the harmonic chain: stiffness `g` of the springs and whether the ends are joined."""

    g: float
    periodic: bool = True


def _is_harmonic(model):
    return isinstance(model, types.NamedTuple) and model.instance_class is Harmonic


@overload(bond_force)
def _bond_force(model, index, stretch):
    if _is_harmonic(model):
        return lambda model, index, stretch: model.g * stretch


@overload(site_pull)
def _site_pull(model, index, position):
    if _is_harmonic(model):
        return lambda model, index, position: 0.0


@overload(drift_rate)
def _drift_rate(model):
    if _is_harmonic(model):
        return lambda model: 1.0


@overload(wrapped)
def _wrapped(model, position):
    if _is_harmonic(model):
        return lambda model, position: position


def bond_energy(model, q):
    """(g/2) (q_{x+1} - q_x)^2, one per bond."""
    return 0.5 * model.g * stretches(model, q) ** 2


def energy(model, q, p):
    """H, shape (...)."""
    return 0.5 * (p**2).sum(-1) + bond_energy(model, q).sum(-1)


def total_momentum(model, q, p):
    """Sum of the momenta, shape (...)."""
    return p.sum(-1)


conserved = {"energy": energy, "total_momentum": total_momentum}
"""Conserved quantities by name: functions of (model, q, p)."""


def pull(model, q):
    """g (q_{x+1} - q_x), the pull of each bond on its left site."""
    return model.g * stretches(model, q)


def forces(model, q):
    """dp_x / dt, shape (..., L). The readable twin of the compiled kick."""
    return pulled(model, pull(model, q))


def energy_current(model, q, p):
    """Energy that flows from x to x + 1 per unit of time, -(g/2) (p_x + p_{x+1}) (q_{x+1} - q_x), for `site_energy`."""
    return carried(model, pull(model, q), p)


def momentum_current(model, q, p):
    """Momentum that flows from x to x + 1 per unit of time, -g (q_{x+1} - q_x)."""
    return -pull(model, q)


def site_energy(model, q, p):
    """p_x^2 / 2 plus half of each adjoining bond, shape (..., L)."""
    return 0.5 * p**2 + shared(model, bond_energy(model, q))


currents = ((site_energy, energy_current), (lambda model, q, p: p, momentum_current))
"""Pairs (density, current) of what is conserved locally: functions of (model, q, p)."""


def gibbs_energy(model, length, beta):
    """Exact equilibrium mean and variance of H: each momentum and each independent stretch has 1/(2 beta) on average."""
    return (length - 0.5) / beta, (length - 0.5) / beta**2


def stationary(model, length, beta_left, beta_right, friction, contact=1):
    """Exact state between Langevin baths on the `contact` first and last sites of a chain with free ends.

    In the stretches r and the momenta p the motion is linear with white noise, dz = A z dt + noise, and its covariance S solves
    A S + S A^T + D = 0, with D = 2 friction / beta on the momenta of the bath sites.

    Returns
    -------
    tuple
        Mean energy current from x to x + 1, shape (L - 1,), and <p_x^2>, shape (L,).
    """
    from scipy.linalg import solve_continuous_lyapunov  # slow to import, and no batch needs it

    difference = np.diff(np.eye(length), axis=0)  # r = difference @ q
    bath = np.zeros((2, length))
    bath[0, :contact] = bath[1, length - contact :] = friction
    drift = np.block([[np.zeros((length - 1, length - 1)), difference], [-model.g * difference.T, -np.diag(bath.sum(0))]])
    diffusion = np.diag(np.concatenate([np.zeros(length - 1), 2 * (bath[0] / beta_left + bath[1] / beta_right)]))
    covariance = solve_continuous_lyapunov(drift, -diffusion)
    across = covariance[: length - 1, length - 1 :]
    return -model.g * np.diag(across), np.diag(covariance)[length - 1 :]


def from_parameters(parameters, realizations=()):
    """The model that a study's parameters describe: keys `g` and `boundary` ("periodic" or "free"). It has no disorder."""
    return Harmonic(g=float(parameters["g"]), periodic=parameters["boundary"] == "periodic")
