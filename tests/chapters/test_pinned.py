"""Analyses of pinned chains on made-up runs whose conductivity is known."""

from types import SimpleNamespace

import numpy as np
import pytest

from glassychains.chapters.clean.analysis import pinned, pinned_baths, pinned_checks
from glassychains.exact.goldenrule import second_order
from glassychains.methods.pinned import coupling, gibbs, temperature, unit
from glassychains.methods.tables import Numbers, lookup
from glassychains.runs.points import Point

LAGS = np.unique(np.round(np.geomspace(1, 1e6, 90)))


def point(a, b, v=1.0, beta=1.0, length=32, dt=0.1):
    pinning, powers = ([0.0] * (n - 1) + [c] for n, c in ((a, 1.0), (b, v)))
    p = {
        "pinning": pinning,
        "coupling": powers,
        "boundary": "periodic",
        "beta": beta,
        "length": length,
        "dt": dt,
        "duration": 4e4,
    }
    return Point("pinned", "produce", "oscillators", p, 64)


def runs(conducts, noise=0.01):
    """A reader of made-up batches: tau K(tau) = K (tau - 3 + 3 exp(-tau / 3)), replicas that scatter, K = conducts(a, b, x)."""

    def read(chosen):
        rng, p = np.random.default_rng(7), chosen.parameters
        value = conducts(len(p["pinning"]), len(p["coupling"]), coupling(p))
        integral = value * (LAGS - 3 + 3 * np.exp(-LAGS / 3)) * (1 + noise * rng.normal(size=(64, 1)))
        mean, variance = (p["length"] * one for one in gibbs(p))
        energy = mean + variance**0.5 * rng.normal(size=(64, 1))
        blocks = np.sqrt(2 * p["length"] * value * 100) * rng.normal(size=(64, 400))  # <B^2> = 2 L K t
        edges = 100 * np.arange(1.0, 401)
        spectrum = {"carried": blocks / p["beta"], "block": edges * unit(p)}
        return [
            spectrum | {"einstein": integral / p["beta"] ** 2, "lag": LAGS * unit(p), "energy": np.hstack([energy, energy])}
        ]

    return read


@pytest.fixture
def analysed(monkeypatch):
    def analyse(points, conducts):
        monkeypatch.setattr(pinned, "read_point", runs(conducts))
        return pinned.analyse(SimpleNamespace(points=points, uses=[]))[1]

    return analyse


def test_a_power_law_is_found_and_its_temperatures(analysed):
    """K = 5 x^3: k = 5 T^(1/4 - 3/2) for (4, 2), where x = T^(-1/2)."""
    numbers = analysed([point(4, 2, v=x) for x in (0.4, 0.2, 0.1)], lambda a, b, x: 5 * x**3)
    for x in (0.4, 0.2, 0.1):
        value, stderr = lookup(numbers, f"K(a=4,b=2,x={x})")
        assert abs(value - 5 * x**3) < 4 * stderr < 0.04 * value
        assert lookup(numbers, f"k(a=4,b=2,x={x})")[0] == pytest.approx(value * (x**-2) ** 0.25)
        ratio = 5 * x / second_order(4, 2)
        assert lookup(numbers, f"over_second_order(a=4,b=2,x={x})")[0] == pytest.approx(ratio, rel=0.01)
    for quantity, expected in (("exponent_smallest", 3), ("exponent_k_hottest", -1.25), ("exponent_k_all", -1.25)):
        value, stderr = lookup(numbers, f"{quantity}(a=4,b=2)")
        assert abs(value - expected) < 4 * stderr + 1e-6 < 0.1
    for x in (0.4, 0.1):
        ratio, error = lookup(numbers, f"spectral_ratio(a=4,b=2,x={x})")
        assert abs(ratio - 1) < 4 * error < 0.2
    growth, error = lookup(numbers, "exponent_growth(a=4,b=2)")
    assert abs(growth) < 4 * error
    assert lookup(numbers, "over_second_order_largest")[0] == pytest.approx(0.5 / second_order(4, 2), rel=0.01)
    assert abs(lookup(numbers, "later_windows")[0]) < 1e-2
    assert "largest_error_percent" not in set(numbers.quantity)  # of seven temperatures at least


def test_an_exponent_that_grows_is_seen(analysed):
    numbers = analysed(
        [point(6, 2, v=x) for x in (0.4, 0.2, 0.1, 0.05)], lambda a, b, x: np.exp(-0.5 * np.log(x) ** 2 + 2 * np.log(x))
    )
    growth, error = lookup(numbers, "exponent_growth(a=6,b=2)")
    assert abs(growth - np.log(2)) < 4 * error < 0.3
    assert lookup(numbers, "aic_over_power(a=6,b=2,law=quadratic)")[0] < -10


def test_the_quartic_chain_in_its_own_units(analysed):
    """All temperatures have one K: k = K T^(1/4), found with and without a fixed unit of time."""
    points = [point(4, 4, beta=beta) for beta in (10.0, 1.0, 0.01)]
    numbers = analysed(points, lambda a, b, x: 7.0)
    exponent, error = lookup(numbers, "exponent_k_all(a=4,b=4)")
    assert abs(exponent - 0.25) < 4 * error < 0.01
    assert [temperature(one.parameters) for one in points] == [0.1, 1.0, 100.0]


def test_checks_compare_with_the_same_coupling(analysed, monkeypatch):
    known = analysed([point(4, 2, v=0.4), point(4, 2, v=0.2), point(2, 4, beta=0.01)], lambda a, b, x: x**3)
    checks = [point(4, 2, beta=0.16, dt=0.06), point(4, 2, v=0.4, length=64), point(2, 4, beta=0.01, length=512)]
    checks += [point(4, 2, v=0.2, length=16), point(4, 2, v=0.2, dt=0.05)]  # a shorter ring counts in neither
    monkeypatch.setattr(
        pinned_checks, "read_point", lambda one: runs(lambda a, b, x: x**3 * (one.parameters["length"] / 32) ** 0.3)(one)
    )
    _, numbers = pinned_checks.analyse(SimpleNamespace(points=checks, uses=["pinned"]), {"pinned.numbers": known})
    assert lookup(numbers, "log_difference(a=4,b=2,x=0.4,length=32,dt=0.095,own_T=6.25)")[0] == pytest.approx(0, abs=0.01)
    assert lookup(numbers, "log_difference(a=4,b=2,x=0.4,length=64,dt=0.1,own_T=1)")[0] == pytest.approx(
        0.3 * np.log(2), abs=0.01
    )
    assert lookup(numbers, "log_difference_of_length(a=4,b=2,x=0.4,length=64)")[0] == pytest.approx(0.3 * np.log(2), abs=0.01)
    assert lookup(numbers, "log_difference_lengths")[0] == pytest.approx(0.3 * np.log(2), abs=0.01)  # of 64 sites alone
    assert lookup(numbers, "log_difference_steps")[0] == pytest.approx(0, abs=0.01)  # in its own units, and with half the step
    value, error = lookup(numbers, "length_exponent(a=2,b=4,x=100)")
    assert abs(value - 0.3) < 4 * error + 1e-6 < 0.05


def test_a_conductivity_that_depends_on_temperature_is_that_at_its_middle():
    """J = -k T^n dT/dx, with k = 0.3 and n = -1.5: T^(-1/2) is a line."""
    sites, n = np.arange(32), -1.5
    square = (1.2**-0.5 + (0.8**-0.5 - 1.2**-0.5) * (sites + 0.5) / 32) ** -2
    current = np.full(31, 0.3 * (0.8**-0.5 - 1.2**-0.5) / 0.5 / 32)
    current[[0, -1]] = 1.0  # what a finite step makes of the account beside a reservoir
    assert pinned_baths.conductivity(current, square, n) == pytest.approx(0.3)


def test_the_power_of_temperature_comes_from_exponents_of_k():
    numbers = Numbers()
    for x, exponent in ((0.1, 4.0), (1.0, 3.0)):
        numbers.add("exponent", exponent, 0.1, a=4, b=2, x=x)
    known = numbers.table()
    for x, exponent in ((0.1, 4.0), (10**-0.5, 3.5), (1.0, 3.0), (1.6, 3.0)):
        n = pinned_baths.power(known, point(4, 2, v=x).parameters)
        assert n == pytest.approx(0.25 - exponent / 2, abs=1e-5)
