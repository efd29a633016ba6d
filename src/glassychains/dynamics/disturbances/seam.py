"""What disturbs a chain between steps: the seam between the dynamics and its disturbances.

A disturbance acts at the end of each step, when positions and momenta are synchronized. Its module declares `Parameters` and
provides

``begin(parameters, name, replicas, sites, dt)``
    a `NamedTuple` of arrays for each group of `LANES` replicas, with random streams called `name`, or None if nothing is
    disturbed;
a compiled body of `disturb`
    through `numba.extending.overload`, for the type of that `NamedTuple`;
``FAMILIES``
    the families of dynamics on which it can act.

One that is switched on by a parameter of its own name may join any stage that advances in time: no stage knows which there are.
All that it must remember lies in its arrays, so a run can stop and go on from a checkpoint.
"""

import importlib
from pathlib import Path
from typing import NamedTuple

from numba import types
from numba.extending import overload

from glassychains.numerics.compiled import is_a

ROOM = Path(__file__).parent


class Both(NamedTuple):
    """Two disturbances, one after the other."""

    first: NamedTuple
    second: NamedTuple


def disturb(disturbance, q, p, drift):
    """Change momenta at the end of a step whose positions have already drifted on by `drift` times the old ones."""
    raise TypeError(f"{type(disturbance).__name__} disturbs nothing")


@overload(disturb)
def _disturb(disturbance, q, p, drift):
    if isinstance(disturbance, types.NoneType):
        return lambda disturbance, q, p, drift: None
    if is_a(disturbance, Both):

        def both(disturbance, q, p, drift):
            disturb(disturbance.first, q, p, drift)
            disturb(disturbance.second, q, p, drift)

        return both


def switched_on(parameters):
    """Names of the disturbances, in alphabetical order, that a mapping of parameters switches on."""
    return sorted(key for key in parameters if key != "seam" and (ROOM / f"{key}.py").is_file())


def module(name):
    """The module of a disturbance."""
    return importlib.import_module(f"{__package__}.{name}")


def joined(disturbances, groups):
    """One disturbance per group from a list of what `begin` returned, in the order in which they act."""
    acting = [one for one in disturbances if one is not None]
    found = acting[0] if acting else [None] * groups
    for one in acting[1:]:
        found = [Both(*pair) for pair in zip(found, one, strict=True)]
    return found
