"""Produce: run isolated chains, or chains that something disturbs now and then, from equilibrium and record what they do."""

import importlib
import sys
from pathlib import Path
from typing import Annotated

from glassychains.declare import NameIn, Refused, accept, declared
from glassychains.dynamics.disturbances import seam
from glassychains.models.seam.physics import state_names
from glassychains.runs.result import Result
from glassychains.stages import sampled
from glassychains.stages.sampled import able, brief, rules, site_steps  # noqa: F401  (what a stage states)

START = "thermalize"
"""The stage from whose result this one starts."""
DISTURBED = True
"""Whether a disturbance of a point's own choice may join."""
RECORDERS = Path(seam.__file__).parents[2] / "recorders"
"""The room of the recorders."""


@declared
class Parameters(sampled.Parameters):
    """What a study says of a run."""

    record: Annotated[str, NameIn("recorders")]
    """What is recorded."""
    still: bool = False
    """Whether the mean velocity of each replica is taken away first, so that the total velocity is and stays zero."""


def recorder_of(p):
    """The module of the recorder.

    Raises
    ------
    declare.Refused
        There is none of this name.
    """
    try:
        found = importlib.import_module(f"glassychains.recorders.{p.get('record')}")
    except ModuleNotFoundError:
        found = None
    if not hasattr(found, "Parameters"):
        names = sorted(path.stem for path in RECORDERS.glob("*.py") if "\nclass Parameters" in path.read_text())
        raise Refused("record", f"must be one of {', '.join(names)}, got {p.get('record')!r}")
    return found


def produce(model, start, *, record=None, seed="", checkpoint=None, owner="", **parameters):
    """Run every replica of `start` and return what the recorder saw.

    Parameters
    ----------
    model : a model's NamedTuple
    start : runs.result.Result
        As `thermalize` returns it.
    record : str
        Module of `glassychains.recorders` that records.
    seed : str
        Name of the random streams of what disturbs the run, and of what the recorder draws.
    checkpoint : path, optional
        Where to save the state now and then, and from where to go on.
    owner : str
        Whose checkpoint it is: one with another owner is ignored.
    **parameters
        Those of `Parameters`, those that the recorder declares, and those of the disturbances that they switch on, for
        instance ``dt=0.1, duration=400.0, sample=10, beta=1.0, flips=0.01``.

    Returns
    -------
    runs.result.Result
        The recorder's variables, and each conserved quantity per replica at the start and at the end.

    Raises
    ------
    declare.Refused
        A ValueError: a parameter is unknown, missing, or not allowed.
    """
    recorder = recorder_of({"record": record})
    disturbances = [seam.module(name) for name in seam.switched_on(parameters)]
    modules, known = [sys.modules[__name__], recorder, *disturbances], sampled.known_from(model, start)
    own, chosen, *acting = accept("the produce stage", modules, parameters | {"record": record}, **known)
    if own.still:
        position, momentum = state_names(known["physics"])
        moving = start[momentum] - start[momentum].mean(-1, keepdims=True)
        start = Result({position: start.variables[position], momentum: (("replica", "site"), moving, {})})
    replicas = len(start[state_names(known["physics"])[1]])
    begun = sampled.begun(disturbances, acting, seed, replicas, known["length"], own.dt)
    drawn = recorder.draw(chosen, seed, replicas) if hasattr(recorder, "draw") else ()
    return sampled.record(model, start, own, recorder, chosen, begun, drawn, checkpoint=checkpoint, owner=owner)
