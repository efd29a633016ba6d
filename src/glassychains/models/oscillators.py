r"""Pinned oscillators with polynomial potentials, each site with its own coefficients if need be (eqs. 12, 15).

.. math:: H = \sum_x \frac{p_x^2}{2} + U_x(q_x) + V(q_{x+1} - q_x), \quad
          U(q) = \sum_n \frac{u_n q^n}{n}, \quad V(r) = \sum_n \frac{v_n r^n}{n}

Unit mass. With u_2 = omega_x^2 drawn at random, u_4 = g and v_2 = 2 g_0 this is eq. (15), which writes g_0 (q_x - q_{x+1})^2
without a half; the disordered Klein-Gordon chain of the literature on wave packets (Skokos et al., Phys. Rev. E 79, 056211) is
omega_x^2 in [1/2, 3/2], g = 1, v_2 = 1/W. Conserved: the energy. With periodic ends site L is followed by site 1. Arrays
have the site as their last axis; bond x joins sites x and x + 1.
"""

import math
from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Lt, MinLen
from numba import types
from numba.extending import overload

from glassychains.declare import Boundary, declared, no_bits
from glassychains.models.seam.bonds import carried, pulled, shared, stretches, too_short
from glassychains.models.seam.kicked import bond_force, bond_stiffness, drift_rate, site_pull, site_stiffness, wrapped
from glassychains.numerics.arithmetic import fma
from glassychains.numerics.compiled import LANES, is_a
from glassychains.numerics.realizations import uniform

FAMILY = "kicked"
UNIT = 1.0
"""One stored unit of position in units of the equations of motion."""


class Oscillators(NamedTuple):
    """Coefficients (u_1, u_2, ...) and (v_1, v_2, ...), and whether the ends are joined.

    Each coefficient is None (absent), a number, or an array (replica, site) (in kernels flat [site, lane]); the last of a
    row is not None. The coefficient of a bond is that of its left site.
    """

    pinning: tuple
    coupling: tuple
    periodic: bool = False


@declared
class Parameters:
    """What a study says of a chain of oscillators."""

    pinning: list[float]
    """Coefficients u_1, u_2, ... of the on-site potential sum_n u_n q^n / n."""
    coupling: Annotated[list[float], MinLen(1)]
    """Coefficients v_1, v_2, ... of the bond potential sum_n v_n r^n / n."""
    boundary: Boundary
    """Ends of the chain."""
    disorder: Annotated[float, Ge(0), Lt(1)] = 0.0
    """Half-width of the random factor of u_2, uniform around 1."""


@no_bits
def rules(p, physics):
    """The shortest chain, coefficients that do not end in zeros, disorder of something."""
    yield from too_short(p["length"], p["boundary"] == "periodic")
    if not any(p["coupling"]) or p["coupling"][-1] == 0 or (p["pinning"] and p["pinning"][-1] == 0):
        yield "coupling", "the last coefficient of pinning and of coupling must not be 0"
    if p.get("disorder") and (len(p["pinning"]) < 2 or p["pinning"][1] == 0):
        yield "disorder", "it multiplies the second coefficient of pinning, which is 0"


@no_bits
def is_linear(pinning, coupling):
    """Are the quadratic terms, the second coefficients, the only ones?"""
    return not any(c for row in (pinning, coupling) for n, c in enumerate(row, 1) if n != 2)


@no_bits
def highest_frequency(p):
    """A bound on that of the quadratic terms, (u_2 (1 + disorder) + 4 v_2)^(1/2); 0 if there are none."""
    own, bond = (row[1] if len(row) > 1 else 0.0 for row in (p["pinning"], p["coupling"]))
    return math.sqrt(max(0.0, own * (1 + p.get("disorder", 0.0)) + 4 * bond))


def at(coefficient, index):
    """The coefficient of one site (compiled)."""
    raise TypeError(f"{type(coefficient).__name__} is no coefficient")


@overload(at)
def _at(coefficient, index):
    if isinstance(coefficient, types.Array):
        return lambda coefficient, index: coefficient[index]
    return lambda coefficient, index: coefficient


def polynomial(coefficients, index, x):
    """c_0 + c_1 x + c_2 x^2 + ... of one site by Horner's rule (compiled). What is absent costs nothing."""
    raise TypeError(f"{type(coefficients).__name__} are no coefficients")


@overload(polynomial)
def _polynomial(coefficients, index, x):
    if len(coefficients) == 0:
        return lambda coefficients, index, x: 0.0
    if len(coefficients) == 1:
        return lambda coefficients, index, x: at(coefficients[0], index)
    if isinstance(coefficients[0], types.NoneType):
        return lambda coefficients, index, x: polynomial(coefficients[1:], index, x) * x
    return lambda coefficients, index, x: fma(polynomial(coefficients[1:], index, x), x, at(coefficients[0], index))


def slope(coefficients, power, index, x):
    """n c_0 + (n + 1) c_1 x + (n + 2) c_2 x^2 + ... with n = `power`, likewise: the derivative of terms that begin at x^n."""
    raise TypeError(f"{type(coefficients).__name__} are no coefficients")


@overload(slope)
def _slope(coefficients, power, index, x):
    if len(coefficients) == 0:
        return lambda coefficients, power, index, x: 0.0
    if len(coefficients) == 1:
        return lambda coefficients, power, index, x: power * at(coefficients[0], index)
    if isinstance(coefficients[0], types.NoneType):
        return lambda coefficients, power, index, x: slope(coefficients[1:], power + 1.0, index, x) * x
    return lambda coefficients, power, index, x: fma(
        slope(coefficients[1:], power + 1.0, index, x), x, power * at(coefficients[0], index)
    )


@overload(bond_force)
def _bond_force(model, index, stretch):
    if is_a(model, Oscillators):
        return lambda model, index, stretch: polynomial(model.coupling, index, stretch)


@overload(site_pull)
def _site_pull(model, index, position):
    if is_a(model, Oscillators):
        return lambda model, index, position: polynomial(model.pinning, index, position)


@overload(bond_stiffness)
def _bond_stiffness(model, index, stretch):
    if is_a(model, Oscillators):
        return lambda model, index, stretch: slope(model.coupling[1:], 1.0, index, stretch)


@overload(site_stiffness)
def _site_stiffness(model, index, position):
    if is_a(model, Oscillators):
        if len(model.types[model.fields.index("pinning")]) < 2:
            return lambda model, index, position: None
        return lambda model, index, position: slope(model.pinning[1:], 1.0, index, position)


@overload(drift_rate)
def _drift_rate(model):
    if is_a(model, Oscillators):
        return lambda model: 1.0


@overload(wrapped)
def _wrapped(model, position):
    if is_a(model, Oscillators):
        return lambda model, position: position


def _terms(coefficients, bonds=None):
    """(n, coefficient) of what is there; of bonds, the last site's is cut off where it has none."""
    there = [(n, c) for n, c in enumerate(coefficients, 1) if c is not None]
    return [(n, c[..., :bonds] if np.ndim(c) else c) for n, c in there]


def bond_energy(model, q):
    """V(q_{x+1} - q_x), one per bond."""
    r = stretches(model, q)
    return sum((c * r**n / n for n, c in _terms(model.coupling, r.shape[-1])), np.zeros_like(r))


def pinning_energy(model, q):
    """U_x(q_x), one per site."""
    return sum((c * q**n / n for n, c in _terms(model.pinning)), np.zeros_like(q))


def energy(model, q, p):
    """H, shape (...)."""
    return (0.5 * p**2 + pinning_energy(model, q)).sum(-1) + bond_energy(model, q).sum(-1)


conserved = {"energy": energy}
"""Conserved quantities by name: functions of (model, q, p)."""


def pull(model, q):
    """V'(q_{x+1} - q_x), the pull of each bond on its left site."""
    r = stretches(model, q)
    return sum((c * r ** (n - 1) for n, c in _terms(model.coupling, r.shape[-1])), np.zeros_like(r))


def forces(model, q):
    """dp_x / dt, shape (..., L). The readable twin of the compiled kick."""
    own = sum((c * q ** (n - 1) for n, c in _terms(model.pinning)), np.zeros_like(q))
    return pulled(model, pull(model, q)) - own


def energy_current(model, q, p):
    """Energy that flows from x to x + 1 per unit of time, -(V'/2) (p_x + p_{x+1}), for `site_energy`."""
    return carried(model, pull(model, q), p)


def site_energy(model, q, p):
    """p_x^2 / 2 + U_x(q_x) plus half of each adjoining bond, shape (..., L)."""
    return 0.5 * p**2 + pinning_energy(model, q) + shared(model, bond_energy(model, q))


spreading = site_energy
"""The density whose packets are followed."""


def packet(model, density, phases):
    """Positions and momenta, each like `phases`, of sites at rest position that carry the energy `density` each.

    `phases`, uniform in [0, 1), decide the signs of the momenta.
    """
    return np.zeros_like(phases), np.sqrt(2 * density) * np.where(phases < 0.5, 1.0, -1.0)


currents = ((site_energy, energy_current),)
"""Pairs (density, current) of what is conserved locally: functions of (model, q, p)."""


def force_constants(model):
    """Second derivatives of H at rest, shape (..., L, L): its eigenvalues are the squares of the modes' frequencies.

    Only the quadratic terms u_2 and v_2 enter, of a chain with free ends whose coefficients have a site axis.
    """
    own = np.asarray(model.pinning[1])
    spring = np.broadcast_to(model.coupling[1], own.shape)[..., :-1]
    length = own.shape[-1]
    difference = np.diff(np.eye(length), axis=0)
    return own[..., None] * np.eye(length) + np.swapaxes(difference, 0, 1) @ (spring[..., None] * difference)


def force_constants_of(model, sites, lane):
    """As `force_constants`, shape (L, L), of one lane of a group, whose coefficients are flat [site, lane]; rings too."""

    def quadratic(terms):
        second = terms[1] if len(terms) > 1 and terms[1] is not None else 0.0
        return second[lane::LANES] if np.ndim(second) else np.full(sites, second)

    phi, spring = np.diag(quadratic(model.pinning)), quadratic(model.coupling)
    for x in range(sites if model.periodic else sites - 1):
        y = (x + 1) % sites
        phi[x, x] += spring[x]
        phi[y, y] += spring[x]
        phi[x, y] -= spring[x]
        phi[y, x] -= spring[x]
    return phi


def from_parameters(parameters, realizations=()):
    """The model that a study's parameters describe.

    Parameters
    ----------
    parameters : dict
        Lists `pinning` (u_1, u_2, ...) and `coupling` (v_1, v_2, ...), `boundary` ("periodic" or "free"), and `disorder`:
        each site's u_2 is multiplied by a number drawn uniformly from [1 - disorder, 1 + disorder].
    realizations : list of str
        Name of each replica's disorder.
    """

    def row(values):
        return tuple(None if c == 0 else float(c) for c in np.trim_zeros(values, "b"))

    pinning, width = row(parameters["pinning"]), parameters.get("disorder", 0.0)
    if width:
        spread = 1 + width * (2 * uniform(realizations, parameters["length"]) - 1)
        pinning = (pinning[0], pinning[1] * spread, *pinning[2:])
    return Oscillators(pinning, row(parameters["coupling"]), parameters["boundary"] == "periodic")
