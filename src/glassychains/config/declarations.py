"""What models, stages, recorders and disturbances declare, gathered: validation of points, their schema, the table of keys.

No list of them stands anywhere. A thing exists once a module of its room declares `Parameters`.
"""

import ast
import functools
import importlib
import inspect
import itertools
import pkgutil
import textwrap
from dataclasses import MISSING, fields
from typing import Annotated, Literal, get_args, get_origin

from pydantic import ConfigDict, Field, ValidationError, create_model

from glassychains.config.reading import UNKNOWN, ConfigError, words
from glassychains.declare import Count, NameIn, Unit, bounds, declared, hints, refused, rooms
from glassychains.dynamics.disturbances.seam import switched_on
from glassychains.numerics.compiled import LANES
from glassychains.runs import points

ROOMS = {
    "model": "models",
    "equilibrium": "models.equilibria",
    "stage": "stages",
    "recorder": "recorders",
    "measure": "quantum.measures",
    "disturbance": "dynamics.disturbances",
}
"""Kinds of things that declare parameters, and the rooms in which they live."""
KINDS = {room: kind for kind, room in ROOMS.items()}
LARGEST = 64e9
"""Bytes of memory that one batch may take."""
BATCHES = 10000
"""Batches that a point may have: their numbers are four digits."""


@declared
class Replicas:
    """What a study says beside what decides bits."""

    replicas: Count = 0
    """Replicas asked for, rounded up to whole batches; one batch if not said."""


@functools.cache
def things(kind):
    """Modules of one kind, by name."""
    package = importlib.import_module(f"glassychains.{ROOMS[kind]}")
    found = {}
    for module in pkgutil.iter_modules(package.__path__):
        if not module.ispkg:
            one = importlib.import_module(f"{package.__name__}.{module.name}")
            if hasattr(one, "Parameters") and (kind != "stage" or hasattr(one, module.name)):
                found[module.name] = one
    return found


def able(stage, physics):
    """Can a stage, and that from which it starts, run a model?"""
    one = things("stage")[stage]
    return one.able(physics) and (one.START is None or able(one.START, physics))


def lineage(stage):
    """Names of the stages that a point of this one needs, the last being itself."""
    start = things("stage")[stage].START
    return [*([start] if start else []), stage]


def parts(stage, model, parameters):
    """(who, module) of all that state parameters of a point, in the order in which they are asked."""
    physics = things("model")[model]
    found = [(f"the model {model}", physics)]
    found += [(f"the {name} stage", points.asked(name, model)) for name in lineage(stage)]
    for key, room in rooms(things("stage")[stage].Parameters).items():
        if parameters.get(key) in things(KINDS[room]):
            found.append((f"the {KINDS[room]} {parameters[key]}", things(KINDS[room])[parameters[key]]))
    if things("stage")[stage].DISTURBED:
        acting = [things("disturbance")[name] for name in switched_on(parameters) if name in things("disturbance")]
        found += [(f"the disturbance {_name(one)}", one) for one in acting if physics.FAMILY in one.FAMILIES]
    return found


def _name(module):
    return module.__name__.rsplit(".", 1)[1]


@functools.cache
def _validator(classes):
    """A pydantic model of all fields of some declarations."""
    chosen = {}
    for cls in classes:
        types = hints(cls)
        for field in fields(cls):
            default = ... if field.default is MISSING else field.default
            chosen.setdefault(field.name, (types[field.name], default))
    config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
    return create_model("Point", __config__=config, **chosen)


def checked(stage, model, parameters, where):
    """The parameters of a point, with numbers of the declared types; `replicas` among them if it is said.

    Raises
    ------
    ConfigError
        One line that names the first key that is unknown, missing or not allowed.
    """
    physics = things("model")[model]
    for name, room in rooms(things("stage")[stage].Parameters).items():
        if name in parameters:
            known = things(KINDS[room])
            if not isinstance(parameters[name], str) or parameters[name] not in known:
                raise ConfigError(f"{where}.{name}: must be one of {', '.join(known)}, got {parameters[name]!r}")
    told = parts(stage, model, parameters)
    classes = (points.Parameters, Replicas, *(module.Parameters for _, module in told))
    kind = _validator(classes)
    try:
        found = kind.model_validate(parameters).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise ConfigError(_first(error, stage, model, told, classes, where)) from None
    if "stream" in found and "seed" not in inspect.signature(getattr(things("stage")[stage], stage)).parameters:
        raise ConfigError(f"{where}.stream: the {stage} stage does not take it")
    for _, module in told:
        for key, reason in getattr(module, "rules", lambda p, physics: ())(found, physics):
            raise ConfigError(f"{where}.{key}: {reason}")
    abreast = getattr(things("stage")[stage], "ABREAST", LANES)
    if found["batch"] % abreast:
        raise ConfigError(f"{where}.batch: must be a multiple of {abreast}, got {found['batch']}")
    bytes_of = getattr(things("stage")[stage], "memory", lambda p, physics: 0.0)
    if (taken := bytes_of(found, physics)) > LARGEST:
        reason = f"would take {taken / 1e9:.3g} GB of memory, more than the {LARGEST / 1e9:g} that one job may take"
        raise ConfigError(f"{where}.length: {found['length']} sites {reason}")
    sites = int(LARGEST / 64)  # of all replicas of a batch, eight numbers each
    limits = {
        "length": (sites // 16, f"{LARGEST / 1e9:g} GB of memory for one job"),
        "batch": (sites // found["length"] // 16 * 16, f"{LARGEST / 1e9:g} GB of memory for one job"),
        "replicas": (BATCHES * found["batch"], f"{BATCHES} batches"),
    }
    for key, (most, reason) in limits.items():
        if found.get(key, 0) > most:
            raise ConfigError(f"{where}.{key}: must be at most {most}, which is {reason}, got {found[key]}")
    return found


def _first(error, stage, model, told, classes, where):
    """One line for the first of pydantic's errors."""
    found = min(error.errors(), key=lambda e: (e["type"] not in UNKNOWN, e["type"] == "missing"))
    key = str(found["loc"][0])
    if found["type"] in UNKNOWN:
        return f"{where}.{key}: {_stranger(key, stage, model, classes)}"
    if found["type"] == "missing":
        asked = [who for who, module in told if key in hints(module.Parameters)]
        return f"{where}.{key}: missing, {asked[0] if asked else 'every point'} needs it"
    hint = next(hints(cls)[key] for cls in classes if key in hints(cls))
    value = found["input"]
    plain = isinstance(value, int | float | list) and not isinstance(value, bool) and not found["type"].endswith("_type")
    reason = refused(value, hint) if plain else None
    return f"{where}.{key}: {reason or words(found)}"


def _stranger(key, stage, model, classes):
    """Why a key that somebody else declares is not allowed here, or which ones are."""
    physics = things("model")[model]
    starts = [name for name in lineage(stage) if key in hints(things("stage")[name].Parameters)]
    if starts or any(key in hints(one.Parameters) for kind in ("model", "equilibrium") for one in things(kind).values()):
        return f"the model {model} does not take it"
    for name, one in things("disturbance").items():
        if key in hints(one.Parameters) and name in hints(one.Parameters):
            return (
                f"the {stage} stage does not take it"
                if physics.FAMILY in one.FAMILIES
                else f"the model {model} does not take it"
            )
    for kind in (KINDS[room] for chosen in lineage(stage) for room in rooms(things("stage")[chosen].Parameters).values()):
        for name, one in things(kind).items():
            if key in hints(one.Parameters) and not any(key in hints(s.Parameters) for s in things("stage").values()):
                return f"only the {kind} {name} takes it"
    if any(key in hints(s.Parameters) for s in things("stage").values()):
        return f"the {stage} stage does not take it"
    known = sorted({name for cls in classes for name in hints(cls)})
    return f"unknown key, allowed are {', '.join(known)}"


def branch(point):
    """What selects a branch of the compiled code, a hashable value: all of a point but the size of its numbers."""
    choices = {
        key
        for kind in ROOMS
        for module in things(kind).values()
        for key, hint in hints(module.Parameters).items()
        if get_origin(hint) is Literal
    }

    def kind_of(key, value):
        if isinstance(value, list):
            return tuple(kind_of(key, one) for one in value)
        return value if key in choices or isinstance(value, bool | str) else "0" if value == 0 else "a number"

    shown = {key: value for key, value in point.parameters.items() if key not in hints(points.Parameters)}
    return point.stage, point.model, tuple(sorted((key, kind_of(key, value)) for key, value in shown.items()))


@functools.cache
def described(cls):
    """The docstring of each field of a declaration, by name, those of what it extends too."""
    found = {}
    for one in reversed(cls.__mro__):
        if one is object:
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(one))).body[0].body
        for statement, following in itertools.pairwise(body):
            if isinstance(statement, ast.AnnAssign) and isinstance(following, ast.Expr):
                found[statement.target.id] = inspect.cleandoc(following.value.value)
    return found


def in_words(hint):
    """(type, bounds, unit) of a parameter as a reader wants to see them."""
    kind = hint.__origin__ if get_origin(hint) is Annotated else hint
    unit = next((note.name for note in getattr(hint, "__metadata__", ()) if isinstance(note, Unit)), "")
    if get_origin(kind) is Literal:
        return "one of", ", ".join(map(str, get_args(kind))), unit
    if get_origin(kind) is list:
        inner, asked, its_unit = in_words(get_args(kind)[0])
        return f"list of {inner}s", asked, its_unit
    room = next((note.room for note in getattr(hint, "__metadata__", ()) if isinstance(note, NameIn)), None)
    if room:
        return "one of", ", ".join(things(KINDS[room])), unit
    names = {float: "number", int: "integer", str: "string", bool: "boolean"}
    return names[kind], ", ".join(asked for asked, _ in bounds(hint)), unit


def keys():
    """(kind, who, key, type, bounds, unit, default, description) of every parameter that anything declares."""
    rows = []
    told = [("point", "every point", points.Parameters), ("point", "every point", Replicas)]
    told += [(kind, name, module.Parameters) for kind in ROOMS for name, module in things(kind).items()]
    for kind, who, cls in told:
        texts = described(cls)
        for field in fields(cls):
            default = None if field.default is MISSING else field.default
            rows.append((kind, who, field.name, *in_words(hints(cls)[field.name]), default, texts[field.name]))
    return rows


def schema():
    """JSON schema of the parameters of a point: every key that anything declares, with all it may mean."""
    properties = {}
    for kind, who, key, *_, text in keys():
        owner = points.Parameters if kind == "point" else things(kind)[who].Parameters
        hint = hints(Replicas if key == "replicas" else owner)[key]
        meaning = f"{who}: {text}" if kind != "point" else text
        found = create_model("One", value=(hint, Field())).model_json_schema()["properties"]["value"]
        found.pop("title", None)
        known = properties.setdefault(key, {"description": meaning, "anyOf": []})
        if meaning not in known["description"]:
            known["description"] += f" {meaning}"
        if found not in known["anyOf"]:
            known["anyOf"].append(found)
    for known in properties.values():
        if len(known["anyOf"]) == 1:
            known |= known.pop("anyOf")[0]
    return {"type": "object", "properties": dict(sorted(properties.items())), "additionalProperties": False}
