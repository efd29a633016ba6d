r"""Dynamics of a Bose-Hubbard chain in equilibrium: how long densities remember, and what crosses the bonds.

Averages are canonical at fixed number of particles N, with weights p_m = exp(-beta E_m) / Z; beta = 0 is infinite temperature,
where all states are alike. Products of operators are symmetrized. With H |m> = E_m |m> and w_mn = E_m - E_n,

.. math:: \tfrac12 \langle A(t) B + B A(t) \rangle = \sum_{mn} \frac{p_m + p_n}{2} A_{mn} B_{nm} \cos(w_{mn} t)

so that all times follow from products of the matrix A_mn B_nm with cos(E_m t) and sin(E_m t).

``t`` (replica, time)
    a logarithmic grid.
``correlation`` (replica, beta, time)
    C(t) = sum_x <dn_x(t) dn_x> / sum_x <dn_x^2>, dn_x = n_x - <n_x>.
``forever`` (replica, beta)
    its average over all times: of the sum only levels that are equal remain.
``variance`` (replica, beta)
    sum_x <dn_x^2> / L.
``resonant`` (replica, beta)
    mean over bonds of the probability that |n_x - n_{x+1}| < 2 sqrt(2 g m / U) with m = (n_x + n_{x+1}) / 2: that hopping
    overcomes the detuning of the two sites, by the separatrix of the classical pair 2 U d^2 - 2 g m cos(theta), n = m +- d.
``spacing`` (replica)
    mean spacing of the middle half of the levels; 2 pi over it is the Heisenberg time, when a spectrum shows as discrete.
``moved`` (replica, beta, pair, time)
    <(X_a(t) - X_a)(X_b(t) - X_b)> / (L - 1) for the pairs energy-energy, energy-number, number-number, if `carried`.
    X_n = sum x n_x and X_e, the first moments of the two densities, change by what all bonds carry together: dX_a/dt = J_a, the
    sum of the currents over the bonds. Energy U n_x^2 sits at x, that of hopping over bond x at x + 1/2.
``truncated`` (replica, beta, pair, time)
    half the derivative of `moved`, which is the truncated Green-Kubo integral: int_0^t ds <J_a(s) J_b> / (L - 1).
"""

from typing import Annotated

import numpy as np
from annotated_types import Ge, MinLen

from glassychains.declare import Count, Time, Unit, declared, no_bits
from glassychains.models import bosons

PAIRS = ("energy_energy", "energy_number", "number_number")
EQUAL = 1e-9
"""Levels closer than this part of the whole spectrum count as equal."""


@declared
class Parameters:
    """What a study says of it."""

    first: Time
    """First time of the grid."""
    last: Time
    """Last time."""
    per_decade: Count
    """Times per factor of ten."""
    betas: Annotated[list[Annotated[float, Ge(0), Unit("1 / energy")]], MinLen(1)]
    """Inverse temperatures; 0 is infinite temperature."""
    carried: bool = False
    """Whether what crosses the bonds of a chain with free ends is measured."""


@no_bits
def rules(p, physics):
    """Whole chains of bosons; first moments need two ends."""
    if physics is not bosons:
        yield "measure", f"correlations are those of bosons, got {p['measure']}"
    elif p.get("sector", "all") != "all":
        yield "sector", f"must be all, the density of a site leads out of {p['sector']}"
    elif p.get("carried") and p.get("boundary") == "periodic":
        yield "carried", "asks for a chain with free ends"
    elif p["last"] <= p["first"]:
        yield "last", f"must be more than first = {p['first']}, got {p['last']}"


def grid(own):
    """The times."""
    decades = np.log10(own.last / own.first)
    return np.geomspace(own.first, own.last, 1 + round(own.per_decade * decades))


def unlike(model):
    """(site, how many look like it): a clean chain is the same from both ends, sites of a ring are alike."""
    length = model.length
    if model.periodic:
        return [(0, length)]
    return [(x, 1 if 2 * x + 1 == length else 2) for x in range((length + 1) // 2)]


def between(states, diagonal):
    """Matrix elements of a diagonal operator >= 0; numpy multiplies a matrix by its own transpose at half the price."""
    root = np.sqrt(diagonal)[:, None] * states
    return root.T @ root


class Waves:
    """cos(E_m t) and sin(E_m t) of the levels at the times, and weights of the levels, shape (beta, level)."""

    def __init__(self, energies, times, betas):
        self.energies = energies[:, None]
        angle = self.energies * times
        self.cos, self.sin = np.cos(angle), np.sin(angle)
        boltzmann = np.exp(-np.outer(betas, energies - energies[0]))
        self.weights = boltzmann / boltzmann.sum(1, keepdims=True)

    def even(self, matrix):
        """sum_mn p_m W_mn cos(w_mn t) of a symmetric W, shape (beta, time)."""
        return self.weights @ (self.cos * (matrix @ self.cos) + self.sin * (matrix @ self.sin))

    def odd(self, matrix):
        """sum_mn p_m W_mn w_mn sin(w_mn t)."""
        e, c, s = self.energies, self.cos, self.sin
        straight = e * (s * (matrix @ c) - c * (matrix @ s))
        return self.weights @ (straight - s * (matrix @ (e * c)) + c * (matrix @ (e * s)))

    def forever(self, matrix):
        """The average of `even` over all times, shape (beta,)."""
        levels = self.energies[:, 0]
        start = np.flatnonzero(np.diff(levels, prepend=-np.inf) > EQUAL * (levels[-1] - levels[0]))
        groups = np.split(np.arange(len(levels)), start[1:])
        return sum(self.weights[:, g] @ matrix[np.ix_(g, g)].sum(1) for g in groups)


def measure(own, model, space, energies, states):
    """Name to (dimensions, values, notes)."""
    times, n = grid(own), bosons.occupations(model, space)
    waves = Waves(energies, times, np.array(own.betas))
    matrix, square = np.zeros_like(states), 0.0
    for x, alike in unlike(model):
        one = between(states, n[x])
        square = square + alike * (waves.weights @ np.diag(one)) ** 2  # sum_x <n_x>^2
        one *= one
        one *= alike
        matrix += one
    population = waves.weights @ (states.T**2)
    variance = population @ (n**2).sum(0) - square
    middle = energies[len(energies) // 4 : max(len(energies) // 4 + 2, 3 * len(energies) // 4)]
    found = {
        "t": (("time",), times, {"units": "model time"}),
        "correlation": (("beta", "time"), (waves.even(matrix) - square[:, None]) / variance[:, None], {"units": "1"}),
        "forever": (("beta",), (waves.forever(matrix) - square) / variance, {"units": "1"}),
        "variance": (("beta",), variance / model.length, {"units": "1"}),
        "resonant": (("beta",), population @ resonant(model, n), {"units": "1"}),
        "spacing": ((), np.diff(middle).mean(), {"units": "energy"}),
    }
    if own.carried:
        del matrix, one  # large
        energy, number = bosons.moments(model, space)
        x_n, x_e = between(states, number), states.T @ (energy @ states)
        moved, truncated = [], []
        for product in (x_e * x_e, x_e * x_n, x_n * x_n):
            moved.append(2 * ((waves.weights @ product.sum(1))[:, None] - waves.even(product)))
            truncated.append(waves.odd(product))
        for name, parts in (("moved", moved), ("truncated", truncated)):
            values = np.stack(parts, 1) / (model.length - 1)
            found[name] = (("beta", "pair", "time"), values, {"units": "of the pair"})
    return found


def resonant(model, n):
    """Part of the bonds of each Fock state whose two sites are in resonance."""
    hits = [model.U * (n[x] - n[y]) ** 2 < 4 * model.g * (n[x] + n[y]) for x, y in bosons.bonds(model)]
    return np.mean(hits, axis=0)
