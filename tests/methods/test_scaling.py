"""Laws of growth against data whose law is known."""

import numpy as np
import pytest
from scipy import stats

from glassychains.methods.scaling import LAWS, compare_models, exponent_growth, fit_law, local_exponents, weighted_line


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
    numbers = compare_models(g, log_t, error, dict.fromkeys(["power", name]))
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


def test_exponent_growth_of_known_laws():
    """0 for a power, k log(g3 / g1) for a curvature k; couplings beyond the third do not matter."""
    g = np.array([0.1, 0.14, 0.2, 0.5])
    x, error = np.log(g), np.full(4, 0.01)
    assert abs(exponent_growth(g, 3 - 5 * x, error)[0]) < 1e-12
    growth, _ = exponent_growth(g, 3 - 4 * x + 0.25 * x**2, error)
    assert growth == pytest.approx(0.25 * np.log(2), rel=1e-12)
    (_, low, _), (_, high, _) = local_exponents(g, 3 - 4 * x + 0.25 * x**2, error)[:2]
    assert growth == pytest.approx(high - low, rel=1e-12)  # exponents of t ~ g^-n are minus these


def test_exponent_growth_knows_its_error(rng):
    """The middle coupling enters both exponents: their errors do not add in quadrature."""
    g, error = np.array([0.1, 0.14, 0.2]), np.array([0.04, 0.02, 0.03])
    found = np.array([exponent_growth(g, 3 - 5 * np.log(g) + error * rng.normal(size=3), error) for _ in range(2000)])
    assert abs(found[:, 0].mean()) < 4 * found[0, 1] / np.sqrt(2000)
    assert abs(found[:, 0].std() / found[0, 1] - 1) < 0.06
    (_, _, low), (_, _, high) = local_exponents(g, -5 * np.log(g), error)
    assert found[0, 1] > 1.05 * np.hypot(low, high)


def test_the_saturating_law_ends_as_powers():
    """g^(-1/2) at strong coupling, g^-n at weak."""
    law, _ = LAWS["saturating"]
    for x, slope in ((-20.0, -5.0), (20.0, -0.5)):
        assert law(x + 0.5, 3.0, 5.0, 0.0) - law(x - 0.5, 3.0, 5.0, 0.0) == pytest.approx(slope, abs=1e-9)


def test_chi_square_of_the_true_law_is_chi_square(rng):
    g = np.array([1, 0.7, 0.5, 0.35, 0.25, 0.2])
    error = np.full(6, 0.02)
    values = []
    for _ in range(100):
        values.append(fit_law("power", g, 4 - 5 * np.log(g) + 0.02 * rng.normal(size=6), error).chisqr)
    assert stats.kstest(values, "chi2", args=(4,)).pvalue > 1e-3
