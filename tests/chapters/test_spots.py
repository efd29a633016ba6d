"""Chaotic spots that have no memory."""

from glassychains.chapters.rotor.analysis.activity import _overlap


def test_overlap_of_independent_sets_is_one(rng):
    early, late = rng.random((2, 200, 64)) < 0.1
    value, stderr = _overlap(early, late)
    assert abs(value - 1) < 4 * stderr
    assert abs(_overlap(early, early)[0] - early.size / early.sum()) < 1e-9
