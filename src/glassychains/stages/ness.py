"""Ness: drive chains with free ends by two reservoirs towards their non-equilibrium stationary state."""

import sys

from glassychains.declare import accept, declared, no_bits
from glassychains.dynamics.disturbances import reservoirs, seam
from glassychains.models.seam.physics import state_names
from glassychains.recorders import profile
from glassychains.stages import sampled
from glassychains.stages.sampled import brief, site_steps  # noqa: F401  (what a stage states)

START = "thermalize"
"""The stage from whose result this one starts."""
DISTURBED = True
"""Whether a disturbance of a point's own choice may join."""


@declared
class Parameters(sampled.Parameters, reservoirs.Parameters, profile.Parameters):
    """What a study says of a chain between reservoirs."""


@no_bits
def able(physics):
    """Reservoirs act on velocities."""
    return physics.FAMILY in reservoirs.FAMILIES


@no_bits
def rules(p, physics):
    """Those of its parts."""
    for part in (sampled, reservoirs, profile):
        yield from part.rules(p, physics)


@no_bits
def recorder_of(p):
    """The module of the recorder."""
    return profile


def ness(model, start, *, seed, checkpoint=None, owner="", **parameters):
    """Run every replica of `start` between two Langevin reservoirs and return block averages from the start on.

    Parameters
    ----------
    model : a model's NamedTuple
        With free ends.
    start : runs.result.Result
        As `thermalize` returns it.
    seed : str
        Name of the random streams.
    checkpoint, owner
        As in `produce`.
    **parameters
        Those of `Parameters`, and those of further disturbances, for instance ``dt=0.1, duration=400.0, sample=10, block=20.0,
        beta_left=0.8, beta_right=1.2, bath_friction=1.0``.

    Returns
    -------
    runs.result.Result
        The variables of `recorders.profile`, and each of the model's conserved quantities per replica at the start and at the
        end.

    Raises
    ------
    declare.Refused
        A ValueError: a parameter is unknown, missing, or not allowed.
    """
    disturbances = [seam.module(name) for name in seam.switched_on(parameters)]
    known = sampled.known_from(model, start)
    own, *acting = accept("the ness stage", [sys.modules[__name__], *disturbances], parameters, **known)
    replicas, length = start[state_names(known["physics"])[1]].shape
    baths = reservoirs.begin(own, seed, replicas, length, own.dt)
    further = sampled.begun(disturbances, acting, seed, replicas, length, own.dt)
    heat = [{"heat": bath.heat} for bath in baths]
    return sampled.record(model, start, own, profile, own, [baths, *further], heat, checkpoint=checkpoint, owner=owner)
