r"""Motion of rotors to first order in the coupling, eq. (5) of the review, with the phases that it leaves out.

Along the uncoupled motion the difference of angles of a bond turns steadily, psi(s) = psi(0) + Delta s, and

.. math:: \int_0^t \sin\psi(s)\, ds = \frac{\cos\psi(0) - \cos(\psi(0) + \Delta t)}{\Delta}
          = t\, \sin\bigl(\psi(0) + \tfrac12 \Delta t\bigr)\, \frac{\sin(\Delta t / 2)}{\Delta t / 2} ,

which the second form also says for Delta = 0.
"""

import numpy as np

from glassychains.models.rotor import TURN
from glassychains.models.seam.bonds import pulled, stretches


def first_order(model, theta, omega, time):
    """omega_x(t) = omega_x(0) + g times the integrals of the bond to the right minus that to the left, shape (..., L).

    Parameters
    ----------
    model : models.rotor.Rotor
    theta, omega : array, shape (..., L)
        The start, angles in turns.
    time : float
    """
    psi, delta = TURN * stretches(model, theta), stretches(model, omega)
    half = 0.5 * delta * time
    return omega + pulled(model, model.g * time * np.sin(psi + half) * np.sinc(half / np.pi))


def closer_neighbour(model, omega):
    """|omega_x - omega_y| of the neighbour y of each site whose velocity is closer, shape (..., L)."""
    distance = np.abs(stretches(model, omega))
    if model.periodic:
        return np.minimum(distance, np.roll(distance, 1, -1))
    far = np.full((*distance.shape[:-1], 1), np.inf)
    return np.minimum(np.concatenate([distance, far], -1), np.concatenate([far, distance], -1))
