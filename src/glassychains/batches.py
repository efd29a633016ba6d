"""One batch, from its identity to its result file."""

import importlib

from glassychains.points import point_of
from glassychains.records import canonical, read, write


def compute(identity, thermalized=None, checkpoint=None):
    """Run the stage of a batch.

    Parameters
    ----------
    identity : dict
        As `Point.identity` states it.
    thermalized : path, optional
        The result file from which a run starts.
    checkpoint : path, optional
        Where a long run saves its state.

    Returns
    -------
    records.Record

    Raises
    ------
    RecordError
        `thermalized` is damaged or foreign.
    """
    point = point_of(identity)
    p, batch = point.parameters, identity["batch_number"]
    model = importlib.import_module(f"glassychains.models.{point.model}").from_parameters(p)
    stage = getattr(importlib.import_module(f"glassychains.stages.{point.stage}"), point.stage)
    if point.stage == "thermalize":
        bath = {"time": p["thermal_time"], "dt": p["thermal_dt"], "friction": p["friction"]}
        return stage(model, length=p["length"], beta=p["beta"], replicas=p["batch"], seed=point.seed(batch), **bath)
    thermal = point.thermal()
    start = read(thermalized, thermal.identity(batch), thermal.fingerprint())
    owner = f"{point.fingerprint()} {canonical(identity)}"
    return stage(model, start, **point.arguments(batch), checkpoint=checkpoint, owner=owner)


def make(output, identity, code, thermalized=None):
    """Compute a batch and write it to `output`, if the code is, before and after, the one with fingerprint `code`.

    Raises
    ------
    RuntimeError
        Source files changed since the workflow was started.
    """
    point = point_of(identity)
    point.require(code)
    result = compute(identity, thermalized, f"{output}.ckpt")
    point.require(code)
    write(output, result, identity, code, point.thermal().seed(identity["batch_number"]))
