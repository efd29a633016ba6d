"""Thermal packets against what is known of exponential energies."""

import numpy as np
import pytest

from glassychains.methods.fluctuations import thermal_packets


def test_flat_packets_of_exponential_sites(rng):
    """Shares of N exponential energies are uniform on the simplex: <1/P> = 2 / (N + 1), and m2 lacks the scatter of centres."""
    half, count = np.ones(8), 20000
    packets = thermal_packets(half, 2.0, count, rng)
    n = 2 * len(half) - 1
    sharing = 1 / packets["participation"]
    assert sharing.mean() == pytest.approx(2 / (n + 1), abs=4 * sharing.std() / count**0.5)
    # <z_x z_y> = (1 + delta_xy) / (N (N + 1)), so that the centre scatters by sum x^2 / (N (N + 1))
    of_mean = (n**2 - 1) / 12
    expected = of_mean * (1 - 1 / (n + 1))
    assert packets["m2"].mean() == pytest.approx(expected, abs=4 * packets["m2"].std() / count**0.5)


def test_without_fluctuations_a_packet_is_its_mean(rng):
    half = np.array([3.0, 2.0, 1.0, 0.0])
    packets = thermal_packets(half, 1 + 1e-9, 3, rng)
    assert packets["participation"] == pytest.approx(81 / 19, rel=1e-3)
    assert packets["m2"] == pytest.approx(12 / 9, rel=1e-3)


def test_wide_packets_share_by_the_factor(rng):
    packets = thermal_packets(np.ones(400), 1.86, 200, rng)
    assert (1 / packets["participation"]).mean() * 799 == pytest.approx(1.86, rel=0.02)
