r"""The discrete nonlinear Schroedinger chain (eq. 11 of the review), with random on-site energies if wanted.

.. math:: H = \sum_x \Bigl( \epsilon_x |\psi_x|^2 + U |\psi_x|^4 \Bigr) + g \sum_x |\psi_{x+1} - \psi_x|^2, \qquad
    i \frac{d\psi_x}{dt} = \frac{\partial H}{\partial \psi_x^*}

The eps_x are uniform in [-W/2, W/2]. Bond x joins sites x and x + 1; the ends are free, or site L is followed by site 1 in a
ring of an even number of sites. A bond hops with amplitude -g and adds g to the on-site energy of both its sites. Conserved:
the energy, and the norm sum_x n_x, n_x = |psi_x|^2. States are stored as psi = (q + i p) / sqrt(2), with q and p of shape
(..., site): then dq/dt = dH/dp and dp/dt = -dH/dq.

The parts of H are what is diagonal in x, the hopping on even bonds, and that on odd bonds. Each turns pairs of numbers by an
angle a, as three shears by tan(a/2), sin(a) and tan(a/2). However these are rounded, shears keep areas: a small error makes the
pair turn on an ellipse instead of a circle, and the norm does not drift, as it would where cos^2 + sin^2 is not exactly 1.

**What crosses the bonds of a ring.** Let the on-site energy s_x = (eps_x + 2 g) n_x + U n_x^2 sit at x, and that of the
hopping, h_x = -2 g Re(psi_x^* psi_{x+1}), at x + 1/2. In the flow of bond x a norm m goes from x to x + 1, and h_x pays what
s_x and s_{x+1} gain,

.. math:: \delta s_x = -(\epsilon_x + 2 g) m + U (n_x'^2 - n_x^2), \qquad
    \delta s_{x+1} = (\epsilon_{x+1} + 2 g) m + U (n_{x+1}'^2 - n_{x+1}^2).

That moves by one site the energy, since n_x + n_{x+1} stays,

.. math:: \tfrac12 (\delta s_{x+1} - \delta s_x) =
    \Bigl( U (n_x + n_{x+1}) + 2 g + \tfrac12 (\epsilon_x + \epsilon_{x+1}) \Bigr) m .

Hopping energy goes past site x, from h_{x-1} to h_x, at the rate -2 g^2 Im(psi_{x-1}^* psi_{x+1}). In the flow of the odd bonds
the sum D of what goes past the two ends of an even bond has a constant rate, and the difference is the change of that bond's h,
so both are known exactly. The account is thus a set of further coordinates, of which each flow integrates exactly what it
enters, and has the order of the composition. It belongs to the density s_x + (h_{x-1} + h_x) / 2.
"""

import math
from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge
from numba import types
from numba.extending import overload

from glassychains.declare import Boundary, Energy, Refused, Unit, declared, no_bits
from glassychains.models.seam.account import Carried
from glassychains.models.seam.bonds import pulled, shared, stretches, too_short
from glassychains.models.seam.flowing import flow
from glassychains.numerics.apart import apart
from glassychains.numerics.arithmetic import cos_turns, fma, nearest, sin_turns
from glassychains.numerics.compiled import LANES, is_a, jit
from glassychains.numerics.realizations import uniform

unsigned = types.uint64  # an index that cannot be negative, so that numba adds no check that would keep a loop from vectorizing
FAMILY = "flowing"
STATE = ("q", "p")
TURN = 2 * math.pi
EnergyOrNone = Annotated[float, Ge(0), Unit("energy")]


@declared
class Dnls(NamedTuple):
    """Interaction `U`, hopping `g`, and on-site energies `eps`, shape (replica, site)."""

    U: EnergyOrNone
    g: Energy
    eps: np.ndarray
    periodic: bool = False
    PARTS = 3  # on-site energies, even bonds, odd bonds


@declared
class Parameters:
    """What a study says of a DNLS chain."""

    U: EnergyOrNone
    """Coefficient of |psi|^4."""
    g: Energy
    """Hopping."""
    disorder: EnergyOrNone = 0.0
    """Full width W of the random on-site energies around 0."""
    boundary: Boundary = "free"
    """Whether the chain is a ring."""


@no_bits
def rules(p, physics):
    """The shortest chain, and an even ring."""
    periodic = p.get("boundary") == "periodic"
    yield from too_short(p["length"], periodic)
    if periodic and p["length"] % 2:
        yield "length", f"even and odd bonds hop in turns, so the number of sites of a ring is even, got {p['length']}"


@jit
def _sine(z):
    """sin(pi r) / r for z = r^2 in [0, 1/4], interpolated at Chebyshev points; relative error below 1e-15."""
    p = fma(-2.113362735205297e-05, z, 0.0004659870158043378)
    p = fma(p, z, -0.0073703643265304155)
    p = fma(p, z, 0.08214587881631043)
    p = fma(p, z, -0.599264528825224)
    p = fma(p, z, 2.5501640398618677)
    p = fma(p, z, -5.1677127800497855)
    return fma(p, z, 3.1415926535897927)


@jit
def _tangent(z):
    """tan(pi r / 2) / r for z = r^2 in [0, 1/4], interpolated at Chebyshev points; relative error below 1e-15."""
    p = fma(8.872756127876064, z, -6.654567095906507)
    p = fma(p, z, 5.47615417267798)
    p = fma(p, z, -0.10397761083297419)
    p = fma(p, z, 1.5744214025116285)
    p = fma(p, z, 1.227795522309546)
    p = fma(p, z, 1.278016912357261)
    p = fma(p, z, 1.2728925202302155)
    p = fma(p, z, 1.2732589840435933)
    p = fma(p, z, 1.273260703363284)
    p = fma(p, z, 1.2734371349874996)
    p = fma(p, z, 1.2750820198386599)
    p = fma(p, z, 1.2919281950128785)
    return fma(p, z, 1.5707963267948963)


@jit
def _turn_sites(U, diagonal, eps, q, p, per, begin, end):
    """psi turns clockwise, by `per` turns for each unit of its frequency."""
    for k in range(begin, end):
        i = unsigned(k)
        x, y = q[i], p[i]
        twice = fma(x, x, y * y)
        u = per * fma(U, twice, eps[i] + diagonal)
        r = u - nearest(u)
        # two turns by half the angle, at most a quarter of a turn each, where the tangent is small
        s, t = r * _sine(r * r), r * _tangent(r * r)
        x = fma(t, y, x)
        y = fma(-s, x, y)
        x = fma(t + t, y, x)
        y = fma(-s, x, y)
        q[i] = fma(t, y, x)
        p[i] = y


@jit
def turn_sites(model, q, p, time):
    """Flow of the on-site energies, to which each bond adds g at both its ends."""
    per, last = time / TURN, q.size - LANES
    end = 2 * model.g if model.periodic else model.g
    _turn_sites(model.U, end, model.eps, q, p, per, 0, LANES)
    _turn_sites(model.U, 2 * model.g, model.eps, q, p, per, LANES, last)
    _turn_sites(model.U, end, model.eps, q, p, per, last, q.size)


@jit
def _angles(g, time):
    """Sine of g time and tangent of half of it. Digits are lost near g time = pi, where the tangent is infinite."""
    u = g * time / TURN
    return sin_turns(u), sin_turns(0.5 * u) / cos_turns(0.5 * u)


@jit(forceinline=True)
def _hop(s, t, q, p, left, right):
    """Turn (q_x, p_{x+1}) and (q_{x+1}, p_x) of one bond; `left` and `right` are the flat indices where its rows begin."""
    for lane in range(LANES):
        i, j = unsigned(left + lane), unsigned(right + lane)
        x, y = fma(-t, p[j], q[i]), fma(-t, p[i], q[j])
        px, py = fma(s, y, p[i]), fma(s, x, p[j])
        q[i], q[j] = fma(-t, py, x), fma(-t, px, y)
        p[i], p[j] = px, py


@jit
def hop(model, q, p, time, first):
    """Flow of the hopping on even bonds (`first` = 0) or on odd ones (1)."""
    s, t = _angles(model.g, time)
    for row in range(first * LANES, q.size - LANES, 2 * LANES):
        _hop(s, t, q, p, row, row + LANES)
    if model.periodic and first == 1:
        _hop(s, t, q, p, q.size - LANES, 0)


@apart
def _hop_carry(model, s, t, q, p, energy, norm, left, right):
    """As `_hop`, with the norm and the energy that go over the bond."""
    for lane in range(LANES):
        i, j = unsigned(left + lane), unsigned(right + lane)
        a, b, c, d = q[i], p[i], q[j], p[j]
        here, there = fma(a, a, b * b), fma(c, c, d * d)  # twice the norms
        x, y = fma(-t, d, a), fma(-t, b, c)
        px, py = fma(s, y, b), fma(s, x, d)
        a, c = fma(-t, py, x), fma(-t, px, y)
        moved = 0.25 * ((fma(c, c, py * py) - there) - (fma(a, a, px * px) - here))
        q[i], q[j] = a, c
        p[i], p[j] = px, py
        norm[i] += moved
        each = fma(model.U, here + there, model.eps[i] + model.eps[j])  # twice what a unit of norm brings along, but for 2 g
        energy[i] = fma(fma(0.5, each, model.g + model.g), moved, energy[i])


@apart
def _exchange(g, time, q, p, energy, left, row, right, beyond):
    """What hopping energies exchange in the flow of the odd bonds on either side of the even bond at `row`, before it.

    Sites are at `left`, `row`, `right`, `beyond`; a bond at that of its left end. (D + dh) / 2 goes past the left end of the
    even bond and (D - dh) / 2 past the right one, where its h changes by dh; half of either goes over the bonds next to that
    end.
    """
    rate, quarter = -0.25 * g * g * time, 0.25 * g
    for lane in range(LANES):
        h, i, j, k = unsigned(left + lane), unsigned(row + lane), unsigned(right + lane), unsigned(beyond + lane)
        passing = rate * (fma(q[i], p[k], -(p[i] * q[k])) + fma(q[h], p[j], -(p[h] * q[j])))
        before = quarter * fma(q[i], q[j], p[i] * p[j])
        energy[h] += passing + before
        energy[i] += passing + passing
        energy[j] += passing - before


@apart
def _settle(g, q, p, energy, left, row, right):
    """The other end of the change of h, after the flow."""
    quarter = 0.25 * g
    for lane in range(LANES):
        h, i, j = unsigned(left + lane), unsigned(row + lane), unsigned(right + lane)
        after = quarter * fma(q[i], q[j], p[i] * p[j])
        energy[h] -= after
        energy[j] += after


@jit
def hop_carry(model, q, p, carried, time, first):
    """As `hop`, for a ring, with an account of what goes over each bond; the flow of the odd bonds enters what h exchange."""
    s, t = _angles(model.g, time)
    size, last = q.size, q.size - LANES
    energy, norm = carried
    if first == 0:
        for row in range(0, last, 2 * LANES):
            _hop_carry(model, s, t, q, p, energy, norm, row, row + LANES)
        return
    for row in range(0, last, 2 * LANES):
        left, beyond = (row if row else size) - LANES, row + 2 * LANES if row + 2 * LANES < size else 0
        _exchange(model.g, time, q, p, energy, left, row, row + LANES, beyond)
    for row in range(LANES, last, 2 * LANES):
        _hop_carry(model, s, t, q, p, energy, norm, row, row + LANES)
    _hop_carry(model, s, t, q, p, energy, norm, last, 0)
    for row in range(0, last, 2 * LANES):
        _settle(model.g, q, p, energy, (row if row else size) - LANES, row, row + LANES)


@jit
def _flow_of(model, part, q, p, time):
    if part == 0:
        turn_sites(model, q, p, time)
    else:
        hop(model, q, p, time, part - 1)


@jit
def _flow_carry(model, part, q, p, carried, time):
    if part == 0:
        turn_sites(model, q, p, time)
    else:
        hop_carry(model, q, p, carried, time, part - 1)


@overload(flow)
def _flow(model, part, q, p, carried, time):
    if is_a(model, Dnls) and is_a(carried, Carried):
        return lambda model, part, q, p, carried, time: _flow_carry(model, part, q, p, carried, time)
    if is_a(model, Dnls):
        return lambda model, part, q, p, carried, time: _flow_of(model, part, q, p, time)


def site_norm(model, q, p):
    """|psi_x|^2, shape (..., L)."""
    return 0.5 * (q**2 + p**2)


spreading = site_norm
"""The density whose packets are followed."""


def bond_energy(model, q, p):
    """g |psi_{x+1} - psi_x|^2, one per bond, shape (..., L - 1), of a ring (..., L)."""
    return 0.5 * model.g * (stretches(model, q) ** 2 + stretches(model, p) ** 2)


def site_energy(model, q, p):
    """On-site energy plus half of each adjoining bond, shape (..., L)."""
    density = site_norm(model, q, p)
    return model.eps * density + model.U * density**2 + shared(model, bond_energy(model, q, p))


def energy(model, q, p):
    """H, shape (...)."""
    return site_energy(model, q, p).sum(-1)


def norm(model, q, p):
    """sum_x |psi_x|^2, shape (...)."""
    return site_norm(model, q, p).sum(-1)


conserved = {"energy": energy, "norm": norm}
"""Conserved quantities by name: functions of (model, q, p)."""


def rate(model, q, p):
    """(dq/dt, dp/dt). The readable twin of the compiled flows."""
    frequency = model.eps + 2 * model.U * site_norm(model, q, p)
    return (
        frequency * p - model.g * pulled(model, stretches(model, p)),
        model.g * pulled(model, stretches(model, q)) - frequency * q,
    )


def single_particle(model):
    """The matrix M of i dpsi/dt = M psi at U = 0, shape (..., L, L)."""
    length = model.eps.shape[-1]
    difference = stretches(model, np.eye(length)).T
    return model.eps[..., None] * np.eye(length) + model.g * difference.T @ difference


def packet(model, density, phases):
    """`q` and `p`, each like `phases`, of sites that carry the norm `density` each, with these phases in turns."""
    radius = math.sqrt(2 * density)
    return radius * np.vectorize(cos_turns)(phases), radius * np.vectorize(sin_turns)(phases)


def from_parameters(parameters, realizations=()):
    """The model that a study's parameters describe: keys `U`, `g`, `length`, `disorder`, the width W (0 if absent), `boundary`.

    `realizations` names each replica's on-site energies.

    Raises
    ------
    declare.Refused
        A ring is not even.
    """
    for key, words in rules(parameters, None):
        raise Refused(key, words)
    width = parameters.get("disorder", 0.0)
    eps = width * (uniform(realizations, parameters["length"]) - 0.5)
    return Dnls(float(parameters["U"]), float(parameters["g"]), eps, parameters.get("boundary", "free") == "periodic")
