"""Laws of growth against data whose law is known."""

import numpy as np
import pytest
from scipy import stats

from glassychains.methods.scaling import LAWS, compare_models, fit_law, local_exponents, weighted_line


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
    numbers = compare_models(g, log_t, error)
    assert numbers.get("chi2", law=name)[0] < 1e-3
    for parameter, value in start.items():
        assert abs(numbers.get("fit", law=name, parameter=parameter)[0] - value) < 0.02 + 1e-3 * abs(value)
    if name != "power":
        assert numbers.get("aic_over_power", law=name)[0] < -6
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
