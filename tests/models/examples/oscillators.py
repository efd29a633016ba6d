"""Oscillators for the battery, whose chains have 7 sites."""

import numpy as np
from chains import KLEIN_GORDON, NAMES, springs

from glassychains.models import oscillators
from glassychains.models.oscillators import Oscillators
from glassychains.numerics.compiled import LANES

SITES = 7
ODD = {"pinning": [0.1, 1.0, 0.2, 1.0], "coupling": [0.0, 0.3, 0.1, 0.5], "boundary": "periodic", "disorder": 0.5}
DIFFERENT = np.random.default_rng(6).random((2, LANES, SITES))  # coefficients that all differ from site to site, of bonds too
PINNED = oscillators.from_parameters(KLEIN_GORDON | {"length": SITES}, NAMES)

EXAMPLES = [
    springs(0.7),
    springs(0.7, periodic=False),
    PINNED,
    oscillators.from_parameters(ODD | {"length": SITES}, NAMES),
    Oscillators((None, None, None, None, None, DIFFERENT[0]), (None, DIFFERENT[1], None, 0.7)),
]
