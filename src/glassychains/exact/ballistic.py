"""The chain of equal springs without pinning, between baths: it conducts ballistically, the opposite of a glass."""

import numpy as np
from scipy.linalg import solve_continuous_lyapunov


def stationary(length, spring, beta_left, beta_right, friction, contact=1):
    """Exact state between Langevin baths on the `contact` first and last sites (Rieder, Lebowitz and Lieb, J. Math. Phys. 8,
    1073, 1967).

    In the stretches r and the momenta p the motion is linear with white noise, dz = A z dt + noise, and its covariance S solves
    A S + S A^T + D = 0, with D = 2 friction / beta on the momenta of the bath sites.

    Returns
    -------
    tuple
        Mean energy current from x to x + 1, shape (L - 1,), and <p_x^2>, shape (L,).
    """
    difference = np.diff(np.eye(length), axis=0)  # r = difference @ q
    bath = np.zeros((2, length))
    bath[0, :contact] = bath[1, length - contact :] = friction
    drift = np.block([[np.zeros((length - 1, length - 1)), difference], [-spring * difference.T, -np.diag(bath.sum(0))]])
    diffusion = np.diag(np.concatenate([np.zeros(length - 1), 2 * (bath[0] / beta_left + bath[1] / beta_right)]))
    covariance = solve_continuous_lyapunov(drift, -diffusion)
    across = covariance[: length - 1, length - 1 :]
    return -spring * np.diag(across), np.diag(covariance)[length - 1 :]
