"""What the analysis of conductivities says of made-up ones: local exponents, rival laws, shorter runs."""

import numpy as np
import pandas as pd
import pytest

from glassychains.chapters.transport.analysis import greenkubo
from glassychains.chapters.transport.figures.fig_fourier import _binned
from glassychains.methods.tables import Numbers, lookup

COUPLINGS = (0.1, 0.14, 0.2, 0.25, 0.35, 0.5, 0.7, 1.0, 1.4)


def laws(kappa, couplings=COUPLINGS, error=0.01):
    """Numbers from exact conductivities, each with a relative error that is stated and not there."""
    numbers = Numbers()
    greenkubo._laws(numbers, {g: (kappa(g), error * kappa(g)) for g in couplings})
    return numbers.table()


def test_a_fourth_power():
    numbers = laws(lambda g: 1.4 * g**4)
    for g in (0.1, 0.14, 0.2):
        assert lookup(numbers, f"kappa_over_fourth_power(bg={g})") == pytest.approx((1.4, 0.014), rel=1e-9)
    assert lookup(numbers, "exponent_growth_small")[0] == pytest.approx(0, abs=1e-9)
    assert lookup(numbers, "exponent_growth")[0] == pytest.approx(0, abs=1e-9)
    assert lookup(numbers, "exponent_lowest")[0] == pytest.approx(4)
    for largest in greenkubo.RANGES:
        assert lookup(numbers, f"fit(range=bg<={largest:g},law=power,parameter=n)")[0] == pytest.approx(4)


def test_a_parabola_is_told_from_a_q_gaussian():
    """And its exponent grows between the smallest couplings by as much as the fit over larger ones says."""
    numbers = laws(lambda g: np.exp(-0.6 + 3.1 * np.log(g) - 0.2 * np.log(g) ** 2))
    for largest in ("1", "0.5"):
        assert lookup(numbers, f"fit(range=bg<={largest},law=quadratic,parameter=k)")[0] == pytest.approx(0.2, abs=1e-3)
    assert lookup(numbers, "q_gaussian_over_quadratic(range=bg<=1)")[0] > 5
    growth = lookup(numbers, "exponent_growth_small")
    assert growth[0] == pytest.approx(0.2 * np.log(2), abs=1e-6)
    assert lookup(numbers, "exponent_growth_quadratic")[0] == pytest.approx(growth[0], abs=1e-3)
    assert growth[1] == pytest.approx(0.01 * np.sqrt(2.97**2 + 2.80**2 + (2.97 + 2.80) ** 2), rel=0.01)


def test_a_q_gaussian_is_found():
    q, scale = 1.55, 0.8
    numbers = laws(lambda g: (1 + (scale / g) ** 2) ** (-1 / (q - 1)), error=0.003)
    for largest in ("1", "0.5"):
        found, error = lookup(numbers, f"fit(range=bg<={largest},law=q_gaussian,parameter=q)")
        assert found == pytest.approx(q, abs=1e-3)
        tail = lookup(numbers, f"tail(range=bg<={largest})")
        assert tail == pytest.approx((2 / 0.55, 2 * error / 0.55**2), rel=0.01)
    assert lookup(numbers, "q_gaussian_over_quadratic(range=bg<=1)")[0] < -5
    assert lookup(numbers, "chi2(range=bg<=1,law=q_fixed)")[0] == pytest.approx(0, abs=1e-3)


def test_a_short_sweep_says_nothing_of_small_couplings():
    numbers = laws(lambda g: g**4, couplings=(0.2, 0.5, 0.7, 1.0))
    for key in ("exponent_growth_small", "kappa_over_fourth_power(bg=0.2)", "fit(range=bg<=0.5,law=q_gaussian,parameter=q)"):
        with pytest.raises(KeyError):
            lookup(numbers, key)
    assert laws(lambda g: g**4, couplings=(0.5, 1.0)).empty


def test_shorter_runs_overestimate_a_falling_conductivity():
    """t kappa(t) = 2 t + 3 t^(1/2): kappa(t) = 2 + 3 t^(-1/2), whose slopes are closer to 2, and the later the closer."""
    times = np.unique(np.round(np.geomspace(1, 1e4, 300)))
    integral = (2 * times + 3 * times**0.5) * (1 + 1e-9 * np.arange(4)[:, None])
    rows = greenkubo.earlier(times, integral, 8e3)
    assert [row[0] for row in rows] == [31.25, 125, 500, 2000, 8000]
    for t, (running, _), (slope, _) in rows:
        assert running == pytest.approx(2 + 3 * t**-0.5, rel=2e-3)
        assert 2 < slope < running
    assert np.all(np.diff([row[2][0] for row in rows]) < 0)


def test_the_mean_kurtosis_is_not_pulled_down_by_its_own_errors():
    """Sites whose scatter made them large have larger errors: single weights would give a mean below 0."""
    rng = np.random.default_rng(7)
    value = rng.normal(scale=0.01, size=3200)
    sites = pd.DataFrame(
        {"x": (np.arange(3200) + 0.5) / 3200, "length": 3200, "value": value, "stderr": 0.01 * np.exp(30 * value)}
    )
    naive = np.average(sites.value, weights=sites.stderr**-2.0)
    means = _binned(sites)
    assert naive < -0.004
    assert abs(means.value.mean()) < 4 * 0.01 / np.sqrt(3200)
    assert len(means) == 16
