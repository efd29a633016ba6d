"""Slow, obvious twins of the fast functions, under the same names. They are the specification."""

import numpy as np

TURN = 2 * np.pi


def forces(model, theta):
    """Minus the gradient of the energy by central differences of the Hamiltonian written out site by site."""
    step = 1e-6
    result = np.zeros_like(theta)
    for x in range(theta.shape[-1]):
        plus, minus = theta.copy(), theta.copy()
        plus[..., x] += step / TURN
        minus[..., x] -= step / TURN
        result[..., x] = -(potential(model, plus) - potential(model, minus)) / (2 * step)
    return result


def potential(model, theta):
    sites = theta.shape[-1]
    total = 0.0
    for x in range(sites if model.periodic else sites - 1):
        total = total + model.g * (1 - np.cos(TURN * (theta[..., (x + 1) % sites] - theta[..., x])))
    return total


def advance(model, theta, omega, dt, steps):
    """Stoermer-Verlet, drift-kick-drift, with the C library's sine."""
    for _ in range(steps):
        theta = theta + 0.5 * dt * omega / TURN
        pull = model.g * np.sin(TURN * (np.roll(theta, -1, -1) - theta))
        if not model.periodic:
            pull[..., -1] = 0.0
        omega = omega + dt * (pull - np.roll(pull, 1, -1))
        theta = theta + 0.5 * dt * omega / TURN
    return theta, omega


def phi(series, beta, lag):
    """phi at one lag from a series (sample, site), all origins, with the control variate and the mean velocity removed."""
    sites = series.shape[1]
    moving = series - series[0].mean()
    products = (moving[lag:] * moving[: len(moving) - lag]).mean()
    return 1 - 1 / sites - beta * products
