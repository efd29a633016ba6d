"""Disordered chains between reservoirs: their small parameter, and how their numbers are told apart."""

import numpy as np

from glassychains.chapters.disorder.analysis import currents


def test_small_parameter_and_names():
    p = {
        "pinning": [0.0, 1.0, 0.0, 0.02],
        "coupling": [0.0, 0.25],
        "beta_left": 1 / 0.6,
        "beta_right": 1 / 0.4,
        "length": 32,
        "flips": 0.5,
    }
    assert np.isclose(currents.perturbative(p), 0.02 * 0.5 / 0.125**2)
    g = currents.quartic(p)
    assert currents.labels_of(g, p["length"], p["flips"]) == {"g": 0.02, "length": 32, "flips": 0.5}
    assert currents.labels_of(g, p["length"], 0.0) == {"g": 0.02, "length": 32}
