"""What the analysis of rates makes of known tables: one rate, and two."""

import numpy as np
import pandas as pd
import pytest

from glassychains.chapters.questions.analysis import rates
from glassychains.methods.tables import Numbers, lookup
from glassychains.methods.waves import Diffusivity, capacity, wave_squares

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
    assert lookup(numbers, "energy_until(threshold=0.9,g=0.1)") == pytest.approx(lookup(numbers, "energy_sites(g=0.1)"))


def test_what_is_left_of_a_wave():
    """1/e if it decays with one rate, 1/2 if rates are distributed exponentially."""
    times = np.geomspace(1.0, 2000.0, 200)
    square = wave_squares(128, 2)[-1]
    found = Diffusivity(0.3, 0.003, None, None, None, None)
    for shape, expected in ((lambda y: np.exp(-y), np.exp(-1)), (lambda y: 1 / (1 + y), 0.5)):
        numbers = Numbers()
        left = np.ones((3, 4, 1)) * shape(0.3 * square * times)
        rates._left_at_one(numbers, 1.0, 128, times, left, found)
        value, stderr = numbers.get("left_at_one", g=1.0)
        assert value == pytest.approx(expected, abs=2e-3)
        slope = expected if expected < 0.4 else 0.25
        assert stderr == pytest.approx(0.01 * slope, rel=0.05)
    numbers = Numbers()
    rates._left_at_one(numbers, 1.0, 128, times[:50], left[:, :, :50], found)
    assert isinstance(numbers.table(), pd.DataFrame)
    assert not numbers.all("left_at_one")
