"""Slow, obvious twins of the fast functions, under the same names. They are the specification."""

import numpy as np


def forces(physics, model, q, p):
    """Minus the gradient of the energy by central differences."""
    step = 1e-6
    result = np.zeros_like(q)
    for x in range(q.shape[-1]):
        plus, minus = q.copy(), q.copy()
        plus[..., x] += step / physics.UNIT
        minus[..., x] -= step / physics.UNIT
        result[..., x] = -(physics.energy(model, plus, p) - physics.energy(model, minus, p)) / (2 * step)
    return result


def advance(physics, model, q, p, dt, steps):
    """Stoermer-Verlet, drift-kick-drift, with the readable forces."""
    for _ in range(steps):
        q = q + 0.5 * dt * p / physics.UNIT
        p = p + dt * physics.forces(model, q)
        q = q + 0.5 * dt * p / physics.UNIT
    return q, p


def phi(series, beta, lag):
    """phi at one lag from a series (sample, site), all origins, with the control variate and the mean velocity removed."""
    sites = series.shape[1]
    moving = series - series[0].mean()
    products = (moving[lag:] * moving[: len(moving) - lag]).mean()
    return 1 - 1 / sites - beta * products
