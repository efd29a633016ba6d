"""What the analysis of rates makes of known tables: one rate, and two."""

import numpy as np
import pandas as pd
import pytest

from glassychains.chapters.questions.analysis import rates
from glassychains.methods.tables import Numbers, lookup
from glassychains.methods.waves import capacity, wave_squares

P = {"g": 1.0, "boundary": "periodic", "length": 128, "beta": 1.0}
COUPLINGS = (0.1, 0.2, 0.5, 1.0)


def compared(exponent_of_time, exponent_of_kappa):
    """Numbers from power laws: t0 = 42 g^-a, D_E = 0.66 g^b, D_v = D_E / 2."""
    numbers, greenkubo, relaxation = Numbers(), Numbers(), Numbers()
    for g in COUPLINGS:
        here, diffusivity = P | {"g": g}, 0.66 * g**exponent_of_kappa
        kappa = diffusivity * capacity(here) * g**-0.5
        greenkubo.add("kappa", kappa, 0.01 * kappa, bg=g)
        relaxation.add("time", 42 * g**-exponent_of_time, 0.42 * g**-exponent_of_time, threshold=0.9, g=g)
        if g > 0.1:
            numbers.add("velocity_diffusivity", diffusivity / 2, 0.005 * diffusivity, g=g)
    rates._compare(numbers, P, greenkubo.table(), relaxation.table())
    return numbers.table()


def test_one_rate():
    numbers = compared(4.0, 4.0)
    for name in ("energy_sites", "velocity_sites", "ratio"):
        value, stderr = lookup(numbers, f"exponent(of={name},range=g<=1)")
        assert abs(value) < 1e-9
        assert stderr < 0.02
    assert lookup(numbers, "energy_sites(g=0.1)") == pytest.approx((42 * 0.66, 42 * 0.66 * 0.01 * np.sqrt(2)))
    assert lookup(numbers, "ratio_smallest_g")[0] == pytest.approx(2)


def test_two_rates():
    numbers = compared(5.0, 4.0)
    assert lookup(numbers, "exponent(of=energy_sites,range=g<=1)")[0] == pytest.approx(-1)
    assert lookup(numbers, "exponent(of=velocity_sites,range=g<=0.5)")[0] == pytest.approx(-1)
    assert lookup(numbers, "velocity_sites(g=0.2)")[0] / lookup(numbers, "velocity_sites(g=1)")[0] == pytest.approx(5)
    assert lookup(numbers, "conductivity_until(threshold=0.9,g=0.1)") == pytest.approx(
        lookup(numbers, "conductivity_sites(g=0.1)")
    )


def test_a_heat_capacity_that_depends_on_the_coupling_is_no_second_rate():
    """Currents in a fixed proportion, D_E = 3 D_v / 2 c beta^2: their ratio depends on g, `conductivity_ratio` does not."""
    numbers, greenkubo, relaxation = Numbers(), Numbers(), Numbers()
    for g in COUPLINGS:
        kappa = 0.33 * g**4 * g**-0.5
        greenkubo.add("kappa", kappa, 0.01 * kappa, bg=g)
        relaxation.add("time", 42 * g**-5.0, 0.42 * g**-5.0, threshold=0.9, g=g)
        numbers.add("velocity_diffusivity", 0.22 * g**4, 0.0022 * g**4, g=g)
    rates._compare(numbers, P, greenkubo.table(), relaxation.table())
    table = numbers.table()
    assert lookup(table, "exponent(of=conductivity_ratio,range=g<=1)")[0] == pytest.approx(0.0, abs=1e-9)
    assert lookup(table, "exponent(of=ratio,range=g<=1)")[0] < -0.15
    assert lookup(table, "exponent(of=conductivity,range=g<=1)")[0] == pytest.approx(4.0)
    assert lookup(table, "exponent(of=conductivity_sites,range=g<=1)")[0] == pytest.approx(-1.0)
    assert lookup(table, "conductivity_ratio_mean") == pytest.approx((3.0, 3.0 * 0.01 * np.sqrt(2 / 4)))
    assert lookup(table, "conductivity_ratio_chi2")[0] == pytest.approx(0.0, abs=1e-9)
    assert lookup(table, "heat_capacity(g=1)")[0] == pytest.approx(0.854, abs=1e-3)


def test_two_waves(rng):
    """Their logarithms are as their squares if all places conduct alike, and as 0.78 of that if rates are distributed."""
    times, squares = np.geomspace(1.0, 2000.0, 400), wave_squares(128, 4)
    y = 0.3 * squares[:, None] * times
    for left, expected in ((np.exp(-y), 1.0), (1 / (1 + y), np.log(2) / np.log(1.25) / 4)):
        numbers = Numbers()
        rates._two_waves(numbers, 1.0, 128, times, left + 0.01 * rng.normal(size=(100, 4, 1)), 0.3)
        value, stderr = numbers.get("wave_ratio", g=1.0)
        assert abs(value - expected) < 4 * stderr + 3e-3
        # the relative errors of the two logarithms, 0.01 / sqrt(100) each, are those of C over C log C
        first, second = (np.interp(1 / 0.3 / squares[1], times, left[n]) for n in (0, 1))
        relative = np.hypot(1e-3 / (first * np.log(first)), 1e-3 / (second * np.log(second)))
        assert stderr == pytest.approx(value * relative, rel=0.3)
    numbers = Numbers()
    rates._two_waves(numbers, 1.0, 128, times[:50], left[None, :, :50], 0.3)
    assert isinstance(numbers.table(), pd.DataFrame)
    assert not numbers.all("wave_ratio")
