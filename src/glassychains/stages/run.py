"""What every stage that runs chains shares: samples in order, checkpoints between them."""

import importlib
import json
import os
import time as clock
import zipfile
import zlib
from pathlib import Path

import numpy as np

from glassychains.compiled import LANES, aligned, from_lanes, jit, of_group, to_lanes
from glassychains.dynamics.composition import WEIGHTS, advance_composed
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


@jit
def run_flowing(model, recorder, carried, weights, q, p, dt, steps, first, count):
    """The same for a model that states exact flows of the parts of its Hamiltonian."""
    for sample in range(first, first + count):
        advance_composed(model, weights, q, p, carried, dt, steps)
        observe(recorder, sample, p)


def arrays_of(owned, name):
    """What a checkpoint must hold of a `NamedTuple`: its arrays, those of tuples within it too, by name."""
    found = {}
    for key, value in owned._asdict().items() if owned is not None else ():
        if isinstance(value, np.ndarray):
            found[f"{name}.{key}"] = value
        elif hasattr(value, "_fields"):
            found |= arrays_of(value, f"{name}.{key}")
    return found


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
            arrays |= arrays_of(owned, f"{group}.{type(owned).__name__}")
    models = [of_group(model, group) for group in range(len(q))]
    done = resume(checkpoint, owner, arrays)
    chunk = max(1, int(CHUNK_SITE_STEPS / (q.size * sample)))
    saved = clock.monotonic()
    while done < samples:
        count = min(chunk, samples - done)
        for group, (recorder, disturbance) in enumerate(zip(recorders, disturbances, strict=True)):
            mine, state, timing = models[group], (q[group], p[group]), (dt, sample, done + 1, count)
            carried = getattr(recorder, "carried", scratch)
            if hasattr(model, "PARTS"):
                run_flowing(mine, recorder, carried, WEIGHTS["strang"], *state, *timing)
            elif disturbance is None and carried is scratch:
                run_samples(mine, recorder, *state, pull, *timing)
            else:
                run_carrying(mine, recorder, carried, disturbance, *state, pull, *timing)
        done += count
        if checkpoint and done < samples and clock.monotonic() - saved > CHECKPOINT_EVERY:
            save(checkpoint, owner, arrays, done)
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


def save(path, owner, arrays, done):
    """Save `arrays` and how much is `done`, whole or not at all."""
    temporary = Path(f"{path}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        np.savez(file, head=json.dumps({"owner": owner, "done": done}), **arrays)
    os.replace(temporary, path)


def resume(path, owner, arrays):
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
