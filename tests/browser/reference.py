"""A state of 32 rotors before and after 200 steps of the compiled kernel, as JSON; angles in turns."""

import json

import numpy as np

from glassychains.dynamics.verlet import advance
from glassychains.models.rotor import Rotor
from glassychains.numerics.compiled import LANES

SITES, G, DT, STEPS = 32, 0.5, 0.1, 200

draw = np.random.default_rng(32)
theta, omega = draw.uniform(-0.5, 0.5, SITES), draw.standard_normal(SITES)
q, p = np.repeat(theta, LANES), np.repeat(omega, LANES)  # the same chain in every lane
advance(Rotor(g=G, periodic=True), q, p, np.empty((SITES + 1) * LANES), DT, STEPS)
said = {"g": G, "dt": DT, "steps": STEPS, "before": [theta.tolist(), omega.tolist()]}
print(json.dumps(said | {"after": [q[::LANES].tolist(), p[::LANES].tolist()]}))
