"""The one loop in which time advances: samples in order, a look at the clock, checkpoints."""

import json
import os
import time as clock
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from glassychains.models.seam.physics import family_of, physics_of
from glassychains.numerics.compiled import of_group

CHECKPOINT_EVERY = float(os.environ.get("GLASSYCHAINS_CHECKPOINT_SECONDS", "60"))
CHUNK_SITE_STEPS = 1e8  # work on a group of replicas between two looks at the clock, a tenth of a second
watchers = []
"""Called as watcher(steps done, steps in all) after each piece of a run."""


class Every(NamedTuple):
    """Samples `steps` steps apart, `count` of them."""

    steps: int
    count: int

    @property
    def end(self):
        """Steps of the whole run."""
        return self.steps * self.count

    def span(self, done, most):
        """(steps per sample, samples) of the next piece, which takes about `most` steps; `done` are behind."""
        return self.steps, min(max(1, most // self.steps), self.count - done // self.steps)

    def index(self, done):
        """Number of the sample that is taken after `done` steps, from 0; None if there is none."""
        return None if done % self.steps else done // self.steps - 1


class At(NamedTuple):
    """Samples after so many steps each, ascending."""

    steps: np.ndarray

    @property
    def end(self):
        """Steps of the whole run."""
        return int(self.steps[-1])

    def span(self, done, most):
        """As `Every.span`."""
        following = self.steps[np.searchsorted(self.steps, done, side="right")]
        return int(min(most, following - done)), 1

    def index(self, done):
        """As `Every.index`."""
        found = int(np.searchsorted(self.steps, done))
        return found if self.steps[found] == done else None


def run(model, q, p, recorders, disturbances, samples, *, dt, scheme=None, look=None, kept=None, checkpoint=None, owner=""):
    """Advance all groups of replicas through their samples, in place.

    Parameters
    ----------
    model : a model's NamedTuple
    q, p : array, shape (group, row * LANES)
        The state, in the kernels' layout.
    recorders, disturbances : list
        One per group, or None; a recorder is shown every sample by the kernels.
    samples : Every or At
        When samples are taken.
    dt : float
        Step.
    scheme : str, optional
        Splitting or composition; the family's own if not said.
    look : callable, optional
        Called as look(index, steps done) after each sample.
    kept : dict of array, optional
        What else a checkpoint must hold.
    checkpoint : path, optional
        Where to save the state now and then, and from where to go on. It is removed at the end.
    owner : str
        Whose checkpoint it is: one with another owner is ignored.
    """
    physics = physics_of(model)
    family = family_of(physics)
    arrays = {"q": q, "p": p} | (kept or {})
    for group, pair in enumerate(zip(recorders, disturbances, strict=True)):
        for owned in pair:
            arrays |= arrays_of(owned, f"{group}.{type(owned).__name__}")
    models = [of_group(model, group) for group in range(len(q))]
    most = max(1, int(CHUNK_SITE_STEPS / p.shape[1]))  # whatever the batch, since a composed step rounds where it is cut
    done = resume(checkpoint, owner, arrays)
    saved = clock.monotonic()
    while done < samples.end:
        steps, count = samples.span(done, most)
        count = 1 if look else count
        first = done // steps + 1
        family.run(models, recorders, disturbances, q, p, scheme=scheme, dt=dt, steps=steps, first=first, count=count)
        done += steps * count
        index = samples.index(done)
        if look and index is not None:
            look(index, done)
        for watcher in watchers:
            watcher(done, samples.end)
        if checkpoint and done < samples.end and clock.monotonic() - saved > CHECKPOINT_EVERY:
            save(checkpoint, owner, arrays, done)
            saved = clock.monotonic()
    if checkpoint:
        Path(checkpoint).unlink(missing_ok=True)


def arrays_of(owned, name):
    """What a checkpoint must hold of a `NamedTuple`: its arrays, those of tuples within it too, by name."""
    found = {}
    for key, value in owned._asdict().items() if owned is not None else ():
        if isinstance(value, np.ndarray):
            found[f"{name}.{key}"] = value
        elif hasattr(value, "_fields"):
            found |= arrays_of(value, f"{name}.{key}")
    return found


def save(path, owner, arrays, done):
    """Save `arrays` and how many steps are `done`, whole or not at all."""
    temporary = Path(f"{path}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        np.savez(file, head=json.dumps({"owner": owner, "done": done}), **arrays)
    os.replace(temporary, path)


def resume(path, owner, arrays):
    """Load a checkpoint into `arrays` and return how many steps it has behind it; 0 if there is none of this owner."""
    if not path or not Path(path).exists():
        return 0
    try:
        with open(path, "rb") as file, np.load(file) as saved:
            head = json.loads(str(saved["head"]))
            if head["owner"] != owner:
                print(f"{path}: belongs to other parameters or code, begun anew")
                return 0
            loaded = {name: saved[name] for name in arrays}
        if any(loaded[name].shape != array.shape for name, array in arrays.items()):
            raise ValueError("other shapes")
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        print(f"{path}: unreadable checkpoint ({error}), begun anew")
        return 0
    for name, array in arrays.items():
        array[...] = loaded[name]
    print(f"{path}: goes on after {head['done']} steps")
    return head["done"]
