"""Decay: put much on one site of a chain and follow how it leaks into friction or reservoirs at the ends, or into the chain.

The chain starts from its thermal state. One at rest is thermal at zero temperature: beta = 1e+30, and a step of thermalization.
"""

import sys
from typing import Annotated

import numpy as np
from annotated_types import Gt

from glassychains.declare import InverseTemperature, RateOrNone, Unit, accept, declared, no_bits
from glassychains.dynamics.disturbances import reservoirs, seam
from glassychains.models.seam.physics import family_of, state_names
from glassychains.numerics.compiled import LANES
from glassychains.numerics.realizations import generator
from glassychains.recorders import passage
from glassychains.runs.result import Result
from glassychains.stages import sampled
from glassychains.stages.sampled import brief, site_steps  # noqa: F401  (what a stage states)

START = "thermalize"
"""The stage from whose result this one starts."""
DISTURBED = True
"""Whether a disturbance of a point's own choice may join."""


@declared
class Parameters(sampled.Parameters, passage.Parameters):
    """What a study says of a chain one site of which, the watched one, is raised."""

    raised_to: Annotated[float, Gt(0), Unit("momentum, or norm")]
    """What the watched site starts with: its momentum (of rotors, its angular velocity), or its norm, at a random phase."""
    raised_range: Annotated[float, Gt(0)] = 1.0
    """In each 16 replicas the k-th, from 0, starts with `raised_to` times the power k / 16 of this number."""
    bath_friction: RateOrNone = 0.0
    """Rate of the reservoirs' friction at both ends; no reservoirs if 0."""
    beta_left: InverseTemperature = None
    """Inverse temperature of the reservoir at the left end."""
    beta_right: InverseTemperature = None
    """Inverse temperature of the reservoir at the right end."""
    scheme: str = None
    """Splitting or composition that advances a chain that nothing disturbs; the family's own if not said."""


@no_bits
def able(physics):
    """One site must be able to hold much: a velocity, or a norm."""
    return physics.FAMILY in reservoirs.FAMILIES or hasattr(physics, "site_norm")


@no_bits
def rules(p, physics):
    """Those of its parts; reservoirs have temperatures and velocities to act on; a scheme exists and steps without them."""
    for part in (sampled, passage):
        yield from part.rules(p, physics)
    known = family_of(physics).SCHEMES
    if p.get("bath_friction"):
        for key in ("beta_left", "beta_right"):
            if p.get(key) is None:
                yield key, "missing, reservoirs need it"
        if physics.FAMILY not in reservoirs.FAMILIES:
            yield "bath_friction", "reservoirs act on velocities"
        if p.get("damping"):
            yield "damping", "there are reservoirs already"
        yield from reservoirs.rules(p, physics)
    elif p.get("beta_left") is not None or p.get("beta_right") is not None:
        yield "bath_friction", "missing, without it no reservoir acts"
    if p.get("scheme") is not None:
        if p["scheme"] not in known:
            yield "scheme", f"must be one of {', '.join(known)}, got {p['scheme']!r}"
        elif p.get("bath_friction") or any(p.get(name) for name in seam.switched_on(p)):
            yield "scheme", "only a chain that nothing disturbs is advanced by another scheme"


@no_bits
def recorder_of(p):
    """The module of the recorder."""
    return passage


def amounts(lowest, ratio, replicas):
    """What each replica's site starts with: 16 values at equal ratios, again and again; ratios are products of square roots."""
    root, step = ratio, np.ones(LANES)
    for bit in (8, 4, 2, 1):  # the power lane / 16 of the ratio, without the C library
        root = np.sqrt(root)
        step = np.where(np.arange(LANES) & bit, step * root, step)
    return lowest * step[np.arange(replicas) % LANES]


def raised(model, physics, first, second, site, amount, seed):
    """The two arrays of a state, each (replica, site), with `amount` (replica,) on one site."""
    first, second = first.copy(), second.copy()
    if hasattr(physics, "site_norm"):
        phases = np.array([generator(f"{seed} raised {replica}").random(1) for replica in range(len(first))])
        there = [physics.packet(model, one, phase) for one, phase in zip(amount, phases, strict=True)]
        first[:, site], second[:, site] = (np.array(part)[:, 0] for part in zip(*there, strict=True))
    else:
        second[:, site] = amount
    return first, second


def decay(model, start, *, seed, checkpoint=None, owner="", **parameters):
    """Raise the watched site of every replica of `start` and follow it.

    Parameters
    ----------
    model : a model's NamedTuple
    start : runs.result.Result
        As `thermalize` returns it.
    seed : str
        Name of the random streams.
    checkpoint, owner
        As in `produce`.
    **parameters
        Those of `Parameters`, and those of disturbances, for instance ``dt=0.05, duration=400.0, sample=4, watched_site=2,
        raised_to=8.0, watched_window=20.0, levels=[8.0], damping=1.0``.

    Returns
    -------
    runs.result.Result
        The variables of `recorders.passage`, and each of the model's conserved quantities per replica at the start, with the
        site raised, and at the end.

    Raises
    ------
    declare.Refused
        A ValueError: a parameter is unknown, missing, or not allowed.
    """
    disturbances = [seam.module(name) for name in seam.switched_on(parameters)]
    known = sampled.known_from(model, start)
    own, *acting = accept("the decay stage", [sys.modules[__name__], *disturbances], parameters, **known)
    physics, length, names = known["physics"], known["length"], state_names(known["physics"])
    replicas = len(start[names[1]])
    amount = amounts(own.raised_to, own.raised_range, replicas)
    state = raised(model, physics, *(start[name] for name in names), own.watched_site - 1, amount, seed)
    begin = Result({name: (("replica", "site"), one, {}) for name, one in zip(names, state, strict=True)})
    begun = sampled.begun(disturbances, acting, seed, replicas, length, own.dt)
    if own.bath_friction:
        baths = reservoirs.Parameters(beta_left=own.beta_left, beta_right=own.beta_right, bath_friction=own.bath_friction)
        begun.append(reservoirs.begin(baths, seed, replicas, length, own.dt))
    giving = [one for one in begun if one is not None and hasattr(one[0], "heat")]
    heat = [{"heat": one.heat} for one in giving[0]] if giving else ()
    how = {"scheme": own.scheme, "checkpoint": checkpoint, "owner": owner}
    return sampled.record(model, begin, own, passage, own, begun, heat, **how)
