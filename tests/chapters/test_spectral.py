"""The independent estimate of the conductivity."""

import numpy as np

from glassychains.chapters.transport.analysis import greenkubo
from glassychains.runs.result import Result


def test_spectral_estimate_of_a_known_process(rng):
    """White noise: kappa = variance * step / (2 L)."""
    carried = 2.0 * rng.normal(size=(256, 512))
    data = [Result({"carried": (("replica", "block"), carried, {}), "block": ("block", 2.0 * np.arange(1, 513), {})})]
    (value, stderr), _ = greenkubo.compare({"g": 1.0, "beta": 1.0, "length": 4}, data, rng.normal(1.0, 0.1, 256))
    assert abs(value - 2.0 / (2 * 4)) < 4 * stderr < 0.02
