"""Result files: NetCDF-4 that says what it is, written whole or not at all, and never trusted unread.

A batch is written by h5netcdf directly: xarray, which reads the files just as well, would cost each job a second and a half of
imports before it works.
"""

import hashlib
import json
import os
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import h5netcdf
import numpy as np

VERSIONS = ("glassychains", "numpy", "numba", "llvmlite", "h5netcdf", "h5py")


class RecordError(Exception):
    """A result file is missing, damaged, or not the one that was asked for. The message names it."""


@dataclass
class Record:
    """Labelled arrays. `variables` maps a name to (dimensions, values, attributes); a coordinate has its dimension's name."""

    variables: dict
    attributes: dict = field(default_factory=dict)

    def __getitem__(self, name):
        return self.variables[name][1]

    def to_xarray(self):
        """The same as an `xarray.Dataset`."""
        import xarray  # slow to import, and no batch needs it

        return xarray.Dataset(self.variables, attrs=self.attributes)


def content(record):
    """SHA-256 of the variables of a record: names, dimensions, types and bits, nothing else."""
    digest = hashlib.sha256()
    for name in sorted(record.variables):
        dimensions, values, _ = record.variables[name]
        values = np.ascontiguousarray(values)
        digest.update(f"{name} {tuple(np.atleast_1d(dimensions))} {values.dtype.str} {values.shape}\n".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()


def write(path, record, identity, fingerprint, seed):
    """Write `record` to `path` with what it is (`identity`), which code made it (`fingerprint`) and its streams (`seed`).

    The file appears under its name only when it is complete. It holds nothing volatile: two equal runs write equal content.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = (str, int, float)  # and no bool, which NetCDF does not know
    attributes = {f"parameter_{k}": v if type(v) in plain else json.dumps(v) for k, v in identity.items()}
    attributes |= {f"version_{name}": version(name) for name in VERSIONS}
    attributes |= {"identity": canonical(identity), "fingerprint": fingerprint, "seed": seed, "content": content(record)}
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with h5netcdf.File(temporary, "w") as file:
            file.attrs.update(attributes)
            for name, (dimensions, values, notes) in record.variables.items():
                dimensions = tuple(np.atleast_1d(dimensions))
                for dimension, size in zip(dimensions, values.shape, strict=True):
                    if dimension not in file.dimensions:
                        file.dimensions[dimension] = size
                file.create_variable(name, dimensions, values.dtype, data=values).attrs.update(notes)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def read(path, identity, fingerprint):
    """The record in `path`, if it is whole, has this `identity` and was made by code with this `fingerprint`.

    Raises
    ------
    RecordError
        Otherwise; the message names the file and what differs.
    """
    path = Path(path)
    if not path.exists():
        raise RecordError(f"{path}: missing")
    again = "remove it and run the same command again"
    try:
        with h5netcdf.File(path) as file:
            attributes = dict(file.attrs)
            variables = {name: (v.dimensions, v[...], dict(v.attrs)) for name, v in file.variables.items()}
    except Exception as error:
        raise RecordError(f"{path}: truncated or not a result file ({type(error).__name__}); {again}") from error
    if not {"identity", "fingerprint", "content"} <= attributes.keys():
        raise RecordError(f"{path}: not a result file of glassychains; {again}")
    if attributes["identity"] != canonical(identity):
        found = json.loads(attributes["identity"])
        keys = sorted(k for k in found.keys() | identity.keys() if found.get(k) != identity.get(k))
        differences = ", ".join(f"{k} = {found.get(k)!r} instead of {identity.get(k)!r}" for k in keys)
        raise RecordError(f"{path}: a result for other parameters ({differences}); {again}")
    record = Record(variables, attributes)
    if content(record) != attributes["content"]:
        raise RecordError(f"{path}: its data do not match its checksum; {again}")
    if attributes["fingerprint"] != fingerprint:
        raise RecordError(
            f"{path}: made by other code (fingerprint {attributes['fingerprint']}, now {fingerprint}); {again}, or "
            "`make restamp` if the code gives the same bits"
        )
    return record


def canonical(identity):
    """One spelling of a dict of parameters, to hash and to compare."""
    return json.dumps(identity, sort_keys=True)
