"""Analyses of DNLS rings on made-up data."""

import numpy as np
import pandas as pd
import pytest

from glassychains.chapters.clean.analysis import rings, rings_variants
from glassychains.dynamics.composition import WEIGHTS, advance_composed
from glassychains.methods import onsager
from glassychains.methods.tables import Numbers
from glassychains.models import dnls
from glassychains.numerics.compiled import aligned, from_lanes, of_group, to_lanes
from glassychains.stages.thermalize import thermalize


def rotors(power):
    """Tables of rotors whose times fall with this power and whose reduced conductivity grows with minus it."""
    times, kappa = Numbers(), Numbers()
    for g in (0.1, 0.2, 0.25, 0.35, 0.5):
        times.add("time", 40 * g**power, 0.4 * g**power, g=g, threshold=0.5)
        kappa.add("kappa", g**-power, 0.01 * g**-power, bg=g)
    return times.table(), kappa.table()


def test_slopes_are_compared_over_the_couplings_that_both_have():
    """A coupling that rotors lack, with another power, must not matter."""
    x = np.array([0.14, 0.2, 0.25, 0.35, 0.5])
    log_t = np.where(x == 0.14, 99.0, np.log(20 * x**-5.5))
    numbers = Numbers()
    rings._times(numbers, {0.5: {a: (b, 0.01) for a, b in zip(x, log_t, strict=True)}}, rotors(-5.0)[0])
    assert numbers.get("slope_here", threshold=0.5)[0] == pytest.approx(-5.5)
    assert numbers.get("slope_rotors", threshold=0.5)[0] == pytest.approx(-5.0)
    assert numbers.get("slope_difference", threshold=0.5)[0] == pytest.approx(-0.5)
    # twice 20, over 40, since frequencies spread by 2 U alpha
    assert numbers.get("time_over_rotors", threshold=0.5, coupling=0.25)[0] == pytest.approx(0.25**-0.5)


def test_conductivities_are_compared_in_thermal_units():
    """Reduced by g^(-1/2) beta^2, that of rotors has half a power less than by beta^(5/2)."""
    found = {x: {name: (x**4.5, 0.01 * x**4.5) for name in ("kappa", "norm_norm")} for x in (0.2, 0.25, 0.35, 0.5)}
    numbers = Numbers()
    rings._conductivities(numbers, found, rotors(-4.0)[1])
    assert numbers.get("kappa_slope_rotors")[0] == pytest.approx(4.5)
    assert numbers.get("kappa_slope_difference")[0] == pytest.approx(0.0, abs=1e-9)
    assert numbers.get("kappa_exponent_growth_small")[0] == pytest.approx(0.0, abs=1e-9)


def test_exponents_that_grow_are_told():
    """log kappa = 3 log x - 0.2 (log x)^2 has an exponent that grows as x falls."""
    x = np.array([0.2, 0.25, 0.35, 0.5])
    kappa = np.exp(3 * np.log(x) - 0.2 * np.log(x) ** 2)
    found = {a: {name: (b, 0.01 * b) for name in ("kappa", "norm_norm")} for a, b in zip(x, kappa, strict=True)}
    numbers = Numbers()
    rings._conductivities(numbers, found, rotors(-4.0)[1])
    assert numbers.get("kappa_exponent_growth_small")[0] > 0
    assert numbers.get("fit", of="kappa", range="x<=0.5", law="quadratic", parameter="k")[0] == pytest.approx(0.2, rel=1e-3)


def test_windows_that_do_not_fit_give_nothing():
    times = np.arange(1.0, 200.0)
    integrals = np.random.default_rng(3).normal(size=(3, 16, 199)) + times
    assert rings.conducted(times, integrals, *onsager.window(0.25)) == []


def test_second_half_tells_when_conduction_changes():
    rng = np.random.default_rng(4)
    norm, rest = rng.normal(size=(2, 200, 400))
    energy = 2 * norm + rest  # kappa is the variance of the rest
    steady = [{"energy_carried": energy, "norm_carried": norm}]
    value, stderr = rings_variants.second_half(steady)
    assert abs(value - 1) < 4 * stderr < 0.1
    rest[:, 200:] *= 2
    value, stderr = rings_variants.second_half([{"energy_carried": 2 * norm + rest, "norm_carried": norm}])
    assert abs(value - 4) < 4 * stderr < 0.4


def test_a_point_that_the_reference_lacks_has_no_ratio():
    numbers, labels = Numbers(), {"coupling": 0.3, "beta": 0.0}
    reference = pd.DataFrame([{"quantity": "kappa", "coupling": 0.35, "value": 2.0, "stderr": 0.1}])
    rings_variants._compared(numbers, "kappa", 3.0, 0.1, reference, labels)
    assert not numbers.rows
    rings_variants._compared(numbers, "kappa", 3.0, 0.1, reference, labels | {"coupling": 0.35})
    assert numbers.rows[0]["value"] == 1.5


def test_the_exercise_on_sites_in_resonance_with_the_step():
    """A site of norm 8 turns at half the frequency of a step of 0.2 / (U alpha), and costs energy; half the step mends it."""
    model = dnls.from_parameters({"U": 1.0, "g": 0.35, "length": 32, "boundary": "periodic"}, [f"site {r}" for r in range(16)])
    start, changes = thermalize(model, length=32, replicas=16, seed="exercise", density=1.0), {}
    for dt in (0.2, 0.1):
        q, p = start["q"].copy(), start["p"].copy()
        factor = np.sqrt(16 / (q[:, 0] ** 2 + p[:, 0] ** 2))
        q[:, 0], p[:, 0] = factor * q[:, 0], factor * p[:, 0]
        before, (q, p) = dnls.energy(model, q, p), (to_lanes(q), to_lanes(p))
        advance_composed(of_group(model, 0), WEIGHTS["strang"], q[0], p[0], aligned(1, q.shape[1])[0], dt, round(1000 / dt))
        changes[dt] = np.abs(dnls.energy(model, from_lanes(q), from_lanes(p)) - before)
    assert np.median(changes[0.2]) > 2.7
    assert changes[0.1].max() < 1.0
