r"""The rotor chain, or chain of classical Josephson junctions (eqs. 3-4 of the review).

.. math:: H = \sum_x \frac{\omega_x^2}{2} + g \sum_x \bigl(1 - \cos(\theta_{x+1} - \theta_x)\bigr)

Unit mass. Positions are stored in turns, ``theta / (2 pi)``; angular velocities in radians per unit of time.
Conserved: the energy, and the total angular velocity. With periodic ends site L is followed by site 1; with free
ends the chain has L - 1 bonds. Arrays have the site as their last axis; bond x joins sites x and x + 1.
"""

import math
from typing import NamedTuple

import numpy as np
from numba.extending import overload

from glassychains.declare import Boundary, Energy, declared, no_bits
from glassychains.models.seam.bonds import carried, pulled, shared, stretches, too_short
from glassychains.models.seam.kicked import bond_force, bond_stiffness, drift_rate, site_pull, site_stiffness, wrapped
from glassychains.numerics.arithmetic import cos_turns, nearest, sin_turns
from glassychains.numerics.compiled import is_a

FAMILY = "kicked"
TURN = 2 * math.pi
UNIT = TURN
"""One stored unit of position in units of the equations of motion."""


@declared
class Rotor(NamedTuple):
    """Parameters of the rotor chain: coupling `g` (energy) and whether the ends are joined."""

    g: Energy
    periodic: bool = True


@declared
class Parameters:
    """What a study says of a rotor chain."""

    g: Energy
    """Coupling of the rotor chain."""
    boundary: Boundary
    """Ends of the chain."""


@no_bits
def rules(p, physics):
    """The shortest chain."""
    yield from too_short(p["length"], p["boundary"] == "periodic")


@no_bits
def highest_frequency(p):
    """Of small oscillations about rest, all angles equal: 2 g^(1/2)."""
    return 2 * math.sqrt(p["g"])


@overload(bond_force)
def _bond_force(model, index, stretch):
    if is_a(model, Rotor):
        return lambda model, index, stretch: model.g * sin_turns(stretch)


@overload(site_pull)
def _site_pull(model, index, position):
    if is_a(model, Rotor):
        return lambda model, index, position: 0.0


@overload(bond_stiffness)
def _bond_stiffness(model, index, stretch):
    if is_a(model, Rotor):
        return lambda model, index, stretch: model.g * cos_turns(stretch)


@overload(site_stiffness)
def _site_stiffness(model, index, position):
    if is_a(model, Rotor):
        return lambda model, index, position: None


@overload(drift_rate)
def _drift_rate(model):
    if is_a(model, Rotor):
        return lambda model: 1 / TURN


@overload(wrapped)
def _wrapped(model, position):
    if is_a(model, Rotor):
        return lambda model, position: position - nearest(position)


def bond_energy(model, theta):
    """g (1 - cos(theta_{x+1} - theta_x)), one per bond. `theta` in turns."""
    return 2 * model.g * np.sin(np.pi * stretches(model, theta)) ** 2


def energy(model, theta, omega):
    """H of eq. (3), shape (...)."""
    return 0.5 * (omega**2).sum(-1) + bond_energy(model, theta).sum(-1)


def total_velocity(model, theta, omega):
    """Omega = sum of the angular velocities, shape (...)."""
    return omega.sum(-1)


conserved = {"energy": energy, "total_velocity": total_velocity}
"""Conserved quantities by name: functions of (model, theta in turns, omega)."""


def pull(model, theta):
    """g sin(theta_{x+1} - theta_x), the pull of each bond on its left site."""
    return model.g * np.sin(TURN * stretches(model, theta))


def forces(model, theta):
    """d omega_x / dt of eq. (4), shape (..., L). The readable twin of the compiled kick."""
    return pulled(model, pull(model, theta))


def energy_current(model, theta, omega):
    """Energy that flows from x to x + 1 per unit of time, j_x = -(g/2) (omega_x + omega_{x+1}) sin(theta_{x+1} - theta_x).

    It belongs to the site energy that shares each bond equally between its ends: de_x/dt = j_{x-1} - j_x.
    """
    return carried(model, pull(model, theta), omega)


def velocity_current(model, theta, omega):
    """Angular velocity that flows from x to x + 1 per unit of time, -g sin(theta_{x+1} - theta_x)."""
    return -pull(model, theta)


def site_energy(model, theta, omega):
    """omega_x^2 / 2 plus half of each adjoining bond, shape (..., L)."""
    return 0.5 * omega**2 + shared(model, bond_energy(model, theta))


currents = ((site_energy, energy_current), (lambda model, theta, omega: omega, velocity_current))
"""Pairs (density, current) of what is conserved locally: functions of (model, theta in turns, omega)."""


def from_parameters(parameters, realizations=()):
    """The model that a study's parameters describe: keys `g` and `boundary` ("periodic" or "free"). It has no disorder."""
    return Rotor(g=float(parameters["g"]), periodic=parameters["boundary"] == "periodic")
