"""The estimators against data whose answer is known."""

import numpy as np
import pytest

from glassychains.methods.estimates import at_multiples, control, crossing_time, jackknife, log_slope, mean_and_error

TIMES = 2.0 ** np.arange(0, 12, 0.125)


def test_control_keeps_the_mean_and_knows_its_error(rng):
    """500 times: samples that a control of mean 0 explains to 94 %; the deviate of the mean is a standard Gaussian."""
    deviates, shrunk = [], []
    for _ in range(500):
        u = rng.normal(size=40)
        samples = 3.0 + 2 * u + 0.5 * (u**2 - 1) + 0.5 * rng.normal(size=40)
        value, stderr = mean_and_error(control(samples, np.stack([u, u**2 - 1], 1)))
        deviates.append((value - 3) / stderr)
        shrunk.append(stderr / mean_and_error(samples)[1])
    assert abs(np.mean(deviates)) < 4 / np.sqrt(500)
    assert abs(np.std(deviates) - 1) < 0.15
    assert np.mean(shrunk) < 0.35


def curves(rng, t0, replicas=64, noise=0.05, shared=8):
    """1 - 0.1 (t/t0)^(-0.6) with noise that `shared` neighbouring times have in common."""
    exact = 1 - 0.1 * (TIMES / t0) ** -0.6
    kicks = rng.normal(size=(replicas, len(TIMES) // shared)) * noise
    return exact + np.repeat(kicks, shared, axis=1)


def test_crossing_time_is_unbiased_and_knows_its_error(rng):
    found = np.array([crossing_time(TIMES, curves(rng, 100.0), 0.9) for _ in range(300)])
    deviates = (found[:, 0] - np.log(100)) / found[:, 1]
    assert abs(deviates.mean()) < 0.3
    assert abs(deviates.std() - 1) < 0.2


def test_the_first_crossing_of_a_noisy_curve_is_early(rng):
    """Why there is a fit: the naive answer is biased by many times the error of the fitted one."""
    samples = [curves(rng, 100.0, noise=0.1, shared=1) for _ in range(200)]
    first = [np.log(TIMES[np.argmax(sample.mean(0) > 0.9)]) for sample in samples]
    fitted = np.array([crossing_time(TIMES, sample, 0.9) for sample in samples])
    assert np.mean(first) < np.log(100) - 0.04
    assert abs(np.mean(fitted[:, 0]) - np.log(100)) < 0.02


def test_no_crossing_is_none(rng):
    assert crossing_time(TIMES, curves(rng, 1e9), 0.9) is None
    assert crossing_time(TIMES[:50], curves(rng, 100.0)[:, :50], 0.9) is None  # ends before the crossing


def test_at_multiples_is_unbiased_and_knows_its_error(rng):
    """Curves of a known law and crossing: at tau times the crossing they are 1 - 0.1 tau^(-0.6)."""
    factors = np.array([0.1, 0.3, 3.0])
    found = np.array([at_multiples(TIMES, curves(rng, 100.0), 0.9, factors) for _ in range(300)])
    deviates = (found[:, 0] - (1 - 0.1 * factors**-0.6)) / found[:, 1]
    assert (abs(deviates.mean(0)) < 0.3).all()
    assert (abs(deviates.std(0) - 1) < 0.2).all()


def test_at_multiples_knows_that_the_crossing_moves_with_the_curve(rng):
    """Replicas that differ in their time scale alone: at a fixed time they scatter, at a fixed multiple of t0 hardly."""
    factors = np.array([0.5, 2.0])
    found, fixed = [], []
    for _ in range(200):
        scale = 100.0 * np.exp(0.1 * rng.normal(size=(64, 1)))
        sample = 1 - 0.1 * (TIMES / scale) ** -0.6 + 0.002 * rng.normal(size=(64, len(TIMES)))
        found.append(at_multiples(TIMES, sample, 0.9, factors))
        fixed.append([np.interp(np.log(100 * factors), np.log(TIMES), one) for one in sample])
    value, stderr = np.array(found).swapaxes(0, 1)
    naive = np.std(fixed, axis=1).mean(0) / 8
    assert (stderr.mean(0) < 0.5 * naive).all()
    assert (abs(value.std(0) / stderr.mean(0) - 1) < 0.2).all()


def test_at_multiples_outside_the_curves_is_nan_and_without_crossing_none(rng):
    value, stderr = at_multiples(TIMES, curves(rng, 100.0), 0.9, [1e-3, 1.0, 1e3])
    assert np.isnan(value).tolist() == np.isnan(stderr).tolist() == [True, False, True]
    assert abs(value[1] - 0.9) < 0.02
    assert at_multiples(TIMES, curves(rng, 1e9), 0.9, [1.0]) is None


@pytest.mark.parametrize("correction", [False, True])
def test_log_slope(rng, correction):
    exact = TIMES**-0.5 * (1 + correction * 2 * TIMES**-0.5)
    found = []
    for _ in range(200):
        noisy = exact * (1 + 0.05 * np.repeat(rng.normal(size=(32, 12)), 8, axis=1))
        found.append(log_slope(TIMES, noisy, 3, 1000, correction))
    found = np.array(found)
    bias = 0.1 if correction else 0.01  # log(1 + 2/sqrt(t)) is not quite proportional to 1/sqrt(t)
    assert abs(found[:, 0].mean() + 0.5) < bias
    assert 0.8 < found[:, 0].std() / found[:, 1].mean() < 1.25
    assert log_slope(TIMES, noisy, 3, 1e9) is None


def test_jackknife_of_a_ratio(rng):
    """Against the propagation of errors."""
    x, y = rng.normal(3.0, 0.2, 400), rng.normal(2.0, 0.1, 400)
    value, stderr = jackknife(lambda a, b: a / b, x, y)
    assert value == x.mean() / y.mean()
    expected = 1.5 * np.sqrt((0.2 / 3) ** 2 + (0.1 / 2) ** 2) / 20
    assert stderr == pytest.approx(expected, rel=0.15)
