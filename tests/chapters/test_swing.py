"""The deepest fall of a curve, on curves whose fall is known."""

import numpy as np
import pytest

from glassychains.chapters.rotor.analysis.swing import deepest_fall


def replicas(mean, noise, number=400):
    return np.asarray(mean) + np.random.default_rng(3).normal(0, noise, (number, len(mean)))


def test_a_dip_is_found_between_its_top_and_its_bottom():
    fall, error = deepest_fall(replicas([0.0, 0.3, 0.5, 0.44, 0.4, 0.45, 0.6], 0.02))
    assert fall == pytest.approx(0.1, abs=5 * error)
    assert error == pytest.approx(0.02 * 2**0.5 / 20, rel=0.2)


def test_a_rising_curve_has_a_negative_fall():
    """The least rise of neighbours, in units of its error: a wrong world has a positive one."""
    fall, error = deepest_fall(replicas([0.0, 0.1, 0.2, 0.23, 0.4], 0.02))
    assert fall == pytest.approx(-0.03, abs=5 * error)


def test_a_rare_fall_is_weighed_by_its_error():
    """The fall of 0.1 at noise 1 does not hide that of 0.02 at noise 0.02."""
    mean, noise = [0.5, 0.48, 0.6, 0.5], [0.02, 0.02, 1.0, 1.0]
    fall, error = deepest_fall(replicas(mean, noise))
    assert fall == pytest.approx(0.02, abs=5 * error) and error < 0.01
