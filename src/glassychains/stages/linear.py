"""Linear: what the exact equations of a chain of harmonic oscillators say, realization by realization, without sampling."""

import numpy as np

from glassychains.compiled import LANES
from glassychains.models.linear import force_constants, modes, participation, stationary
from glassychains.records import Record


def linear(model, *, length, replicas, beta_left, beta_right, bath_friction, flips=0.0):
    """Modes of each realization, and its exact stationary state between Langevin baths on the first and the last site.

    Parameters
    ----------
    model : models.oscillators.Oscillators
        With free ends and quadratic terms only.
    length, replicas : int
        Sites; realizations.
    beta_left, beta_right : float
        Inverse temperatures of the baths.
    bath_friction : float
        Their friction rate.
    flips : float
        Rate of velocity flips of every site.

    Returns
    -------
    records.Record
        `current` (replica), `temperature` (replica, site), `frequency` and `participation` (replica, mode).

    Raises
    ------
    ValueError
        The model is not linear, or a parameter is out of range.
    """
    rest = (*model.pinning[:1], *model.pinning[2:], *model.coupling[:1], *model.coupling[2:])
    if model.periodic or any(term is not None for term in rest):
        raise ValueError("model: expected free ends, u_2 and v_2 alone")
    for name, value in {"beta_left": beta_left, "beta_right": beta_right, "bath_friction": bath_friction}.items():
        if not value > 0:
            raise ValueError(f"{name}: expected a number > 0, got {value}")
    if not flips >= 0 or replicas % LANES:
        raise ValueError(f"flips: expected a rate >= 0, got {flips}; replicas: a multiple of {LANES}, got {replicas}")
    pinnings = np.broadcast_to(model.pinning[1], (replicas, length))
    spring = model.coupling[1]
    found = {}
    for pinning in pinnings:  # an ordered chain is solved once
        key = pinning.tobytes()
        if key not in found:
            phi = force_constants(pinning, spring)
            frequency, shapes = modes(phi)
            current, temperature = stationary(phi, spring, beta_left, beta_right, bath_friction, flips)
            found[key] = current.mean(), temperature, frequency, participation(shapes)
    current, temperature, frequency, shared = (
        np.array(part) for part in zip(*(found[p.tobytes()] for p in pinnings), strict=True)
    )
    return Record(
        {
            "current": ("replica", current, {"units": "energy / model time"}),
            "temperature": (("replica", "site"), temperature, {"units": "energy"}),
            "frequency": (("replica", "mode"), frequency, {"units": "1 / model time"}),
            "participation": (("replica", "mode"), shared, {"units": "sites"}),
        }
    )
