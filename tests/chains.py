"""Chains that several rooms of tests use."""

import functools
import importlib.util
from pathlib import Path

import numpy as np

from glassychains.dynamics.account import advance_carry
from glassychains.dynamics.verlet import advance, wrap
from glassychains.models import oscillators
from glassychains.models.oscillators import Oscillators
from glassychains.numerics.compiled import LANES, aligned, from_lanes, to_lanes
from glassychains.runs.result import Result

NAMES = [f"test {lane}" for lane in range(LANES)]
"""Of realizations, one per lane."""
KLEIN_GORDON = {"pinning": [0.0, 1.0, 0.0, 1.0], "coupling": [0.0, 0.25], "boundary": "free", "disorder": 0.5}
LINEAR = KLEIN_GORDON | {"pinning": [0.0, 1.0]}
LANGEVIN = {"thermal_dt": 0.05, "friction": 1.0}
"""How tests thermalize."""


def springs(g, periodic=True):
    """The chain of equal springs of stiffness `g` without pinning."""
    return Oscillators((), (None, g), periodic)


def disordered(parameters, length):
    """Oscillators, a realization per lane."""
    return oscillators.from_parameters(parameters | {"length": length}, NAMES)


def at_rest(length):
    """A start of 16 replicas in which nothing moves."""
    rest = (("replica", "site"), np.zeros((LANES, length)), {})
    return Result({"position": rest, "momentum": rest})


def carry(model, q, p, disturbance, dt, *parts):
    """Run 16 replicas through `parts` (numbers of steps) and return q, p and what went from x to x + 1."""
    q, p = to_lanes(q), to_lanes(p)
    pull, carried = aligned(1, q.shape[1] + LANES)[0], aligned(1, q.shape[1])
    for steps in parts:
        advance_carry(model, q[0], p[0], pull, carried[0], disturbance, dt, steps)
    return from_lanes(q), from_lanes(p), -0.5 * from_lanes(carried)


def velocities(model, start, samples, sample, replica):
    """Velocities (sample, site) of one replica of a start, step by step of 0.1, the start's own first."""
    q, p = to_lanes(start["position"]), to_lanes(start["momentum"])
    pull = aligned(1, q.shape[1] + LANES)[0]
    group, lane = divmod(replica, LANES)
    rows = [p[group].reshape(-1, LANES)[:, lane].copy()]
    for _ in range(samples):
        advance(model, q[group], p[group], pull, 0.1, sample)
        wrap(model, q[group])
        rows.append(p[group].reshape(-1, LANES)[:, lane].copy())
    return np.array(rows)


@functools.cache
def module_of(name):
    """The module models/examples/<name>.py beside this one, or None: what the batteries of models know of a model."""
    path = Path(__file__).parent / f"models/examples/{name}.py"
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location(f"examples_of_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def examples_of(name):
    """Examples of a model, none if it has none."""
    return getattr(module_of(name), "EXAMPLES", [])


def label(model):
    """How a model is called in the list of tests: its numbers, without arrays."""
    if isinstance(model, Oscillators) and any(isinstance(c, np.ndarray) for row in model[:2] for c in row):
        return f"oscillators, {len(model.pinning)} terms"
    return str(model) if not any(isinstance(part, np.ndarray) for part in model) else type(model).__name__
