"""Thermalize: bring chains to equilibrium with a Langevin bath on every site, as the review does (its footnote 2)."""

import math

import numpy as np

from glassychains.compiled import LANES, aligned, from_lanes
from glassychains.dynamics.langevin import advance_langevin
from glassychains.dynamics.random import seeds
from glassychains.records import Record


def thermalize(model, *, length, beta, replicas, seed, time=1000.0, dt=0.05, friction=1.0):
    """Chains in the Gibbs state exp(-beta H), each begun at rest and driven by Langevin baths.

    Parameters
    ----------
    model : a model's NamedTuple
    length : int
        Number of sites L.
    beta : float
        Inverse temperature (k_B = 1).
    replicas : int
        A multiple of 16; the independent copies.
    seed : str
        Name of the random streams: the same name gives the same bits.
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
    for name, value in {"beta": beta, "time": time, "dt": dt, "friction": friction}.items():
        if not value > 0:
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
        advance_langevin(model, q[group], p[group], pull, streams[group], words, normal, dt, keep, noise, round(time / dt))
    return Record(
        {
            "position": (("replica", "site"), from_lanes(q), {"units": "of the model (rotors: turns)"}),
            "momentum": (("replica", "site"), from_lanes(p), {"units": "of the model (mass 1)"}),
        }
    )
