r"""Motion of rotors to first order in the coupling, eq. (5) of the review, with the phases that it leaves out.

Along the uncoupled motion the difference of angles of a bond turns steadily, psi(s) = psi(0) + Delta s, and

.. math:: \int_0^t \sin\psi(s)\, ds = \frac{\cos\psi(0) - \cos(\psi(0) + \Delta t)}{\Delta}
          = t\, \sin\bigl(\psi(0) + \tfrac12 \Delta t\bigr)\, \frac{\sin(\Delta t / 2)}{\Delta t / 2} ,

which the second form also says for Delta = 0. The constant part of this is a first-order shift of the mean velocity, so that
angles turn at rates that differ from the initial ones by the order of g / Delta, and the phases drift apart by g t / Delta.
"""

import numpy as np

from glassychains.models.rotor import TURN
from glassychains.models.seam.bonds import pulled, stretches


def first_order(model, theta, omega, time, rates=None):
    """omega_x(t) = omega_x(0) + g times the integrals of the bond to the right minus that to the left, shape (..., L).

    Parameters
    ----------
    model : models.rotor.Rotor
    theta, omega : array, shape (..., L)
        The start, angles in turns.
    time : float
    rates : array, shape (..., L), optional
        At which the angles turn, for instance `mean_velocity`; `omega` as in eq. (5) if not said.
    """
    psi, delta = TURN * stretches(model, theta), stretches(model, omega if rates is None else rates)
    half = 0.5 * delta * time
    return omega + pulled(model, model.g * time * np.sin(psi + half) * np.sinc(half / np.pi))


def mean_velocity(model, theta, omega):
    """What eq. (5) averages to over time, omega_x + g [cos psi / Delta of the bond to the right minus to the left]."""
    return omega + pulled(model, model.g * np.cos(TURN * stretches(model, theta)) / stretches(model, omega))


def closer_neighbour(model, omega):
    """|omega_x - omega_y| of the neighbour y of each site whose velocity is closer, shape (..., L)."""
    distance = np.abs(stretches(model, omega))
    if model.periodic:
        return np.minimum(distance, np.roll(distance, 1, -1))
    far = np.full((*distance.shape[:-1], 1), np.inf)
    return np.minimum(np.concatenate([distance, far], -1), np.concatenate([far, distance], -1))
