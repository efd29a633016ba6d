"""What every stage that runs chains shares: samples in order, checkpoints between them."""

import importlib
import json
import os
import time as clock
import zipfile
import zlib
from pathlib import Path

import numpy as np

from glassychains.compiled import LANES, aligned, from_lanes, jit, to_lanes
from glassychains.dynamics.transport import advance_carry
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


@jit
def run_carrying(model, recorder, carried, disturbance, q, p, pull, dt, steps, first, count):
    """The same with an account of the energy that crosses each bond, and a disturbance after each step."""
    for sample in range(first, first + count):
        advance_carry(model, q, p, pull, carried, disturbance, dt, steps)
        wrap(model, q)
        observe(recorder, sample, p)


def samples_of(dt, sample, duration):
    """How many samples a run takes.

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
    return samples


def run(model, start, recorders, disturbances, *, dt, sample, samples, checkpoint=None, owner=""):
    """Run all groups of replicas and let the recorders see every sample; return the variables of the conserved quantities.

    Parameters
    ----------
    model : a model's NamedTuple
    start : records.Record
        `position` and `momentum`, each (replica, site).
    recorders, disturbances : list
        One per group of `LANES` replicas; a disturbance may be None.
    dt, sample, samples
        Step, steps per sample, samples.
    checkpoint : path, optional
        Where to save the state now and then, and from where to go on. It is removed at the end.
    owner : str
        Whose checkpoint it is: one with another owner is ignored.
    """
    q, p = to_lanes(start["position"]), to_lanes(start["momentum"])
    pull, scratch = aligned(1, q.shape[1] + LANES)[0], aligned(1, q.shape[1])[0]
    arrays = {"q": q, "p": p}
    for group, pair in enumerate(zip(recorders, disturbances, strict=True)):
        for owned in pair:
            for name, array in owned._asdict().items() if owned is not None else ():
                if isinstance(array, np.ndarray):
                    arrays[f"{group}.{type(owned).__name__}.{name}"] = array
    done = _resume(checkpoint, owner, arrays)
    chunk = max(1, int(CHUNK_SITE_STEPS / (q.size * sample)))
    saved = clock.monotonic()
    while done < samples:
        count = min(chunk, samples - done)
        for group, (recorder, disturbance) in enumerate(zip(recorders, disturbances, strict=True)):
            state = (q[group], p[group], pull, dt, sample, done + 1, count)
            if disturbance is None and not hasattr(recorder, "carried"):
                run_samples(model, recorder, *state)
            else:
                run_carrying(model, recorder, getattr(recorder, "carried", scratch), disturbance, *state)
        done += count
        if checkpoint and done < samples and clock.monotonic() - saved > CHECKPOINT_EVERY:
            _save(checkpoint, owner, arrays, done)
            saved = clock.monotonic()
    if checkpoint:
        Path(checkpoint).unlink(missing_ok=True)
    physics = importlib.import_module(type(model).__module__)
    ends = [(start["position"], start["momentum"]), (from_lanes(q), from_lanes(p))]
    notes = {"units": "of the model (mass 1)", "moments": "start, end"}
    return {
        name: (("replica", "moment"), np.stack([quantity(model, *state) for state in ends], 1), notes)
        for name, quantity in physics.conserved.items()
    }


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
