"""From a model to the module that states its physics."""

import importlib
import math

import numpy as np

from glassychains.declare import Refused, no_bits


def physics_of(model):
    """The module of a model's type."""
    return importlib.import_module(type(model).__module__)


def state_names(physics):
    """Names of the two arrays of a model's state, in result files: `STATE` of its module, or position and momentum."""
    return getattr(physics, "STATE", ("position", "momentum"))


def family_of(physics):
    """The module of the dynamics to which a model belongs, by `FAMILY` of its module."""
    return importlib.import_module(f"glassychains.dynamics.{physics.FAMILY}")


def described(model):
    """What rules may ask of a model: fields by name, absent terms as 0, arrays by their largest entry; and `boundary`."""

    def plain(value):
        if isinstance(value, tuple):
            return [plain(one) for one in value]
        return 0.0 if value is None else float(np.max(value)) if isinstance(value, np.ndarray) else value

    fields = {name: plain(value) for name, value in model._asdict().items()}
    return fields | {"boundary": "periodic" if model.periodic else "free", "physics": physics_of(model)}


def known_of(model, length):
    """As `described`, with the length of a chain, if the model's rules allow it.

    Raises
    ------
    declare.Refused
    """
    known = described(model) | {"length": length}
    for key, words in known["physics"].rules(known, known["physics"]):
        raise Refused(key, words)
    return known


@no_bits
def stable(key, dt, p, physics, scheme=None):
    """A step under `key` must be stable on the linear part of a model that knows its highest frequency."""
    highest = getattr(physics, "highest_frequency", lambda p: 0.0)(p)
    longest = family_of(physics).stable_phase(scheme) / highest if highest else math.inf
    if dt > longest:
        yield key, f"must be at most {longest:.3g}, beyond which the linear chain is unstable, got {dt}"
