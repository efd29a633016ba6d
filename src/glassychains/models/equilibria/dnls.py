r"""Equilibrium of the DNLS chain, with the weight exp(-beta (H - mu N)).

At infinite temperature (beta = 0, beta mu = -1 / density) sites are independent, |psi_x|^2 is exponential and phases are
uniform; with `fixed_norm` all states of one total norm are alike, and norms are uniform on the simplex of that sum. At any
other beta the weight is sampled by Metropolis: each sweep proposes to each site in turn a step from a square, whose width falls
from sweep to sweep through `WIDTHS` of that of a lone site, then starts over.

At beta < 0 the weight grows without bounds where |psi|^2 > mu / (2 U), where a site would condense. What exists there is the
metastable state in which no site has more than `largest`; see exact/dnls.py for its averages.
"""

import math
from typing import Annotated

import numpy as np
from annotated_types import Gt
from numba import types

from glassychains.declare import Count, Unit, declared, no_bits
from glassychains.numerics.arithmetic import cos_turns, fma, log_normal, sin_turns
from glassychains.numerics.compiled import LANES, from_lanes, jit, of_group, to_lanes
from glassychains.numerics.random import next_uniform, seeds
from glassychains.numerics.realizations import generator

unsigned = types.uint64  # an index that cannot be negative
WIDTHS = (2.0, 1.0, 0.5, 0.25)
"""Half widths of proposals to q and p, over the root of twice the density of a lone site."""
Norm = Annotated[float, Gt(0), Unit("norm per site")]


@declared
class Parameters:
    """What a study says of the state: `density` at infinite temperature; else `beta`, `mu` and `sweeps`."""

    density: Norm = None
    """Mean of |psi_x|^2 at infinite temperature."""
    fixed_norm: bool = False
    """Whether each replica has the norm density * length exactly, at infinite temperature."""
    beta: Annotated[float, Unit("1 / energy")] = None
    """Inverse temperature; it may be negative if `largest` is said."""
    mu: Annotated[float, Unit("energy per norm")] = None
    """Chemical potential of the norm."""
    sweeps: Count = None
    """Sweeps of the Metropolis sampling."""
    largest: Norm = None
    """Most norm that a site may have at beta < 0, at most mu / (2 U)."""


@no_bits
def rules(p, physics):
    """One of the two kinds of states, all that it needs, and a measure that can be normalized."""
    said = {key for key in ("density", "beta", "mu", "sweeps", "largest") if p.get(key) is not None}
    beta = p.get("beta") or 0.0
    if "density" in said and len(said) > 1:
        yield "density", f"it is that at infinite temperature, where {', '.join(sorted(said - {'density'}))} mean nothing"
    elif "density" not in said and not {"beta", "mu", "sweeps"} <= said:
        missing = ({"beta", "mu", "sweeps"} - said) if said else {"density"}
        yield sorted(missing)[0], "missing, a state has a density at infinite temperature, or beta, mu and sweeps"
    elif "density" not in said and p.get("fixed_norm"):
        yield "fixed_norm", "it belongs to infinite temperature, where the state has a density"
    elif "beta" in said and beta == 0:
        yield "beta", "must not be 0, where the state is that of infinite temperature and has a density"
    elif beta < 0 and "largest" not in said:
        yield "largest", "missing, at beta < 0 the weight of a site with much norm grows without bounds"
    elif beta > 0 and "largest" in said:
        yield "largest", "it belongs to beta < 0"
    elif beta > 0 and p["U"] == 0 and p["mu"] >= -0.5 * p.get("disorder", 0.0):
        yield "mu", "must be below all on-site energies where U = 0"
    elif beta < 0 and not 2 * p["U"] * p["largest"] <= p["mu"]:
        yield "largest", f"must be at most mu / (2 U), beyond which a site would condense, got {p['largest']}"


def draw(model, length, replicas, seed, parameters):
    """`q` and `p`, shape (replica, site); each replica has random numbers of its own."""
    own = parameters
    names = [f"{seed} replica {replica}" for replica in range(replicas)]
    density = typical(model, own.beta, own.mu) if own.density is None else own.density
    drawn = [(rng.standard_exponential(length), rng.random(length)) for rng in map(generator, names)]
    exponential, phases = (np.array(one) for one in zip(*drawn, strict=True))
    if own.largest is not None:
        exponential = np.minimum(exponential, own.largest / density)
    if own.fixed_norm:  # exponentials over their sum are uniform on the simplex
        exponential *= length / exponential.sum(1, keepdims=True)
    radius = np.sqrt(2 * density * exponential)
    q, p = radius * np.vectorize(cos_turns)(phases), radius * np.vectorize(sin_turns)(phases)
    if own.density is not None:
        return q, p
    q, p, most = to_lanes(q), to_lanes(p), math.inf if own.largest is None else own.largest
    for group, stream in enumerate(seeds(f"{seed} Metropolis", replicas)):
        one = of_group(model, group)
        for sweep in range(own.sweeps):
            width = WIDTHS[sweep % len(WIDTHS)] * math.sqrt(2 * density)
            visit(one.U, one.g, one.eps, bool(model.periodic), own.beta, own.mu, most, width, q[group], p[group], stream)
    return from_lanes(q), from_lanes(p)


def typical(model, beta, mu):
    """|psi|^2 of a site whose neighbours are empty where its weight, decaying, has lost a factor of about e."""
    a, b = abs(beta) * model.U, beta * (2 * model.g - mu)
    if beta < 0:
        return 1 / b  # where the quadratic term, which grows, is small
    return (max(-b, 0.0) / (2 * a) if b < 0 else 0.0) + 2 / (abs(b) + math.sqrt(b * b + 4 * a))


@jit
def visit(U, g, eps, periodic, beta, mu, most, width, q, p, stream):
    """One sweep over all sites of 16 replicas, flat [site, lane]: a step is proposed and is accepted with exp(-beta dH)."""
    size = q.size
    for row in range(0, size, LANES):
        first, last = row == 0, row == size - LANES
        left = (size - LANES if first else row - LANES) if periodic or not first else row
        right = (0 if last else row + LANES) if periodic or not last else row
        here, there = 1.0 if left != row else 0.0, 1.0 if right != row else 0.0
        for lane in range(LANES):
            i, j, k = unsigned(row + lane), unsigned(left + lane), unsigned(right + lane)
            x, y = q[i], p[i]
            sx, sy = fma(here, q[j], there * q[k]), fma(here, p[j], there * p[k])
            u, v, w = next_uniform(stream, lane), next_uniform(stream, lane), next_uniform(stream, lane)
            dx, dy = width * fma(2.0, u, -1.0), width * fma(2.0, v, -1.0)
            a, b = x + dx, y + dy
            before, after = 0.5 * fma(x, x, y * y), 0.5 * fma(a, a, b * b)
            alone = eps[i] + g * (here + there) - mu
            gain = (after - before) * fma(U, after + before, alone) - g * fma(sx, dx, sy * dy)
            taken = after <= most and log_normal(w) <= -beta * gain
            q[i] = a if taken else x
            p[i] = b if taken else y
