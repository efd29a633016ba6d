"""One batch, from its identity to its result file."""

from glassychains.runs.compute import compute
from glassychains.runs.files import read, write
from glassychains.runs.fingerprint import point_fingerprint, require_point
from glassychains.runs.points import canonical, point_of


def start_of(point, batch, path=None):
    """What a batch starts from, read and checked; None if it starts from nothing. `path` may name another place.

    Raises
    ------
    ResultError
        The file is missing, damaged or foreign.
    """
    if len(point.lineage()) == 1:
        return None
    start = point.start()
    return read(path or start.path(batch), start.identity(batch), point_fingerprint(start))


def make(output, identity, code, start=None):
    """Compute a batch and write it to `output`, if the code is, before and after, the one with fingerprint `code`.

    Parameters
    ----------
    output : path
    identity : dict
        As `Point.identity` states it.
    code : str
        Fingerprint of the code that the workflow asked for.
    start : path, optional
        Result file from which the batch starts.

    Raises
    ------
    RuntimeError
        Source files changed since the workflow was started.
    ResultError
        `start` is damaged or foreign.
    """
    point, batch = point_of(identity), identity["batch_number"]
    require_point(point, code)
    result = compute(identity, start_of(point, batch, start), f"{output}.ckpt", f"{code} {canonical(identity)}")
    require_point(point, code)
    write(output, result, identity, code, point.lineage()[0].seed(batch))


def read_point(point):
    """Results of the batches of a point, checked.

    Raises
    ------
    ResultError
        A file is missing, damaged or foreign.
    """
    code = point_fingerprint(point)
    return [read(point.path(batch), point.identity(batch), code) for batch in range(point.batches)]
