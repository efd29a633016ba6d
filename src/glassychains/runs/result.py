"""What a stage returns: labelled arrays, and the hash of their bits."""

import hashlib
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Result:
    """Labelled arrays. `variables` maps a name to (dimensions, values, attributes); a coordinate has its dimension's name."""

    variables: dict
    attributes: dict = field(default_factory=dict)

    def __getitem__(self, name):
        return self.variables[name][1]

    def to_xarray(self):
        """The same as an `xarray.Dataset`."""
        import xarray  # slow to import, and no batch needs it

        return xarray.Dataset(self.variables, attrs=self.attributes)


def content(result):
    """SHA-256 of the variables of a result: names, dimensions, types and bits, nothing else."""
    digest = hashlib.sha256()
    for name in sorted(result.variables):
        dimensions, values, _ = result.variables[name]
        values = np.ascontiguousarray(values)
        digest.update(f"{name} {tuple(np.atleast_1d(dimensions))} {values.dtype.str} {values.shape}\n".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()
