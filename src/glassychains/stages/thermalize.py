"""Thermalize: bring chains to equilibrium with a Langevin bath on every site, as the review does (its footnote 2).

A model that can be drawn at infinite temperature needs no bath.
"""

import importlib
import math

import numpy as np

from glassychains.compiled import LANES, aligned, from_lanes, of_group
from glassychains.dynamics.langevin import advance_langevin
from glassychains.dynamics.random import seeds
from glassychains.models.disorder import generator
from glassychains.records import Record


def thermalize(model, *, length, replicas, seed, beta=None, time=1000.0, dt=0.05, friction=1.0):
    """Chains in the Gibbs state exp(-beta H), driven by Langevin baths from rest, or drawn at infinite temperature.

    Parameters
    ----------
    model : a model's NamedTuple
    length : int
        Number of sites L.
    replicas : int
        A multiple of 16; the independent copies.
    seed : str
        Name of the random streams: the same name gives the same bits.
    beta : float
        Inverse temperature (k_B = 1).
    time, dt, friction : float
        Duration, step, and rate gamma of dp = F dt - gamma p dt + sqrt(2 gamma / beta) dW.

    Returns
    -------
    records.Record
        `position` and `momentum`, each (replica, site); of rotors, the angle in turns and the angular velocity.

    Raises
    ------
    ValueError
        A parameter is out of range; the message names it.
    """
    physics = importlib.import_module(type(model).__module__)
    if hasattr(physics, "infinite_temperature"):
        if replicas < 1 or replicas % LANES:
            raise ValueError(f"replicas: expected a positive multiple of {LANES}, got {replicas}")
        generators = [generator(f"{seed} replica {replica}") for replica in range(replicas)]
        return _state(*physics.infinite_temperature(length, generators))
    for name, value in {"beta": beta, "time": time, "dt": dt, "friction": friction}.items():
        if value is None or not value > 0:
            raise ValueError(f"{name}: expected a number > 0, got {value}")
    streams = seeds(seed, replicas)
    groups = len(streams)
    q, p = aligned(groups, length * LANES), aligned(groups, length * LANES)
    pull = aligned(1, (length + 1) * LANES)[0]
    even = length + length % 2
    words, normal = aligned(1, even * LANES, np.uint64)[0], aligned(1, even * LANES)[0]
    keep = math.exp(-friction * dt)
    noise = math.sqrt((1 - keep * keep) / beta)
    for group in range(groups):
        state = (of_group(model, group), q[group], p[group], pull)
        advance_langevin(*state, streams[group], words, normal, dt, keep, noise, round(time / dt))
    return _state(from_lanes(q), from_lanes(p))


def _state(q, p):
    """A record of positions and momenta. Spins have two coordinates per site: the rows of S^x, then those of S^y."""
    rows = "site" if q.shape == p.shape else "coordinate"
    return Record(
        {
            "position": (("replica", rows), q, {"units": "of the model (rotors: turns)"}),
            "momentum": (("replica", "site"), p, {"units": "of the model (mass 1)"}),
        }
    )
