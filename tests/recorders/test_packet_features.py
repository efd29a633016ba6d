"""Features of packets."""

import numpy as np

from glassychains.recorders.packet import features


def test_features_of_known_packets():
    flat = np.zeros((1, 64))
    flat[0, 20:41] = 2.0
    found = features(flat, 8)
    assert np.isclose(found["participation"][0], 21)
    assert np.isclose(found["m2"][0], (21**2 - 1) / 12)
    assert np.isclose(found["centre"][0], 30 - 31.5)
    assert found["edge"][0] == 0
    assert np.isclose(features(np.ones((1, 64)), 8)["edge"][0], 0.25)
