"""Linear: what the exact equations of a chain of harmonic oscillators say, realization by realization, without sampling."""

import sys

import numpy as np

from glassychains.declare import InverseTemperature, Rate, RateOrNone, accept, declared, no_bits
from glassychains.exact.springs import force_constants, modes, participation, stationary
from glassychains.models.seam.physics import known_of
from glassychains.numerics.compiled import groups_of
from glassychains.runs.result import Result

START = None
"""This stage starts from nothing."""
DISTURBED = False
TOLERANCE = 1e-9
"""Linear algebra decides the last digits: two machines agree to this, relative to the largest number of an array."""


@declared
class Parameters:
    """What a study says of the chain's surroundings."""

    beta_left: InverseTemperature
    """Inverse temperature of the Langevin bath on the first site."""
    beta_right: InverseTemperature
    """Inverse temperature of the Langevin bath on the last site."""
    bath_friction: Rate
    """Their friction rate."""
    flips: RateOrNone = 0.0
    """Rate of velocity flips of every site."""


@no_bits
def able(physics):
    """The model must have quadratic terms to speak of."""
    return hasattr(physics, "is_linear")


@no_bits
def rules(p, physics):
    """Free ends, and quadratic terms alone."""
    if p["boundary"] != "free":
        yield "boundary", f"the linear stage takes chains with free ends, got {p['boundary']}"
    if not physics.is_linear(p["pinning"], p["coupling"]):
        yield "pinning", "only the second coefficient of a linear chain's pinning and coupling is not 0"


@no_bits
def brief(p):
    """Parameters of a run of the same kind that takes a moment."""
    return p | {"length": 64}


@no_bits
def site_steps(p):
    """Work of one batch, in units of its own: a matrix per realization, and a vector per site and flip."""
    return p["batch"] * p["length"] * (p["length"] / 64) ** (3 if p.get("flips") else 2)


def linear(model, *, length, replicas, **parameters):
    """Modes of each realization, and its exact stationary state between Langevin baths on the first and the last site.

    Parameters
    ----------
    model : models.oscillators.Oscillators
        With free ends and quadratic terms only.
    length, replicas : int
        Sites; realizations.
    **parameters
        Those of `Parameters`, for instance ``beta_left=1.0, beta_right=2.0, bath_friction=1.0``.

    Returns
    -------
    runs.result.Result
        `current` (replica), `temperature` (replica, site), `frequency` and `participation` (replica, mode).

    Raises
    ------
    declare.Refused
        A ValueError: the model is not linear, or a parameter is not allowed.
    """
    (own,) = accept("the linear stage", [sys.modules[__name__]], parameters, **known_of(model, length))
    groups_of(replicas)
    pinnings = np.broadcast_to(model.pinning[1], (replicas, length))
    spring = model.coupling[1]
    found = {}
    for pinning in pinnings:  # an ordered chain is solved once
        key = pinning.tobytes()
        if key not in found:
            phi = force_constants(pinning, spring)
            frequency, shapes = modes(phi)
            current, temperature = stationary(phi, spring, own.beta_left, own.beta_right, own.bath_friction, own.flips)
            found[key] = current.mean(), temperature, frequency, participation(shapes)
    current, temperature, frequency, shared = (
        np.array(part) for part in zip(*(found[p.tobytes()] for p in pinnings), strict=True)
    )
    return Result(
        {
            "current": ("replica", current, {"units": "energy / model time"}),
            "temperature": (("replica", "site"), temperature, {"units": "energy"}),
            "frequency": (("replica", "mode"), frequency, {"units": "1 / model time"}),
            "participation": (("replica", "mode"), shared, {"units": "sites"}),
        }
    )
