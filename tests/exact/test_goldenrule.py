"""Second order in the coupling, against the integral over time of what it is made of."""

import numpy as np
import pytest
from scipy.special import gamma

from glassychains.exact.goldenrule import orbit, second_order


def motions(a, count, times, rng):
    """q and p, each (motion, time), of free sites drawn from the Gibbs state at T = 1, by the orbit of energy 1."""
    rate, *orbits = orbit(a)
    energies = rng.gamma(0.5 + 1 / a, size=(count, 1))
    fine = [np.fft.irfft(np.fft.rfft(one), 1024) * 1024 / len(one) for one in orbits]
    turns = rng.uniform(size=(count, 1)) + rate / (2 * np.pi) * energies ** (0.5 - 1 / a) * times
    q, p = (one[(1024 * turns).astype(int) % 1024] for one in fine)
    return energies ** (1 / a) * q, energies**0.5 * p


@pytest.mark.parametrize("a", [4, 6])
def test_orbits_keep_their_energy_and_have_the_period_of_the_integral(a):
    rate, q, p = orbit(a)
    assert np.allclose(p**2 / 2 + q**a / a, 1, atol=1e-7)
    period = 2 * np.sqrt(2 * np.pi) * a ** (1 / a) * gamma(1 + 1 / a) / gamma(0.5 + 1 / a)
    assert rate == pytest.approx(2 * np.pi / period)
    assert q[len(q) // 2] == pytest.approx(-q[0])  # half a period later it is at the other turning point


@pytest.mark.parametrize("a", [4, 6])
def test_quadratic_coupling_is_an_integral_of_one_site(a):
    """With b = 2, <j(t) j(0)> integrates to x^2 times that of C'(t)^2, C(t) the correlation of the position of a free site."""
    rate, q, _ = orbit(a)
    slope = 0.5 - 1 / a
    energies = ((np.arange(1200) + 0.5) / 1200 * 2.5) ** 4
    weight = np.gradient(energies) * energies**-slope * np.exp(-energies)
    weight /= weight.sum()
    modes = np.abs(np.fft.fft(q) / len(q)) ** 2
    times, turned = np.arange(0, 80, 0.04), rate * energies**slope
    parts = [2 * n * modes[n] * np.sin(n * np.outer(times, turned)) for n in (1, 3, 5)]
    fall = sum(parts) @ (weight * energies ** (2 / a) * turned)
    assert np.trapezoid(fall**2, times) == pytest.approx(second_order(a, 2), rel=4e-3)


def test_quartic_coupling_is_what_free_pairs_carry():
    """(6, 4): slope of <B(t)^2> / 2, B the energy that a bond would carry along free motions; its scatter is 7 per cent."""
    rng, times = np.random.default_rng(5), np.arange(0, 20, 0.1)
    (q, p), (r, s) = (motions(6, 16000, times, rng) for _ in range(2))
    carried = np.cumsum(-0.5 * (r - q) ** 3 * (p + s), 1) * 0.1
    square = (carried**2).mean(0) / 2
    late = times > 5
    assert np.polyfit(times[late], square[late], 1)[0] == pytest.approx(second_order(6, 4), rel=0.2)
