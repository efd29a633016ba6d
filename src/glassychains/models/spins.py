r"""The ring of classical Heisenberg spins in random fields.

.. math:: H = \sum_x h_x \cdot S_x + J \sum_x S_x \cdot S_{x+1}, \qquad
    \frac{dS_x}{dt} = B_x \times S_x, \quad B_x = h_x + J (S_{x-1} + S_{x+1}),

with |S_x| = 1: each spin turns counterclockwise about its field. The components of h_x are Gaussian with variance Delta^2 / 3,
and 2 J^2 + Delta^2 = 1, so that at infinite temperature the mean square field on a spin is 1: the model of Oganesyan, Pal and
Huse, Phys. Rev. B 80, 115104 (2009). Conserved: the energy. Site L is followed by site 1, and L is even; bond x joins sites x
and x + 1.

The parts of H are the terms of the even and those of the odd spins: a spin whose neighbours stay turns about a constant field,
which keeps the energy and the length of each spin. Arrays are (replica, row): `q` has L rows of S^x and then L of S^y, `p` has
L rows of S^z, and the fields `h` have L rows of each component.
"""

import math
from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Gt, Lt
from numba import types
from numba.extending import overload

from glassychains.declare import Refused, Unit, declared, no_bits
from glassychains.models.seam.bonds import shared, too_short
from glassychains.models.seam.flowing import flow
from glassychains.numerics.apart import apart
from glassychains.numerics.arithmetic import fma
from glassychains.numerics.compiled import LANES, is_a, jit
from glassychains.numerics.realizations import generator

unsigned = types.uint64  # an index that cannot be negative, so that numba adds no check that would keep a loop from vectorizing


FAMILY = "flowing"
STATE = ("spin_xy", "spin_z")
SpinCoupling = Annotated[float, Gt(0), Lt(math.sqrt(0.5)), Unit("energy")]


@declared
class Spins(NamedTuple):
    """Coupling `J` and random fields `h`, shape (replica, 3 * site)."""

    J: SpinCoupling
    h: np.ndarray
    PARTS = 2  # even spins, odd spins
    periodic = True


@declared
class Parameters:
    """What a study says of a ring of spins."""

    J: SpinCoupling
    """Coupling; the random field follows from 2 J^2 + Delta^2 = 1."""


@no_bits
def rules(p, physics):
    """An even ring."""
    yield from too_short(p["length"], True)
    if p["length"] % 2:
        yield "length", f"even and odd spins turn in turns, so the number of sites is even, got {p['length']}"


@jit
def _sine(z):
    """sin(x) / x for z = x^2, |x| up to pi/2, interpolated at Chebyshev points; absolute error below 5e-16."""
    p = fma(-7.374387503862757e-13, z, 1.6048168318165643e-10)
    p = fma(p, z, -2.505188194671259e-08)
    p = fma(p, z, 2.7557316609073673e-06)
    p = fma(p, z, -0.00019841269824861897)
    p = fma(p, z, 0.008333333333282756)
    p = fma(p, z, -0.16666666666666072)
    return fma(p, z, 0.9999999999999999)


@jit
def _cosine(z):
    """cos(x) for z = x^2, |x| up to pi/2, interpolated at Chebyshev points; absolute error below 5e-16."""
    p = fma(4.608977003001797e-14, z, -1.1462901901757276e-11)
    p = fma(p, z, 2.0876561839933163e-09)
    p = fma(p, z, -2.755731639102575e-07)
    p = fma(p, z, 2.4801587277414926e-05)
    p = fma(p, z, -0.001388888888877299)
    p = fma(p, z, 0.04166666666666388)
    p = fma(p, z, -0.4999999999999997)
    return fma(p, z, 1.0)


@apart
def _turn(J, h, q, p, carried, eighth, row, left, right):
    """Turn the spin at `row` (a flat index) about its field; `left` and `right` lead from it to its neighbours.

    S + 2 n x (a S + n x S) / (a^2 + n^2) is a rotation for any a and any n along the field, so errors of the polynomials change
    neither energy nor length. They hold for a quarter of the half angle up to pi / 2, that is |B| time up to 4 pi; far beyond
    they fail, and the length of the spin shows it.
    """
    size = unsigned(p.size)
    for lane in range(LANES):
        i, l, r = unsigned(row + lane), unsigned(row + left + lane), unsigned(row + right + lane)  # noqa: E741
        x, y, z = q[i], q[size + i], p[i]
        lx, ly, lz = q[l], q[size + l], p[l]
        rx, ry, rz = q[r], q[size + r], p[r]
        bx = fma(J, lx + rx, h[i])
        by = fma(J, ly + ry, h[size + i])
        bz = fma(J, lz + rz, h[size + size + i])
        square = (eighth * eighth) * fma(bx, bx, fma(by, by, bz * bz))
        a, s = _cosine(square), eighth * _sine(square)
        s, a = (a + a) * s, fma(a + a, a, -1.0)
        s, a = (a + a) * s, fma(a + a, a, -1.0)
        nx, ny, nz = s * bx, s * by, s * bz
        # 2 / (a^2 + n^2), where a^2 + n^2 = 1 up to 1e-14
        two = fma(-2.0, fma(a, a, fma(nx, nx, fma(ny, ny, nz * nz))), 4.0)
        vx = fma(ny, z, fma(-nz, y, a * x))
        vy = fma(nz, x, fma(-nx, z, a * y))
        vz = fma(nx, y, fma(-ny, x, a * z))
        dx = fma(ny, vz, -(nz * vy))
        dy = fma(nz, vx, -(nx * vz))
        dz = fma(nx, vy, -(ny * vx))
        q[i] = fma(two, dx, x)
        q[size + i] = fma(two, dy, y)
        p[i] = fma(two, dz, z)
        # the bond to the right gains J dS . S_{x+1} half a site to the right, that to the left half a site to the left
        carried[i] = fma(-J * two, fma(dx, rx - lx, fma(dy, ry - ly, dz * (rz - lz))), carried[i])


@jit
def turn_every_other(J, h, q, p, carried, time, first):
    """Turn the even spins (`first` = 0) or the odd ones (1) for `time`.

    Energy of bond x sits at x + 1/2, that of a spin in its random field at x: when bonds gain, the field energy loses as much.
    """
    eighth, last = 0.125 * time, p.size - LANES
    if first == 0:
        _turn(J, h, q, p, carried, eighth, 0, last, LANES)
    for row in range((2 - first) * LANES, last, 2 * LANES):
        _turn(J, h, q, p, carried, eighth, row, -LANES, LANES)
    if first == 1:
        _turn(J, h, q, p, carried, eighth, last, -LANES, -last)


@overload(flow)
def _flow(model, part, q, p, carried, time):
    if is_a(model, Spins):
        return lambda model, part, q, p, carried, time: turn_every_other(model.J, model.h, q, p, carried, time, part)


def vectors(rows):
    """Rows of x, then y, then z components as vectors, shape (..., 3, L)."""
    return rows.reshape(*rows.shape[:-1], 3, -1)


def spins(q, p):
    """S_x, shape (..., 3, L)."""
    return vectors(np.concatenate([q, p], -1))


def field(model, q, p):
    """B_x = dH/dS_x, shape (..., 3, L)."""
    s = spins(q, p)
    return vectors(model.h) + model.J * (np.roll(s, 1, -1) + np.roll(s, -1, -1))


def rate(model, q, p):
    """(dq/dt, dp/dt). The readable twin of the compiled flows."""
    turning = np.cross(field(model, q, p), spins(q, p), axis=-2)
    return np.concatenate([turning[..., 0, :], turning[..., 1, :]], -1), turning[..., 2, :]


def field_energy(model, q, p):
    """h_x . S_x, shape (..., L)."""
    return (vectors(model.h) * spins(q, p)).sum(-2)


def bond_energy(model, q, p):
    """J S_x . S_{x+1}, shape (..., L)."""
    s = spins(q, p)
    return model.J * (s * np.roll(s, -1, -1)).sum(-2)


def energy(model, q, p):
    """H, shape (...)."""
    return field_energy(model, q, p).sum(-1) + bond_energy(model, q, p).sum(-1)


def site_energy(model, q, p):
    """h_x . S_x plus half of each adjoining bond, shape (..., L)."""
    return field_energy(model, q, p) + shared(model, bond_energy(model, q, p))


def spin_length(model, q, p):
    """Sum of |S_x|^2, shape (...): the number of sites."""
    return (spins(q, p) ** 2).sum((-2, -1))


conserved = {"energy": energy, "spin_length": spin_length}
"""Conserved quantities by name: functions of (model, q, p)."""


def energy_variance(model):
    """Exact variance of H per site at infinite temperature in each realization, mean_x |h_x|^2 / 3 + J^2 / 3.

    Independent directions: a component has variance 1/3, S_x . S_{x+1} too, and all terms of H are uncorrelated.
    """
    return (vectors(model.h) ** 2).sum(-2).mean(-1) / 3 + model.J**2 / 3


def infinite_temperature(length, generators):
    """Spins independent and uniform on the sphere, `q` and `p`; each replica is drawn from a generator of its own."""
    s = np.array([rng.standard_normal((3, length)) for rng in generators])
    s /= np.sqrt((s**2).sum(1, keepdims=True))
    return s[:, :2].reshape(len(s), -1), s[:, 2].copy()


def from_parameters(parameters, realizations=()):
    """The model that a study's parameters describe: keys `J` and `length`; `realizations` names each replica's random fields.

    Raises
    ------
    declare.Refused
        J is not between 0 and sqrt(1/2), or the length is not even.
    """
    J, length = float(parameters["J"]), parameters["length"]
    for key, words in rules({"length": length}, None):
        raise Refused(key, words)
    normals = [generator(name).standard_normal(3 * length) for name in realizations]
    return Spins(J, math.sqrt(max(0.0, (1 - 2 * J**2) / 3)) * np.array(normals))
