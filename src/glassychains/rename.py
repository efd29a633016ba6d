"""Bring results of version 0.1 to the names of today: `python -m glassychains.rename`.

Folders of points had commas between the parameters in their names, at which schedulers of clusters split them; there are
underscores now. Thermal states of spins called S^x, S^y and S^z positions and momenta. Bits, identities, hashes and the files'
ages stay.
"""

import os
import shutil
from pathlib import Path

import h5netcdf
import h5py

from glassychains.models.spins import STATE
from glassychains.runs.points import BATCHES
from glassychains.runs.result import Result, content

LOGS = Path("results/logs")


def rename_folders(root):
    """Folders results/batches/<stage>/<study>/<point> with commas get underscores; how many there were."""
    found = [path for path in root.glob("*/*/*") if path.is_dir() and "," in path.name]
    for path in found:
        target = path.with_name(path.name.replace(",", "_"))
        if target.exists():
            for file in path.iterdir():
                os.replace(file, target / file.name)
            path.rmdir()
        else:
            path.rename(target)
    return len(found)


def rename_state(path):
    """The two arrays of a thermal state of spins get the names that the model gives them; whether they had others."""
    with h5py.File(path) as file:
        if "momentum" not in file:
            return False
    age = path.stat()
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    shutil.copyfile(path, temporary)
    with h5py.File(temporary, "r+") as file:
        for old, new in zip(("position", "momentum"), STATE, strict=True):
            file.move(old, new)
            file[new].attrs["units"] = "1"
    with h5netcdf.File(temporary) as file:
        variables = {name: (variable.dimensions, variable[...], {}) for name, variable in file.variables.items()}
    with h5py.File(temporary, "r+") as file:
        file.attrs["content"] = content(Result(variables))
    os.utime(temporary, ns=(age.st_atime_ns, age.st_mtime_ns))
    os.replace(temporary, path)
    return True


def main():
    """Rename what has old names."""
    folders = rename_folders(BATCHES) + rename_folders(LOGS)
    states = 0
    for path in sorted(BATCHES.glob("thermalize/*/*/*.nc")):
        with h5py.File(path) as file:
            if file.attrs.get("parameter_model") == "spins":
                states += rename_state(path)
    print(f"{folders} folders and {states} thermal states of spins renamed; `make restamp` comes next")


if __name__ == "__main__":
    main()
