"""Diffusivities from waves and the asymptote of a decay, on what is known exactly."""

import numpy as np
import pytest
from scipy.special import ive

from glassychains.methods.waves import asymptote, capacity, diffusivity, logarithm, reciprocal, variances, wave_squares

TIMES = np.arange(1.0, 41.0)


def ensemble(left, replicas=400, noise=0.02, seed=1):
    """Replicas of given C (wave, lag) with independent walks as noise, which grow as those of real correlations do."""
    steps = np.random.default_rng(seed).normal(size=(replicas, *left.shape))
    return left + noise * steps.cumsum(-1) / np.sqrt(left.shape[-1])


@pytest.mark.parametrize("form", [reciprocal, logarithm])
def test_a_uniform_medium(form):
    squares = wave_squares(128, 4)
    left = np.exp(-0.35 * squares[:, None] * TIMES)
    found = diffusivity(TIMES, ensemble(left), 128, 10.0, 40.0, form)
    assert found.stderr < 0.01
    assert abs(found.value - 0.35) < 3.5 * found.stderr + 0.003
    assert len(found.slopes) == 4


def test_rates_with_an_exponential_distribution():
    """C = 1 / (1 + D k^2 t): the reciprocal has no dependence on k at all, the logarithm only has the same limit."""
    squares = wave_squares(128, 4)
    left = np.tile(1 / (1 + 2.0 * squares[:, None] * TIMES), (8, 1, 1)) * (1 + 1e-9 * np.arange(8)[:, None, None])
    found = diffusivity(TIMES, left, 128, 10.0, 40.0)
    assert found.slopes == pytest.approx(2.0, rel=1e-6)
    assert found.value == pytest.approx(2.0, rel=1e-6)
    other = diffusivity(TIMES, left, 128, 10.0, 40.0, logarithm)
    assert other.slopes[1] < 1.7
    assert other.value == pytest.approx(2.0, rel=0.1)


def test_the_error_is_that_of_repetitions():
    left = np.exp(-0.35 * wave_squares(128, 4)[:, None] * TIMES)
    found = [diffusivity(TIMES, ensemble(left, 50, seed=seed), 128, 10.0, 40.0) for seed in range(200)]
    scatter = np.std([one.value for one in found])
    assert np.mean([one.stderr for one in found]) == pytest.approx(scatter, rel=0.15)


def test_estimates_of_the_same_replicas_are_compared_in_pairs():
    left = ensemble(np.exp(-0.35 * wave_squares(128, 4)[:, None] * TIMES))
    one, other = (diffusivity(TIMES, left, 128, 10.0, 40.0, form) for form in (reciprocal, logarithm))
    shift, error = one.relative(other)
    assert shift == pytest.approx(other.value / one.value - 1)
    assert error < 0.3 * one.stderr / one.value
    assert one.relative(one) == (0.0, 0.0)


def test_waves_that_are_gone_are_left_out():
    squares = wave_squares(32, 4)
    left = ensemble(np.exp(-0.3 * squares[:, None] * TIMES))
    assert len(diffusivity(TIMES, left, 32, 5.0, 20.0).slopes) == 2  # C = 0.79, 0.40 - that is too little -, ...
    assert diffusivity(TIMES, left, 32, 20.0, 40.1) is None
    assert diffusivity(TIMES, left, 32, 20.0, 80.0) is None


def test_variances_add_up_to_those_of_sites():
    """Over all waves of a ring the mean variance is that of one site, which has half the variance of either bond."""
    p = {"g": 0.8, "boundary": "periodic", "length": 64, "beta": 1.5}
    mean = (variances("energy", p, 63).sum() + capacity(p)) / 64
    bond = capacity(p) - 0.5 / 1.5**2
    assert mean == pytest.approx(0.5 / 1.5**2 + 0.5 * bond)
    assert variances("velocity", p, 3) == pytest.approx(1 / 1.5)


def test_lattice_diffusion_from_its_waves():
    """C(0, t) = exp(-2 D t) I_0(2 D t) is the mean over all waves, and tends to (4 pi D t)^(-1/2)."""
    D, length = 0.4, 512
    t = np.geomspace(20.0, 2000.0, 40)
    waves = np.exp(-D * wave_squares(length, length)[:, None] * t).mean(0)
    assert waves == pytest.approx(ive(0, 2 * D * t), rel=1e-6)
    product = waves * np.sqrt(4 * np.pi * D * t)
    rng = np.random.default_rng(2)
    curves = product * (1 + 0.01 * rng.normal(size=(100, 1)) + 0.02 * rng.normal(size=(100, len(t))))
    (value, error), correction = asymptote(t / 20.0, curves, 1.0, 100.0)
    assert abs(value - 1) < 3.5 * error < 0.02
    assert abs(correction) < 0.02


def test_an_asymptote_with_a_correction():
    t = np.geomspace(1.0, 200.0, 40)
    curves = 1.1 * np.exp(0.4 * t**-0.5) * np.ones((3, 1)) * (1 + 1e-6 * np.arange(3)[:, None])
    (value, _), correction = asymptote(t, curves, 6.0, 100.0)
    assert (value, correction) == pytest.approx((1.1, 0.4), rel=1e-4)
    assert asymptote(t, curves, 6.0, 300.0) is None
    assert asymptote(t, -curves, 6.0, 100.0) is None
