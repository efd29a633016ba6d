"""How models, stages, recorders and disturbances state their parameters: once, beside their physics.

A declaration is a class decorated with `declared`. Each field has a type that carries bounds and unit, a docstring, and a
default if it may be left out::

    @declared
    class Parameters:
        g: Energy
        \"\"\"Coupling.\"\"\"

Validation of configurations, the schema, the book's table of keys, thermal starts and the arguments of a stage derive from it.
Constraints between fields stand in a function `rules(p, physics)` of the same module: it yields (key, words) for each that the
mapping `p` of all parameters breaks; `physics` is the module of the model. Types only refuse, and so do functions marked
`no_bits`: what decides no bits, fingerprints leave out.

Whoever calls from Python gets the same words: declared classes check their values, and stages call `accept`.
"""

import functools
import math
from dataclasses import MISSING, dataclass, fields
from numbers import Integral, Real
from typing import Annotated, Literal, NamedTuple, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, Lt, MultipleOf


def no_bits(function):
    """Marks a function that decides no bits of a result, so that a change of it makes no result stale."""
    return function


class Unit(NamedTuple):
    """The unit of a parameter, in words."""

    name: str


class NameIn(NamedTuple):
    """The value is the name of a module in this room of the package; what that module declares joins in."""

    room: str


Time = Annotated[float, Gt(0), Unit("model time")]
Rate = Annotated[float, Gt(0), Unit("1 / model time")]
RateOrNone = Annotated[float, Ge(0), Unit("1 / model time")]
Energy = Annotated[float, Gt(0), Unit("energy")]
InverseTemperature = Annotated[float, Gt(0), Unit("1 / energy")]
Count = Annotated[int, Ge(1)]
Boundary = Literal["periodic", "free"]

TYPES = {float: (Real, "number"), int: (Integral, "integer"), str: (str, "string"), bool: (bool, "boolean")}
BOUNDS = (
    (Gt, "gt", "> {}", lambda value, bound: value > bound),
    (Ge, "ge", ">= {}", lambda value, bound: value >= bound),
    (Lt, "lt", "< {}", lambda value, bound: value < bound),
    (Le, "le", "<= {}", lambda value, bound: value <= bound),
    (MultipleOf, "multiple_of", "a multiple of {}", lambda value, bound: value % bound == 0),
)


class Refused(ValueError):
    """A parameter has a value that is not allowed. The message, one line, begins with its name."""

    def __init__(self, key, words):
        super().__init__(f"{key}: {words}")
        self.key, self.words = key, words


def rooms(cls):
    """Rooms of the package whose modules the values of parameters name, by parameter."""
    return {
        key: note.room
        for key, hint in hints(cls).items()
        for note in getattr(hint, "__metadata__", ())
        if isinstance(note, NameIn)
    }


@no_bits
def bounds(hint):
    """(what is asked in words, test) of each bound that a type carries."""
    for note in getattr(hint, "__metadata__", ()):
        for kind, name, words, test in BOUNDS:
            if isinstance(note, kind):
                limit = getattr(note, name)
                yield words.format(f"{limit:g}" if isinstance(limit, float) else limit), functools.partial(_inside, test, limit)


@no_bits
def _inside(test, limit, value):
    return test(value, limit)


@no_bits
def refused(value, hint):
    """Why a value of the right type is not allowed, in words, or None."""
    kind = hint.__origin__ if get_origin(hint) is Annotated else hint
    if kind in TYPES and (not isinstance(value, TYPES[kind][0]) or (isinstance(value, bool) and kind is not bool)):
        return f"expected {TYPES[kind][1]}, got {value!r}"
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        return None if value in choices else f"must be one of {', '.join(map(str, choices))}, got {value!r}"
    for one in value if isinstance(value, list | tuple) else ():
        if words := refused(one, get_args(kind)[0]):
            return words
    if isinstance(value, float) and not math.isfinite(value):
        return f"must be a finite number, got {value}"
    for asked, test in bounds(hint):
        if not test(len(value) if isinstance(value, list | tuple) else value):
            return f"must be {asked}, got {value}"
    return None


@no_bits
def check(cls, values):
    """Refuse the first of `values`, a mapping, that breaks a bound of its type in `cls`.

    Raises
    ------
    Refused
    """
    for key, hint in hints(cls).items():
        value = values.get(key)
        if value is not None and (words := refused(value, hint)):
            raise Refused(key, words)


@functools.cache
def hints(cls):
    """Type of each field, bounds included, by name."""
    return get_type_hints(cls, include_extras=True)


def declared(cls):
    """A dataclass with keywords only that checks its values; for a `NamedTuple`, the same class with that check."""
    if issubclass(cls, tuple):
        make = cls.__new__

        def new(kind, *values, **named):
            made = make(kind, *values, **named)
            check(kind, made._asdict())
            return made

        cls.__new__ = new
        return cls
    cls.__post_init__ = lambda self: check(cls, vars(self))
    return dataclass(frozen=True, kw_only=True)(cls)


def needed(cls):
    """Names of the fields without a default."""
    return [field.name for field in fields(cls) if field.default is MISSING]


def accept(who, modules, parameters, **known):
    """Values of what modules declare, checked: a stage's own parameters and those of what runs in it.

    Parameters
    ----------
    who : str
        Whose parameters these are, for the message.
    modules : list of module
        Each declares `Parameters`, and may state `rules`.
    parameters : dict
        By name, as the caller gave them.
    **known
        What rules may ask for beside that: `length`, `boundary`, and `physics`, the model's module.

    Returns
    -------
    list
        An instance of each module's `Parameters`.

    Raises
    ------
    Refused
        A parameter is unknown, missing or not allowed.
    """
    names = [name for module in modules for name in hints(module.Parameters)]
    for key in parameters:
        if key not in names:
            raise Refused(key, f"{who} does not take it, allowed are {', '.join(sorted(names))}")
    found = []
    for module in modules:
        own = {key: parameters[key] for key in hints(module.Parameters) if parameters.get(key) is not None}
        for key in needed(module.Parameters):
            if key not in own:
                raise Refused(key, f"missing, {who if module is modules[0] else _joining(module)} needs it")
        found.append(module.Parameters(**own))
    physics = known.pop("physics")
    for module in modules:
        for key, words in getattr(module, "rules", lambda p, physics: ())(parameters | known, physics):
            raise Refused(key, words)
    return found


@no_bits
def _joining(module):
    """What a module that joins a stage is called: the recorder current, the disturbance flips."""
    room, name = module.__name__.rsplit(".", 2)[1:]
    return f"the {room.removesuffix('s')} {name}"


@no_bits
def divides(unit, time):
    """Is `time` a whole number of `unit`, but for rounding?"""
    return time > 0.5 * unit and abs(round(time / unit) * unit - time) < 1e-6 * time
