"""Spread: put a packet on a few sites of a chain at rest and follow how it spreads, on logarithmic times.

The lattice is a window that must be large enough: if the packet reaches its edge the run stops with an error.
"""

import sys

import numpy as np

from glassychains.declare import Count, Energy, Time, accept, declared, divides, no_bits
from glassychains.models.seam.physics import family_of, known_of, stable
from glassychains.numerics.compiled import from_lanes, to_lanes
from glassychains.numerics.realizations import generator
from glassychains.recorders.packet import FEATURES, features
from glassychains.runs.result import Result
from glassychains.stages.loop import At, run

START = None
"""This stage starts from nothing."""
DISTURBED = False
EDGE_SITES = 8  # at each end
EDGE = 1e-6  # largest part of a packet that may be there: it adds EDGE L^2 / 4 to m2, less than 0.1 in a window of 512 sites
HUGE = 1e6  # no coordinate of a packet comes near, unless the step is too long


@declared
class Parameters:
    """What a study says of a packet."""

    packet_sites: Count
    """Sites in the middle that carry the packet."""
    packet_density: Energy
    """What each of these sites carries of the density that spreads: energy, or norm of the DNLS chain."""
    scheme: str
    """Splitting or composition by which the packet is advanced, one that the family of the model has."""
    dt: Time
    """Time step."""
    duration: Time
    """Duration, a multiple of dt."""
    per_decade: Count
    """Times per decade at which the packet is looked at."""


@no_bits
def able(physics):
    """The model must say what spreads, and what a packet is."""
    return hasattr(physics, "spreading") and hasattr(physics, "packet")


@no_bits
def rules(p, physics):
    """Free ends, a scheme that exists, a step that is stable, a packet that fits into its window, whole steps."""
    if p.get("boundary", "free") != "free":
        yield "boundary", f"the spread stage takes chains with free ends, got {p['boundary']}"
    known = family_of(physics).SCHEMES
    if p["scheme"] not in known:
        name = physics.__name__.rsplit(".", 1)[1]
        yield "scheme", f"of the model {name} must be one of {', '.join(known)}, got {p['scheme']!r}"
    else:
        yield from stable("dt", p["dt"], p, physics, p["scheme"])
    if not divides(p["dt"], p["duration"]) or p["duration"] < 1:
        yield "duration", f"must be a multiple of dt = {p['dt']} and at least 1, got {p['duration']}"
    room = p["length"] - 4 * EDGE_SITES
    if p["packet_sites"] > room:
        yield "packet_sites", f"must be at most {room} in a window of {p['length']}, got {p['packet_sites']}"


@no_bits
def brief(p):
    """Parameters of a run of the same kind whose speed can be measured: it is stopped in time."""
    return p


@no_bits
def site_steps(p):
    """Work of one batch: replicas times sites times steps."""
    return p["batch"] * p["length"] * p["duration"] / p["dt"]


def sample_steps(dt, duration, per_decade):
    """Numbers of steps at which a packet is looked at: a logarithmic grid of times from 1 to `duration`."""
    count = int(np.floor(per_decade * np.log10(duration) + 1e-9))
    times = 10.0 ** (np.arange(count + 1) / per_decade)
    return np.unique(np.maximum(1, np.round(np.append(times, duration) / dt)).astype(np.int64))


def spread(model, *, length, replicas, seed, checkpoint=None, owner="", **parameters):
    """Run `replicas` packets and return their features on a logarithmic grid of times.

    Parameters
    ----------
    model : a model's NamedTuple
        With free ends.
    length : int
        Sites of the window.
    replicas : int
        A multiple of 16; with disorder, each has its own realization.
    seed : str
        Name of the random signs or phases of the packet's sites.
    checkpoint, owner
        As in `produce`.
    **parameters
        Those of `Parameters`, for instance ``packet_sites=1, packet_density=0.4, scheme="aba864", dt=0.5, duration=1e4,
        per_decade=10``.

    Returns
    -------
    runs.result.Result
        `m2`, `participation`, `centre`, `edge` (replica, time) of `recorders.packet`; `density` (time, site), the mean over
        replicas, and `first` (time, site), that of replica 0; each conserved quantity (replica, moment) at the start and at
        each of the times.

    Raises
    ------
    declare.Refused
        A ValueError: a parameter is unknown, missing or not allowed, or a packet has reached the edge of the window.
    """
    known = known_of(model, length)
    physics = known["physics"]
    (own,) = accept("the spread stage", [sys.modules[__name__]], parameters, **known)
    steps = sample_steps(own.dt, own.duration, own.per_decade)
    names = [f"{seed} packet {replica}" for replica in range(replicas)]
    phases = np.array([generator(name).random(own.packet_sites) for name in names])
    begin = slice((length - own.packet_sites) // 2, (length - own.packet_sites) // 2 + own.packet_sites)
    start = np.zeros((2, replicas, length))
    start[:, :, begin] = physics.packet(model, own.packet_density, phases)
    q, p = to_lanes(start[0]), to_lanes(start[1])
    kept = {name: np.zeros((len(steps), replicas)) for name in FEATURES}
    kept |= {name: np.zeros((len(steps), length)) for name in ("density", "first")}
    kept |= {name: np.zeros((len(steps) + 1, replicas)) for name in physics.conserved}
    for name, quantity in physics.conserved.items():
        kept[name][0] = quantity(model, *start)

    def look(index, done):
        state = from_lanes(q), from_lanes(p)
        if not max(np.abs(q).max(), np.abs(p).max()) < HUGE:
            raise ValueError(f"dt: the scheme {own.scheme} with {own.dt} is unstable, blown up at t = {done * own.dt:.6g}")
        for name, quantity in physics.conserved.items():
            kept[name][index + 1] = quantity(model, *state)
        density = physics.spreading(model, *state)
        for name, values in features(density, EDGE_SITES).items():
            kept[name][index] = values
        kept["density"][index], kept["first"][index] = density.mean(0), density[0]
        worst = kept["edge"][index].argmax()
        if kept["edge"][index, worst] > EDGE:
            raise ValueError(
                f"length: packet {worst} reached the edge of the window of {length} sites at t = {done * own.dt:.6g}, "
                f"the {EDGE_SITES} sites at each end hold {kept['edge'][index, worst]:.1e} of it; make the window longer"
            )

    nobody = [None] * len(q)
    how = {"dt": own.dt, "scheme": own.scheme, "look": look, "kept": kept, "checkpoint": checkpoint, "owner": owner}
    run(model, q, p, nobody, nobody, At(steps), **how)
    of_density = {"units": "of the density that spreads"}
    variables = {name: (("replica", "time"), kept[name].T, {"units": unit}) for name, unit in FEATURES.items()}
    variables |= {name: (("time", "site"), kept[name], of_density) for name in ("density", "first")}
    notes = {"units": "of the model", "moments": "start, then the times"}
    variables |= {name: (("replica", "moment"), kept[name].T, notes) for name in physics.conserved}
    variables["time"] = ("time", steps * own.dt, {"units": "model time"})
    return Result(variables)
