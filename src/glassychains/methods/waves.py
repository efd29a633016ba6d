r"""Diffusivities from the decay of long waves, and the asymptote of what diffuses away from a site.

A density that is conserved locally and diffuses has, at late times, waves that decay as

.. math:: C_k(t) = \exp(-D \hat k^2 t), \quad \hat k = 2 \sin(k/2) ,

if all places conduct alike, and more slowly if they do not: C_k(t) = 1 / (1 + D k^2 t) if the rates are distributed
exponentially. Whatever the form, the limit k -> 0 at fixed t is the Green-Kubo integral, so that

.. math:: t D_k(t) = (1 / C_k(t) - 1) / \hat k^2 \quad \text{or} \quad - \log C_k(t) / \hat k^2

have the same limit. The first depends less on k where rates differ much, and is used; the second says what that choice matters.
"""

import importlib
from typing import NamedTuple

import numpy as np

from glassychains.exact.gibbs import gibbs_energy
from glassychains.methods.estimates import mean_and_error

SMALLEST = 0.4  # of C at the end of a window: waves with less left are not used


class Diffusivity(NamedTuple):
    """The limit k -> 0, and the waves from which it comes."""

    value: float
    stderr: float
    squares: np.ndarray  # (wave,): k^2 of the waves that were used
    slopes: np.ndarray  # (wave,): slopes of t D_k(t)
    errors: np.ndarray  # (wave,)
    without: np.ndarray  # (replica,): the limit without one replica at a time

    def relative(self, other):
        """(Other / this - 1, error) of two estimates from the same replicas."""
        ratio = other.without / self.without
        return other.value / self.value - 1, np.sqrt((len(ratio) - 1) * ratio.var())


def wave_squares(length, waves):
    """Minus the eigenvalues of the lattice Laplacian of a ring, 4 sin^2(pi n / L), n = 1 to `waves`."""
    return 4 * np.sin(np.pi * np.arange(1, waves + 1) / length) ** 2


def variances(density, p, waves):
    """Equilibrium variance per site of the waves n = 1 to `waves` of a rotor ring with parameters `p`.

    Velocities are independent, 1 / beta. A bond gives half its energy to either end, which leaves cos^2(k/2) of its variance.
    """
    if density == "velocity":
        return np.full(waves, 1 / p["beta"])
    kinetic = 0.5 / p["beta"] ** 2
    bond = capacity(p) - kinetic
    return kinetic + bond * (1 - wave_squares(p["length"], waves) / 4)


def capacity(p):
    """Variance of the energy per site of a rotor ring, which is its heat capacity over beta^2."""
    rotors = importlib.import_module("glassychains.models.rotor").from_parameters(p)
    return gibbs_energy(rotors, p["length"], p["beta"])[1] / p["length"]


def reciprocal(left):
    """1 / C - 1."""
    return 1 / left - 1


def logarithm(left):
    """- log C."""
    return -np.log(left)


def diffusivity(times, left, length, begin, end, form=reciprocal):
    """Slope of t D_k(t) over [begin, end] for each wave, and its limit k -> 0 by a line in k^2.

    Errors come from leaving out one replica at a time. Points weigh by their errors, and so do waves.

    Parameters
    ----------
    times : array, shape (lag,)
    left : array, shape (replica, wave, lag)
        Normalized autocorrelations C of the waves n = 1, 2, ... of a ring of `length` sites.
    form : callable
        What is linear in time: `reciprocal` or `logarithm`.

    Returns
    -------
    Diffusivity, or None
        None if the run is too short, or if fewer than two waves have `SMALLEST` left at the end.
    """
    inside = (times >= 0.99 * begin) & (times <= 1.01 * end)
    if inside.sum() < 3 or times[-1] < end:
        return None
    left, t, count = left[:, :, inside], times[inside], len(left)
    enough = left.mean(0).min(-1) > SMALLEST
    if enough.sum() < 2:
        return None
    left, squares = left[:, enough], wave_squares(length, len(enough))[enough]
    mean, error = mean_and_error(left)
    without = (count * mean - left) / (count - 1)  # (replica, wave, lag)
    slope = np.array([np.linalg.pinv(np.stack([np.ones_like(t), t], 1) / e[:, None])[1] / e for e in error])  # (wave, lag)

    def slopes(mean):
        return (form(mean) * slope).sum(-1) / squares

    value, parts = slopes(mean), slopes(without)
    errors = np.sqrt((count - 1) * parts.var(0))
    limit = np.linalg.pinv(np.stack([np.ones_like(squares), squares], 1) / errors[:, None])[0] / errors
    parts = parts @ limit
    return Diffusivity(value @ limit, np.sqrt((count - 1) * parts.var()), squares, value, errors, parts)


def asymptote(x, curves, low, high):
    """The constant a to which a mean curve tends as a (1 + b x^(-1/2) + ...): a weighted fit of its logarithm over [low, high].

    The error comes from leaving out one replica at a time.

    Parameters
    ----------
    x : array, shape (n,)
    curves : array, shape (replica, n)

    Returns
    -------
    tuple, or None
        ((a, error), b); None if too few points, or a mean that is not clearly positive, lie in the range.
    """
    inside = (x >= low) & (x <= high)
    if inside.sum() < 4 or x[-1] < high:
        return None
    mean, error = mean_and_error(curves[:, inside])
    if (mean <= 3 * error).any():
        return None
    count, weight = len(curves), mean / error
    solve = np.linalg.pinv(np.stack([np.ones(inside.sum()), x[inside] ** -0.5], 1) * weight[:, None]) * weight
    log_a, b = solve @ np.log(mean)
    parts = np.log(np.maximum((count * mean - curves[:, inside]) / (count - 1), 1e-300)) @ solve[0]
    return (np.exp(log_a), np.exp(log_a) * np.sqrt((count - 1) * parts.var())), b
