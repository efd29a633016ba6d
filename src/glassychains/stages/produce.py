"""Produce: run isolated chains from equilibrium and record what they do."""

import importlib
import json
import os
import time as clock
import zipfile
import zlib
from pathlib import Path

import numpy as np

from glassychains.compiled import LANES, aligned, from_lanes, jit, to_lanes
from glassychains.dynamics.verlet import advance, wrap
from glassychains.observables.recorder import observe

CHECKPOINT_EVERY = float(os.environ.get("GLASSYCHAINS_CHECKPOINT_SECONDS", "60"))
CHUNK_SITE_STEPS = 4e9  # work between two looks at the clock, a few seconds


@jit
def run_samples(model, recorder, q, p, pull, dt, steps, first, count):
    """Take samples `first` to `first + count - 1`, each `steps` steps after the one before."""
    for sample in range(first, first + count):
        advance(model, q, p, pull, dt, steps)
        wrap(model, q)
        observe(recorder, sample, p)


def produce(model, start, *, beta, dt, duration, sample, record="relaxation", checkpoint=None, owner="", **options):
    """Run every replica of `start` for `duration` and return what the recorder saw.

    Parameters
    ----------
    model : a model's NamedTuple
    start : records.Record
        `position` and `momentum`, each (replica, site), as `thermalize` returns them.
    beta : float
        Inverse temperature, the unit of what is recorded.
    dt : float
        Step of the Stoermer-Verlet scheme.
    duration : float
        Model time; a whole number of samples.
    sample : int
        Steps from one sample to the next.
    record : str
        Module of `glassychains.observables` that records.
    checkpoint : path, optional
        Where to save the state now and then, and from where to go on.
    owner : str
        Whose checkpoint it is: one with another owner is ignored.
    **options
        What the recorder asks for.

    Returns
    -------
    records.Record
        The recorder's variables, and `energy` and `total_momentum` per replica at the start and at the end.

    Raises
    ------
    ValueError
        `dt` or `sample` is not positive, or `duration` is not a whole number of samples.
    """
    if not dt > 0 or sample < 1:
        raise ValueError(f"dt: expected > 0, got {dt}; sample: expected >= 1, got {sample}")
    samples = round(duration / (dt * sample))
    if samples < 1 or abs(samples * dt * sample - duration) > 1e-6 * duration:
        raise ValueError(f"duration: expected a multiple of sample * dt = {sample * dt}, got {duration}")
    physics = importlib.import_module(type(model).__module__)
    recorders_module = importlib.import_module(f"glassychains.observables.{record}")

    q, p = to_lanes(start["position"]), to_lanes(start["momentum"])
    pull = aligned(1, q.shape[1] + LANES)[0]
    recorders = [recorders_module.start(group, samples, options) for group in p]
    arrays = {"q": q, "p": p} | {
        f"{group}.{name}": array for group, recorder in enumerate(recorders) for name, array in recorder._asdict().items()
    }
    done = _resume(checkpoint, owner, arrays)

    chunk = max(1, int(CHUNK_SITE_STEPS / (q.size * sample)))
    saved = clock.monotonic()
    while done < samples:
        count = min(chunk, samples - done)
        for group, recorder in enumerate(recorders):
            run_samples(model, recorder, q[group], p[group], pull, dt, sample, done + 1, count)
        done += count
        if checkpoint and done < samples and clock.monotonic() - saved > CHECKPOINT_EVERY:
            _save(checkpoint, owner, arrays, done)
            saved = clock.monotonic()

    result = recorders_module.finish(recorders, start["momentum"], sample * dt, beta, options)
    ends = [(start["position"], start["momentum"]), (from_lanes(q), from_lanes(p))]
    for name, quantity in physics.conserved.items():
        values = np.stack([quantity(model, *state) for state in ends], 1)
        result.variables[name] = (("replica", "moment"), values, {"units": "of the model (mass 1)", "moments": "start, end"})
    if checkpoint:
        Path(checkpoint).unlink(missing_ok=True)
    return result


def _save(path, owner, arrays, done):
    temporary = Path(f"{path}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        np.savez(file, head=json.dumps({"owner": owner, "done": done}), **arrays)
    os.replace(temporary, path)


def _resume(path, owner, arrays):
    """Load a checkpoint into `arrays` and return how many samples it has; 0 if there is none of this owner."""
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
    print(f"{path}: goes on from sample {head['done']}")
    return head["done"]
