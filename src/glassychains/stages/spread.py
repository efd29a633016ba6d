"""Spread: put a packet on a few sites of a chain at rest and follow how it spreads, on logarithmic times.

The lattice is a window that must be large enough: if the packet reaches its edge the run stops with an error.
"""

import importlib
import time as clock
from pathlib import Path

import numpy as np

from glassychains.compiled import LANES, aligned, from_lanes, of_group, to_lanes
from glassychains.dynamics.composition import WEIGHTS, advance_composed
from glassychains.dynamics.splitting import BLOCK, SCHEMES, advance_split
from glassychains.models.disorder import generator
from glassychains.observables.packet import FEATURES, features
from glassychains.records import Record
from glassychains.stages import run

EDGE_SITES = 8  # at each end
EDGE = 1e-6  # largest part of a packet that may be there: it adds EDGE L^2 / 4 to m2, less than 0.1 in a window of 512 sites
HUGE = 1e6  # no coordinate of a packet comes near, unless the step is too long
CHUNK_SITE_STEPS = 1e8  # work on one group between two looks at the clock


def sample_steps(dt, duration, per_decade):
    """Numbers of steps at which a packet is looked at: a logarithmic grid of times from 1 to `duration`.

    Raises
    ------
    ValueError
        `dt` is not positive, or the duration is shorter than a step or than 1.
    """
    if not dt > 0 or duration < max(dt, 1.0):
        raise ValueError(f"dt: expected > 0, got {dt}; duration: expected at least 1 and dt, got {duration}")
    count = int(np.floor(per_decade * np.log10(duration) + 1e-9))
    times = 10.0 ** (np.arange(count + 1) / per_decade)
    return np.unique(np.maximum(1, np.round(np.append(times, duration) / dt)).astype(np.int64))


def spread(
    model,
    *,
    length,
    replicas,
    packet_sites,
    packet_density,
    scheme,
    dt,
    duration,
    per_decade,
    seed,
    checkpoint=None,
    owner="",
):
    """Run `replicas` packets for `duration` and return their features on a logarithmic grid of times.

    Parameters
    ----------
    model : a model's NamedTuple
        With free ends.
    length : int
        Sites of the window.
    replicas : int
        A multiple of 16; with disorder, each has its own realization.
    packet_sites : int
        How many sites in the middle carry the packet.
    packet_density : float
        What each of them carries of the density that spreads (energy, or norm).
    scheme : str
        A splitting of `dynamics.splitting`, or for a model with exact flows a composition of `dynamics.composition`.
    dt, duration : float
        Step and model time.
    per_decade : int
        Times per decade.
    seed : str
        Name of the random signs or phases of the packet's sites.
    checkpoint, owner
        As in `produce`.

    Returns
    -------
    records.Record
        `m2`, `participation`, `centre`, `edge` (replica, time) of `observables.packet`; `density` (time, site), the mean over
        replicas, and `first` (time, site), that of replica 0; each conserved quantity (replica, moment) at the start and at
        each of the times.

    Raises
    ------
    ValueError
        A parameter is out of range, or a packet has reached the edge of the window.
    """
    physics = importlib.import_module(type(model).__module__)
    known = WEIGHTS if hasattr(model, "PARTS") else SCHEMES
    if scheme not in known:
        raise ValueError(f"scheme: expected one of {', '.join(known)}, got {scheme!r}")
    if getattr(model, "periodic", False):
        raise ValueError("boundary: a packet spreads in a window with free ends")
    if not packet_density > 0:
        raise ValueError(f"packet_density: expected > 0, got {packet_density}")
    if not 1 <= packet_sites <= length - 4 * EDGE_SITES:
        raise ValueError(f"packet_sites: expected 1 to {length - 4 * EDGE_SITES} in a window of {length}, got {packet_sites}")
    steps = sample_steps(dt, duration, per_decade)
    names = [f"{seed} packet {replica}" for replica in range(replicas)]
    phases = np.array([generator(name).random(packet_sites) for name in names])
    begin = slice((length - packet_sites) // 2, (length - packet_sites) // 2 + packet_sites)
    start = np.zeros((2, replicas, length))
    start[:, :, begin] = physics.packet(model, packet_density, phases)
    q, p = to_lanes(start[0]), to_lanes(start[1])
    models = [of_group(model, group) for group in range(len(q))]
    scratch = aligned(1, max(length, BLOCK + 1) * LANES)[0]
    arrays = {"q": q, "p": p}
    arrays |= {name: np.zeros((len(steps), replicas)) for name in FEATURES}
    arrays |= {name: np.zeros((len(steps), length)) for name in ("density", "first")}
    arrays |= {name: np.zeros((len(steps) + 1, replicas)) for name in physics.conserved}
    for name, quantity in physics.conserved.items():
        arrays[name][0] = quantity(model, *start)
    done = run.resume(checkpoint, owner, arrays)
    chunk = max(1, int(CHUNK_SITE_STEPS / (length * LANES)))  # whatever the batch, since a composed step rounds where it is cut
    saved = clock.monotonic()
    while done < steps[-1]:
        index = np.searchsorted(steps, done, side="right")  # the sample that comes next
        count = min(chunk, steps[index] - done)
        for group, mine in enumerate(models):
            if hasattr(model, "PARTS"):
                advance_composed(mine, WEIGHTS[scheme], q[group], p[group], scratch, dt, count)
            else:
                advance_split(mine, SCHEMES[scheme], q[group], p[group], scratch, dt, count)
        done += int(count)
        if done == steps[index]:
            state = from_lanes(q), from_lanes(p)
            if not max(np.abs(q).max(), np.abs(p).max()) < HUGE:
                raise ValueError(
                    f"dt: the scheme {scheme} with {dt} is unstable, the packet has blown up at t = {done * dt:.6g}"
                )
            for name, quantity in physics.conserved.items():
                arrays[name][index + 1] = quantity(model, *state)
            density = physics.spreading(model, *state)
            for name, values in features(density, EDGE_SITES).items():
                arrays[name][index] = values
            arrays["density"][index], arrays["first"][index] = density.mean(0), density[0]
            worst = arrays["edge"][index].argmax()
            if arrays["edge"][index, worst] > EDGE:
                raise ValueError(
                    f"length: packet {worst} reached the edge of the window of {length} sites at t = {done * dt:.6g}, "
                    f"the {EDGE_SITES} sites at each end hold {arrays['edge'][index, worst]:.1e} of it; make the window longer"
                )
        if checkpoint and done < steps[-1] and clock.monotonic() - saved > run.CHECKPOINT_EVERY:
            run.save(checkpoint, owner, arrays, done)
            saved = clock.monotonic()
    if checkpoint:
        Path(checkpoint).unlink(missing_ok=True)
    of_density = {"units": "of the density that spreads"}
    variables = {name: (("replica", "time"), arrays[name].T, {"units": unit}) for name, unit in FEATURES.items()}
    variables |= {name: (("time", "site"), arrays[name], of_density) for name in ("density", "first")}
    notes = {"units": "of the model", "moments": "start, then the times"}
    variables |= {name: (("replica", "moment"), arrays[name].T, notes) for name in physics.conserved}
    variables["time"] = ("time", steps * dt, {"units": "model time"})
    return Record(variables)
