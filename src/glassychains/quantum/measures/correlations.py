r"""Dynamics of a Bose-Hubbard chain in equilibrium: how long densities remember, and what crosses the bonds.

Averages are canonical at fixed number of particles N, with weights p_m = exp(-beta E_m) / Z; beta = 0 is infinite temperature,
where all states are alike. Products of operators are symmetrized. With H |m> = E_m |m> and w_mn = E_m - E_n,

.. math:: \tfrac12 \langle A(t) B + B A(t) \rangle = \sum_{mn} \frac{p_m + p_n}{2} A_{mn} B_{nm} \cos(w_{mn} t)

so that all times follow from products of the matrix A_mn B_nm with cos(E_m t) and sin(E_m t).

``t`` (replica, time)
    a logarithmic grid.
``correlation`` (replica, beta, time)
    C(t) = sum_x <dn_x(t) dn_x> / sum_x <dn_x^2>, dn_x = n_x - <n_x>.
``symmetric`` (replica, beta, time)
    the same of s_x = (n_x + n_{L+1-x}) / 2 for n_x; chains of three sites and more with free ends.
``forever`` (replica, beta)
    the average of `symmetric` over all times: of the sum only levels that are equal remain. States of a chain with free ends
    are even or odd in its mirror. What n_x has beside s_x joins only the even with the odd, in dense chains across splittings
    below any tolerance; its average is 0 over times that nobody waits for. That of s_x does not depend on the tolerance.
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
``covariance`` (replica, beta, pair)
    <X_a X_b> / (L - 1) of the first moments about the middle, less their means; `moved` is twice that once all is forgotten.
``crossed`` (replica, beta, density, apart, time)
    <(R_x(t) - R_x)(R_y(t) - R_y)> of the number, then of the energy, if `by_bond`. R_x is what is on the right of bond x, and
    R_x(t) - R_x what crosses it in the time t. Mean over the pairs of bonds with y - x = 0, 1, ..., L - 2.
"""

from typing import Annotated

import numpy as np
from annotated_types import Ge, MinLen

from glassychains.declare import Count, Time, Unit, declared, no_bits
from glassychains.models import bosons
from glassychains.quantum.operators import sparse

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
    by_bond: bool = False
    """Whether it is also told apart by the bonds that it crosses."""


@no_bits
def rules(p, physics):
    """Whole chains of bosons; first moments need two ends."""
    if physics is not bosons:
        yield "measure", f"correlations are those of bosons, got {p['measure']}"
    elif p.get("sector", "all") != "all":
        yield "sector", f"must be all, the density of a site leads out of {p['sector']}"
    elif p.get("carried") and p.get("boundary") == "periodic":
        yield "carried", "asks for a chain with free ends"
    elif p.get("by_bond") and not p.get("carried"):
        yield "by_bond", "asks for carried"
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


def remembered(waves, densities):
    """(matrix of sum_x A_mn A_nm, sum_x <A_x>^2, sum_x <dA_x^2>) of pairs (diagonal of A_x, how many look like it)."""
    matrix, square, second = 0.0, 0.0, 0.0
    for states, diagonal, alike in densities:
        one = between(states, diagonal)
        square = square + alike * (waves.weights @ np.diag(one)) ** 2
        second = second + alike * (waves.weights @ (states.T**2) @ diagonal**2)
        one *= one
        one *= alike
        matrix = matrix + one
    return matrix, square, second - square


def measure(own, model, space, energies, states):
    """Name to (dimensions, values, notes)."""
    times, n = grid(own), bosons.occupations(model, space)
    waves = Waves(energies, times, np.array(own.betas))
    matrix, square, variance = remembered(waves, ((states, n[x], alike) for x, alike in unlike(model)))
    middle = energies[len(energies) // 4 : max(len(energies) // 4 + 2, 3 * len(energies) // 4)]
    resonances = waves.weights @ (states.T**2) @ resonant(model, n)
    found = {
        "t": (("time",), times, {"units": "model time"}),
        "correlation": (("beta", "time"), (waves.even(matrix) - square[:, None]) / variance[:, None], {"units": "1"}),
        "variance": (("beta",), variance / model.length, {"units": "1"}),
        "resonant": (("beta",), resonances, {"units": "1"}),
        "spacing": ((), np.diff(middle).mean(), {"units": "energy"}),
    }
    del matrix  # large
    if not model.periodic and model.length > 2:
        even = ((states, (n[x] + n[-1 - x]) / 2, alike) for x, alike in unlike(model))
        matrix, square, variance = remembered(waves, even)
        symmetric = (waves.even(matrix) - square[:, None]) / variance[:, None]
        found["symmetric"] = (("beta", "time"), symmetric, {"units": "1"})
        found["forever"] = (("beta",), (waves.forever(matrix) - square) / variance, {"units": "1"})
        del matrix
    if own.carried:
        found |= carried(model, space, waves, states)
    if own.by_bond:
        found["crossed"] = (
            ("beta", "density", "apart", "time"),
            crossed(model, space, waves, states),
            {"units": "of the density"},
        )
    return found


def carried(model, space, waves, states):
    """`moved`, `truncated` and `covariance`."""
    energy, number = bosons.moments(model, space)
    centre = (model.length + 1) / 2
    x_n, x_e = between(states, number), states.T @ (energy @ states)
    x_n[np.diag_indices_from(x_n)] -= centre * model.particles
    x_e[np.diag_indices_from(x_e)] -= centre * waves.energies[:, 0]
    mean_e, mean_n = (waves.weights @ np.diag(x) for x in (x_e, x_n))
    moved, truncated, covariance = [], [], []
    for a, b, means in ((x_e, x_e, mean_e**2), (x_e, x_n, mean_e * mean_n), (x_n, x_n, mean_n**2)):
        product = a * b
        whole = waves.weights @ product.sum(1)
        moved.append(2 * (whole[:, None] - waves.even(product)))
        truncated.append(waves.odd(product))
        covariance.append(whole - means)
    bonds, found = model.length - 1, {}
    for name, parts in (("moved", moved), ("truncated", truncated)):
        found[name] = (("beta", "pair", "time"), np.stack(parts, 1) / bonds, {"units": "of the pair"})
    return found | {"covariance": (("beta", "pair"), np.stack(covariance, 1) / bonds, {"units": "of the pair"})}


def crossed(model, space, waves, states):
    """What crosses the bonds, shape (beta, density, apart, time)."""
    n = bosons.occupations(model, space)
    numbers = [between(states, n[x + 1 :].sum(0)) for x in range(model.length - 1)]
    energies = [states.T @ (one @ states) for one in beyond(model, space)]
    result = []
    for right in (numbers, energies):
        parts = []
        for apart in range(len(right)):
            product = np.mean([a * b for a, b in zip(right, right[apart:], strict=False)], axis=0)
            parts.append(2 * ((waves.weights @ product.sum(1))[:, None] - waves.even(product)))
        result.append(np.stack(parts, 1))
    return np.stack(result, 1)


def beyond(model, space):
    """The energy on the right of every bond, sparse: half of its own hopping, and all that is further right."""
    parts = []
    for x in range(model.length - 1):
        hops = [[model.g * (0.5 if y == x else 1.0), y, y + 1] for y in range(x, model.length - 1)]
        squares = [[model.U, y, y] for y in range(x + 1, model.length)]
        parts.append(sparse([("+-", hops), ("-+", hops), ("nn", squares)], space))
    return parts


def resonant(model, n):
    """Part of the bonds of each Fock state whose two sites are in resonance."""
    hits = [model.U * (n[x] - n[y]) ** 2 < 4 * model.g * (n[x] + n[y]) for x, y in bosons.bonds(model)]
    return np.mean(hits, axis=0)
