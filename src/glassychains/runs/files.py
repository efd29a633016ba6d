"""Result files: NetCDF-4 that says what it is, written whole or not at all, and never trusted unread.

A batch is written by h5netcdf directly: xarray, which reads the files just as well, would cost each job a second and a half of
imports before it works.
"""

import json
import os
from importlib.metadata import version
from pathlib import Path

import h5netcdf
import numpy as np

from glassychains.runs.points import canonical, stage_module
from glassychains.runs.result import Result, content

VERSIONS = ("glassychains", "numpy", "numba", "llvmlite", "h5netcdf", "h5py")


class ResultError(Exception):
    """A result file is missing, damaged, or not the one that was asked for. The message names it."""


def write(path, result, identity, fingerprint, seed):
    """Write `result` to `path` with what it is (`identity`), which code made it (`fingerprint`) and its streams (`seed`).

    The file appears under its name only when it is complete. It holds nothing volatile: two equal runs write equal content.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = (str, int, float)  # and no bool, which NetCDF does not know
    attributes = {f"parameter_{k}": v if type(v) in plain else json.dumps(v) for k, v in identity.items()}
    attributes |= {f"version_{name}": version(name) for name in VERSIONS}
    attributes |= {"identity": canonical(identity), "fingerprint": fingerprint, "seed": seed, "content": content(result)}
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with h5netcdf.File(temporary, "w") as file:
            file.attrs.update(attributes)
            for name, (dimensions, values, notes) in result.variables.items():
                dimensions = tuple(np.atleast_1d(dimensions))
                for dimension, size in zip(dimensions, values.shape, strict=True):
                    if dimension not in file.dimensions:
                        file.dimensions[dimension] = size
                file.create_variable(name, dimensions, values.dtype, data=values).attrs.update(notes)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def read(path, identity, fingerprint):
    """The result in `path`, if it is whole, has this `identity` and was made by code with this `fingerprint`.

    Raises
    ------
    ResultError
        Otherwise; the message names the file and what differs.
    """
    path = Path(path)
    if not path.exists():
        raise ResultError(f"{path}: missing")
    again = "remove it and run the same command again"
    try:
        with h5netcdf.File(path) as file:
            attributes = dict(file.attrs)
            variables = {name: (v.dimensions, v[...], dict(v.attrs)) for name, v in file.variables.items()}
    except Exception as error:
        raise ResultError(f"{path}: truncated or not a result file ({type(error).__name__}); {again}") from error
    if not {"identity", "fingerprint", "content"} <= attributes.keys():
        raise ResultError(f"{path}: not a result file of glassychains; {again}")
    if attributes["identity"] != canonical(identity):
        found = json.loads(attributes["identity"])
        keys = sorted(k for k in found.keys() | identity.keys() if found.get(k) != identity.get(k))
        differences = ", ".join(f"{k} = {found.get(k)!r} instead of {identity.get(k)!r}" for k in keys)
        raise ResultError(f"{path}: a result for other parameters ({differences}); {again}")
    result = Result(variables, attributes)
    if content(result) != attributes["content"]:
        raise ResultError(f"{path}: its data do not match its checksum; {again}")
    if attributes["fingerprint"] != fingerprint:
        raise ResultError(
            f"{path}: made by other code (fingerprint {attributes['fingerprint']}, now {fingerprint}); {again}, or "
            "`make restamp` if the code gives the same bits"
        )
    return result


def agrees(result, path, stage):
    """Does a result hold what the file at `path` holds? Bit for bit, or to the `TOLERANCE` that a stage states."""
    with h5netcdf.File(path) as file:
        if content(result) == file.attrs["content"]:
            return True
        tolerance = getattr(stage_module(stage), "TOLERANCE", None)
        found = {name: variable[...] for name, variable in file.variables.items()}
    if tolerance is None or found.keys() != result.variables.keys():
        return False
    return all(
        values.shape == result[name].shape and np.abs(values - result[name]).max() <= tolerance * np.abs(values).max()
        for name, values in found.items()
    )
