"""What stages that start from a thermal state and sample it evenly share: `produce` and `ness`."""

import numpy as np

from glassychains.declare import Count, Time, declared, divides, no_bits
from glassychains.dynamics.disturbances import seam
from glassychains.models.seam.physics import known_of, physics_of, stable, state_names
from glassychains.numerics.compiled import from_lanes, of_group, to_lanes
from glassychains.stages.loop import Every, run


@declared
class Parameters:
    """How a run is stepped and sampled."""

    dt: Time
    """Time step of the run."""
    duration: Time
    """Duration of the run, a multiple of sample * dt."""
    sample: Count
    """Steps from one sample to the next."""


@no_bits
def rules(p, physics):
    """A run is a whole number of samples."""
    interval = p["sample"] * p["dt"]
    if not divides(interval, p["duration"]):
        yield "duration", f"must be a multiple of sample * dt = {interval}, got {p['duration']}"
    yield from stable("dt", p["dt"], p, physics)


def known_from(model, start):
    """What rules may ask for beside the parameters of a stage: of the model and of the state from which it starts."""
    return known_of(model, start[state_names(physics_of(model))[1]].shape[1])


def record(model, start, parameters, recorder, chosen, disturbances, memories=(), *, scheme=None, checkpoint=None, owner=""):
    """Run a thermal state and return what a recorder saw.

    Parameters
    ----------
    model : a model's NamedTuple
    start : runs.result.Result
        Two arrays (replica, row), named by the model.
    parameters : Parameters
        Step, duration and samples.
    recorder : module
        Of `glassychains.recorders`.
    chosen : its Parameters
    disturbances : list
        What `begin` of each returned, in the order in which they act.
    memories : sequence of dict
        Further arguments of `recorder.start`, one per group.
    scheme : str, optional
        Splitting or composition, as in `loop.run`.
    checkpoint, owner
        As in `loop.run`.

    Returns
    -------
    runs.result.Result
        The recorder's variables, and each conserved quantity per replica at the start and at the end.
    """
    physics = physics_of(model)
    begin = [start[name] for name in state_names(physics)]
    q, p = (to_lanes(one) for one in begin)
    interval = parameters.sample * parameters.dt
    samples = Every(parameters.sample, round(parameters.duration / interval))
    further = memories or [{}] * len(p)
    recorders = [
        recorder.start(chosen, of_group(model, group), q[group], p[group], samples.count, interval, **further[group])
        for group in range(len(p))
    ]
    acting = seam.joined(disturbances, len(p))
    how = {"dt": parameters.dt, "scheme": scheme, "checkpoint": checkpoint, "owner": owner}
    run(model, q, p, recorders, acting, samples, **how)
    result = recorder.finish(recorders, chosen, begin[1], interval)
    ends = [begin, (from_lanes(q), from_lanes(p))]
    notes = {"units": "of the model (mass 1)", "moments": "start, end"}
    for name, quantity in physics.conserved.items():
        result.variables[name] = ("replica", "moment"), np.stack([quantity(model, *state) for state in ends], 1), notes
    return result


def begun(modules, chosen, seed, replicas, length, dt):
    """What `begin` of each disturbance returns."""
    return [one.begin(own, seed, replicas, length, dt) for one, own in zip(modules, chosen, strict=True)]


@no_bits
def site_steps(p):
    """Work of one batch: replicas times sites times steps."""
    return p["batch"] * p["length"] * p["duration"] / p["dt"]


@no_bits
def brief(p):
    """Parameters of a run of the same kind whose speed can be measured: it is stopped in time."""
    return p


@no_bits
def able(physics):
    """Can these stages run the model? The state from which they start decides."""
    return True
