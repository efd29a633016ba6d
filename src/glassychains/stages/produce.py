"""Produce: run isolated chains, or chains whose velocities flip now and then, from equilibrium and record what they do."""

import importlib

from glassychains.compiled import LANES, to_lanes
from glassychains.dynamics.random import seeds
from glassychains.dynamics.transport import flips as flips_of
from glassychains.records import Record
from glassychains.stages.run import run, samples_of


def produce(
    model,
    start,
    *,
    beta=None,
    dt,
    duration,
    sample,
    record="relaxation",
    still=False,
    flips=0.0,
    seed="",
    checkpoint=None,
    owner="",
    **options,
):
    """Run every replica of `start` for `duration` and return what the recorder saw.

    Parameters
    ----------
    model : a model's NamedTuple
    start : records.Record
        `position` and `momentum`, each (replica, site), as `thermalize` returns them.
    beta : float, optional
        Inverse temperature, the unit of what is recorded by `relaxation`.
    dt : float
        Step of the Stoermer-Verlet scheme.
    duration : float
        Model time; a whole number of samples.
    sample : int
        Steps from one sample to the next.
    record : str
        Module of `glassychains.observables` that records.
    still : bool
        Take the mean velocity of each replica away first, so that the total velocity is and stays zero.
    flips : float
        Rate lambda at which each site's velocity is turned round (eq. 7 of the review); 0 for an isolated chain.
    seed : str
        Name of the random streams of the flips.
    checkpoint : path, optional
        Where to save the state now and then, and from where to go on.
    owner : str
        Whose checkpoint it is: one with another owner is ignored.
    **options
        What the recorder asks for.

    Returns
    -------
    records.Record
        The recorder's variables, and each conserved quantity per replica at the start and at the end.

    Raises
    ------
    ValueError
        `dt` or `sample` is not positive, `duration` is not a whole number of samples, or `flips` is negative.
    """
    samples = samples_of(dt, sample, duration)
    if not flips >= 0:
        raise ValueError(f"flips: expected a rate >= 0, got {flips}")
    if still:
        momentum = start["momentum"] - start["momentum"].mean(-1, keepdims=True)
        start = Record({"position": start.variables["position"], "momentum": (("replica", "site"), momentum, {})})
    recorder = importlib.import_module(f"glassychains.observables.{record}")
    options["shared"] = hasattr(model, "PARTS")  # how exact flows keep account of energy
    recorders = [recorder.start(group, samples, options) for group in to_lanes(start["momentum"])]
    replicas, sites = start["momentum"].shape
    disturbances = [None] * (replicas // LANES)
    if flips > 0:
        disturbances = [flips_of(stream, flips, dt, sites) for stream in seeds(f"{seed} flips", replicas)]
    how = {"dt": dt, "sample": sample, "samples": samples, "checkpoint": checkpoint, "owner": owner}
    conserved = run(model, start, recorders, disturbances, **how)
    result = recorder.finish(recorders, start["momentum"], sample * dt, beta, options)
    result.variables |= conserved
    return result
