"""The estimators against data whose answer is known."""

import numpy as np
import pytest
from scipy import stats

from glassychains.analysis.activity import _overlap
from glassychains.analysis.estimates import control, crossing_time, log_slope, mean_and_error
from glassychains.analysis.scaling import LAWS, compare_models, fit_law, local_exponents, weighted_line

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


def test_weighted_line(rng):
    x, error = np.arange(5.0), np.array([0.1, 0.2, 0.1, 0.3, 0.1])
    slopes = np.array([weighted_line(x, 2 * x + 1 + error * rng.normal(size=5), error) for _ in range(300)])
    assert abs(slopes[:, 0].mean() - 2) < 0.02
    assert abs(slopes[:, 0].std() / slopes[0, 1] - 1) < 0.15


@pytest.mark.parametrize("name", LAWS)
def test_each_law_is_found_by_its_own_data(name, rng):
    """Noiseless data of a law: the law fits them, and its parameters come back."""
    g = np.array([1, 0.7, 0.5, 0.42, 0.35, 0.25, 0.2, 0.14, 0.1])
    function, start = LAWS[name]
    log_t, error = function(np.log(g), **start), np.full(len(g), 0.01)
    rows = {quantity: (value, stderr) for quantity, value, stderr in compare_models(g, log_t, error, "x")}
    assert rows[f"{name}.chi2(x)"][0] < 1e-3
    if name != "power":
        assert rows[f"aic_difference({name}-power,x)"][0] < -6
    for middle, exponent, stderr in local_exponents(g, log_t, error):
        step = 1e-4
        derivative = (function(np.log(middle) + step, **start) - function(np.log(middle) - step, **start)) / (2 * step)
        assert abs(exponent - derivative) < 0.02
        assert stderr > 0


def test_chi_square_of_the_true_law_is_chi_square(rng):
    g = np.array([1, 0.7, 0.5, 0.35, 0.25, 0.2])
    error = np.full(6, 0.02)
    values = []
    for _ in range(100):
        values.append(fit_law("power", g, 4 - 5 * np.log(g) + 0.02 * rng.normal(size=6), error).chisqr)
    assert stats.kstest(values, "chi2", args=(4,)).pvalue > 1e-3


def test_overlap_of_independent_sets_is_one(rng):
    early, late = rng.random((2, 200, 64)) < 0.1
    value, stderr = _overlap(early, late)
    assert abs(value - 1) < 4 * stderr
    assert abs(_overlap(early, early)[0] - early.size / early.sum()) < 1e-9
