"""One batch, from its identity to its numbers. The code that decides its bits is this module and what it and `parts` name."""

import importlib
import inspect

from glassychains.declare import hints, rooms
from glassychains.dynamics.disturbances.seam import switched_on
from glassychains.runs.points import asked, model_module, point_of, stage_module


def parts(point):
    """Dotted names of the modules that make a point: its stages, model, family of dynamics, recorder and disturbances."""
    found = [f"models.{point.model}", *joined(point.stage, point.parameters)]
    for one in point.lineage():
        found.append(f"stages.{one.stage}")
        if (module := asked(one.stage, point.model)) is not stage_module(one.stage):
            found.append(module.__name__.removeprefix("glassychains."))
        if "checkpoint" in taken_by(one.stage):  # it advances in the loop, which looks the family up by name
            found.append(f"dynamics.{model_module(point.model).FAMILY}")
    return [f"glassychains.{name}" for name in found]


def taken_by(stage):
    """Names of what the function of a stage takes beside its parameters."""
    return inspect.signature(getattr(stage_module(stage), stage)).parameters


def joined(stage, parameters):
    """What a mapping of parameters lets join a stage: modules that it names, as a recorder, and disturbances."""
    named = [f"{room}.{parameters[key]}" for key, room in rooms(stage_module(stage).Parameters).items() if key in parameters]
    disturbances = switched_on(parameters) if stage_module(stage).DISTURBED else []
    return [*named, *(f"dynamics.disturbances.{name}" for name in disturbances)]


def compute(identity, start=None, checkpoint=None, owner=""):
    """Run the stage of a batch.

    Parameters
    ----------
    identity : dict
        As `Point.identity` states it.
    start : runs.result.Result, optional
        What the stage starts from.
    checkpoint : path, optional
        Where a long run saves its state.
    owner : str
        Whose checkpoint it is: one with another owner is ignored.

    Returns
    -------
    runs.result.Result
    """
    point = point_of(identity)
    p, batch, stage = point.parameters, identity["batch_number"], stage_module(point.stage)
    model = model_module(point.model).from_parameters(p, point.realizations(batch))
    modules = [
        asked(point.stage, point.model),
        *(importlib.import_module(f"glassychains.{name}") for name in joined(point.stage, p)),
    ]
    own = {key: p[key] for module in modules for key in hints(module.Parameters) if key in p}
    known = {"replicas": p["batch"], "length": p["length"], "seed": point.seed(batch), "checkpoint": checkpoint, "owner": owner}
    known = {key: value for key, value in known.items() if key in taken_by(point.stage)}
    return getattr(stage, point.stage)(model, *([start] if start else []), **known, **own)
