"""One batch, from its identity to its result file."""

import importlib

from glassychains.points import EVOLVING, STARTED, point_of
from glassychains.records import canonical, read, write

BATH = {"beta": "beta", "time": "thermal_time", "dt": "thermal_dt", "friction": "friction"}


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
    physics = importlib.import_module(f"glassychains.models.{point.model}")
    model = physics.from_parameters(p, point.realizations(batch))
    stage = getattr(importlib.import_module(f"glassychains.stages.{point.stage}"), point.stage)
    if point.stage == "thermalize":
        bath = {name: p[key] for name, key in BATH.items() if key in p}
        return stage(model, length=p["length"], replicas=p["batch"], seed=point.seed(batch), **bath)
    start = []
    if point.stage in STARTED:
        thermal = point.thermal()
        start = [read(thermalized, thermal.identity(batch), thermal.fingerprint())]
    how = {}
    if point.stage in EVOLVING:
        how = {"checkpoint": checkpoint, "owner": f"{point.fingerprint()} {canonical(identity)}"}
    return stage(model, *start, **point.arguments(batch), **how)


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
    write(output, result, identity, code, point.lineage()[0].seed(identity["batch_number"]))
