"""Thermalize: bring chains to equilibrium with a Langevin bath on every site, as the review does (its footnote 2).

A model without velocities is drawn instead, by its module in models/equilibria, which states what it needs to be told.
"""

import importlib
import math
import sys
from importlib.util import find_spec

import numpy as np

from glassychains.declare import InverseTemperature, Rate, Time, accept, declared, no_bits
from glassychains.dynamics.langevin import advance_langevin
from glassychains.models.seam.physics import known_of, stable, state_names
from glassychains.numerics.compiled import LANES, aligned, from_lanes, groups_of, of_group
from glassychains.numerics.random import seeds
from glassychains.runs.result import Result

START = None
"""This stage starts from nothing."""
DISTURBED = False


@declared
class Parameters:
    """What a study says of the baths. A model that is drawn takes none of it."""

    beta: InverseTemperature
    """Inverse temperature (k_B = 1)."""
    thermal_time: Time
    """Duration of the Langevin thermalization."""
    thermal_dt: Time
    """Time step of the Langevin thermalization."""
    friction: Rate
    """Friction rate gamma of the Langevin baths, dp = F dt - gamma p dt + sqrt(2 gamma / beta) dW."""


@no_bits
def able(physics):
    """Baths act on velocities; other models must be drawn."""
    return physics.FAMILY == "kicked" or drawn(physics) is not None


def drawn(physics):
    """The module that draws equilibrium states of the model; None if baths bring them about."""
    name = f"glassychains.models.equilibria.{physics.__name__.rsplit('.', 1)[1]}"
    return importlib.import_module(name) if find_spec(name) else None


def asks(physics):
    """The module that declares what a thermal state of the model needs to be told."""
    return drawn(physics) or sys.modules[__name__]


@no_bits
def rules(p, physics):
    """At least one step."""
    if "thermal_time" in p and p["thermal_time"] < p["thermal_dt"]:
        yield "thermal_time", f"must be at least one thermal_dt = {p['thermal_dt']}, got {p['thermal_time']}"
    if "thermal_dt" in p:
        yield from stable("thermal_dt", p["thermal_dt"], p, physics)


@no_bits
def brief(p):
    """Parameters of a run of the same kind that takes a moment."""
    return p | {"thermal_time": p["thermal_dt"] * (1 + 1_000_000 // p["length"])} if "thermal_dt" in p else p


@no_bits
def site_steps(p):
    """Work of one batch: replicas times sites times steps; drawing is one, sampling so many sweeps."""
    steps = p["thermal_time"] / p["thermal_dt"] if "thermal_dt" in p else p.get("sweeps", 1)
    return p["batch"] * p["length"] * steps


def thermalize(model, *, length, replicas, seed, **parameters):
    """Chains in the Gibbs state exp(-beta H), driven by Langevin baths from rest, or drawn.

    Parameters
    ----------
    model : a model's NamedTuple
    length : int
        Number of sites L.
    replicas : int
        A multiple of 16; the independent copies.
    seed : str
        Name of the random streams: the same name gives the same bits.
    **parameters
        Those that `asks` declares, of baths ``beta=1.0, thermal_time=100.0, thermal_dt=0.05, friction=1.0``, for instance.

    Returns
    -------
    runs.result.Result
        Two arrays (replica, row), `position` and `momentum` or what the model calls them; of rotors, the angle in turns and the
        angular velocity.

    Raises
    ------
    declare.Refused
        A ValueError: a parameter is unknown, missing, or not allowed.
    """
    known = known_of(model, length)
    physics = known["physics"]
    (own,) = accept("the thermalize stage", [asks(physics)], parameters, **known)
    if one := drawn(physics):
        groups_of(replicas)
        return _state(physics, *one.draw(model, length, replicas, seed, own))
    streams = seeds(seed, replicas)
    groups = len(streams)
    q, p = aligned(groups, length * LANES), aligned(groups, length * LANES)
    pull = aligned(1, (length + 1) * LANES)[0]
    even = length + length % 2
    words, normal = aligned(1, even * LANES, np.uint64)[0], aligned(1, even * LANES)[0]
    keep = math.exp(-own.friction * own.thermal_dt)
    noise = math.sqrt((1 - keep * keep) / own.beta)
    steps = round(own.thermal_time / own.thermal_dt)
    for group in range(groups):
        state = (of_group(model, group), q[group], p[group], pull)
        advance_langevin(*state, streams[group], words, normal, own.thermal_dt, keep, noise, steps)
    return _state(physics, from_lanes(q), from_lanes(p))


def _state(physics, q, p):
    """The two arrays of a state. One with several rows per site (spins: those of S^x, then those of S^y) has coordinates."""
    rows = "site" if q.shape == p.shape else "coordinate"
    first, second = state_names(physics)
    units = {"position": "of the model (rotors: turns)", "momentum": "of the model (mass 1)"}
    return Result(
        {
            first: (("replica", rows), q, {"units": units.get(first, "1")}),
            second: (("replica", "site"), p, {"units": units.get(second, "1")}),
        }
    )
