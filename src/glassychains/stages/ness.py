"""Ness: drive chains with free ends by two reservoirs towards their non-equilibrium stationary state."""

from glassychains.compiled import LANES, to_lanes
from glassychains.dynamics.random import seeds
from glassychains.dynamics.transport import Both, reservoirs
from glassychains.dynamics.transport import flips as flips_of
from glassychains.observables import profile
from glassychains.stages.run import run, samples_of


def ness(
    model,
    start,
    *,
    beta_left,
    beta_right,
    bath_friction,
    bath_sites=1,
    flips=0.0,
    dt,
    duration,
    sample,
    block,
    seed,
    checkpoint=None,
    owner="",
):
    """Run every replica of `start` between two Langevin reservoirs and return block averages from the start on.

    Parameters
    ----------
    model : a model's NamedTuple
        With free ends.
    start : records.Record
        `position` and `momentum`, each (replica, site), as `thermalize` returns them.
    beta_left, beta_right : float
        Inverse temperatures of the reservoirs (k_B = 1).
    bath_friction : float
        Rate gamma of dp = F dt - gamma p dt + sqrt(2 gamma / beta) dW on the sites that a reservoir touches.
    bath_sites : int
        How many sites at each end that is.
    flips : float
        Rate lambda at which each site's velocity is turned round (eq. 7 of the review).
    dt, duration : float
        Step and model time; `duration` is a whole number of blocks.
    sample, block : int
        Steps per sample of the profile, samples per block.
    seed : str
        Name of the random streams.
    checkpoint, owner
        As in `produce`.

    Returns
    -------
    records.Record
        The variables of `observables.profile`, and each of the model's conserved quantities per replica at the start and
        at the end.

    Raises
    ------
    ValueError
        A parameter is out of range; the message names it.
    """
    replicas, sites = start["momentum"].shape
    for name, value in {"beta_left": beta_left, "beta_right": beta_right}.items():
        if not value > 0:
            raise ValueError(f"{name}: expected an inverse temperature > 0, got {value}")
    for name, value in {"bath_friction": bath_friction, "flips": flips}.items():
        if not value >= 0:
            raise ValueError(f"{name}: expected a rate >= 0, got {value}")
    if model.periodic:
        raise ValueError("boundary: a chain between reservoirs has free ends")
    if not 1 <= bath_sites <= sites // 2:
        raise ValueError(
            f"bath_sites: reservoirs must not overlap, at most {sites // 2} of {sites} sites each, got {bath_sites}"
        )
    samples = samples_of(dt, sample, duration)
    if block < 1 or samples % block:
        raise ValueError(f"duration: expected a whole number of blocks of {block} samples, got {samples} samples")
    streams = seeds(f"{seed} reservoirs", replicas)
    baths = [reservoirs(stream, beta_left, beta_right, bath_friction, bath_sites, dt) for stream in streams]
    momenta = to_lanes(start["momentum"])
    recorders = [profile.start(momenta[g], samples, {"block": block, "heat": baths[g].heat}) for g in range(replicas // LANES)]
    how = {"dt": dt, "sample": sample, "samples": samples, "checkpoint": checkpoint, "owner": owner}
    disturbances = baths
    if flips > 0:
        turning = [flips_of(stream, flips, dt, sites) for stream in seeds(f"{seed} flips", replicas)]
        disturbances = [Both(*pair) for pair in zip(baths, turning, strict=True)]
    conserved = run(model, start, recorders, disturbances, **how)
    result = profile.finish(recorders, start["momentum"], sample * dt, None, {"block": block})
    result.variables |= conserved
    return result
