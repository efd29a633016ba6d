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


def advance_carry(physics, model, q, p, dt, steps, impulse=None, keep=1.0, contact=1):
    """The same scheme with the work of every bond on both its sites, and reservoirs on free ends fed with given noise.

    `impulse` has shape (steps, side, replica, contact). Returns q, p, the work of the bond to the right and of that to
    the left on each site, and the heat of each bath site, shape (side, replica, contact).
    """
    right, left = np.zeros_like(p), np.zeros_like(p)
    heat = np.zeros((2, len(p), contact))
    for step in range(steps):
        q = q + 0.5 * dt * p / physics.UNIT
        pulls = pull_from_the_right(physics, model, q)
        before, p = p, p + dt * physics.forces(model, q)
        right += dt * pulls * (before + p) / 2
        left -= dt * np.roll(pulls, 1, -1) * (before + p) / 2
        q = q + 0.5 * dt * p / physics.UNIT
        if impulse is not None:
            p = p.copy()
            for side, ends in enumerate((slice(0, contact), slice(p.shape[1] - contact, None))):
                old = p[:, ends].copy()
                p[:, ends] = keep * old + impulse[step, side]
                heat[side] += 0.5 * (p[:, ends] ** 2 - old**2)
    return q, p, right, left, heat


def pull_from_the_right(physics, model, q):
    """V' of the bond to the right of each site; on free ends the last has none."""
    pulls = physics.pull(model, q)
    return pulls if model.periodic else np.concatenate([pulls, np.zeros((len(q), 1))], -1)
