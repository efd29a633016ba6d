"""Bosons: what is read of curves of two lengths, cut conductivities, distances from a classical curve."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from glassychains.chapters.quantum.analysis import bosons_classical, bosons_density, bosons_temperature
from glassychains.methods.tables import Numbers, lookup
from glassychains.models import bosons
from glassychains.stages.diagonalize import diagonalize

TIMES = np.geomspace(0.01, 1e5, 169)


def diffusive(conductivities):
    """One chain's record in which every M_ab grows like 2 L_ab t."""
    moved = 2 * np.array(conductivities)[:, None] * TIMES
    return {"t": TIMES, "moved": moved}


def test_cut_conductivity_is_what_is_left_without_a_current_of_number():
    assert bosons_density.cut(diffusive([5.0, 3.0, 2.0]), 40.0) == pytest.approx(5.0 - 9.0 / 2.0)


def test_a_multiple_of_the_number_added_to_the_energy_changes_nothing():
    model = bosons.from_parameters({"U": 1.0, "g": 0.3, "length": 3, "particles": 4})
    own = {"first": 0.1, "last": 100.0, "per_decade": 6, "betas": [0.0], "carried": True}
    moved = diagonalize(model, length=3, replicas=1, measure="correlations", **own)["moved"][0, 0]
    ee, en, nn = moved
    shifted = np.array([ee + 2 * 1.7 * en + 1.7**2 * nn, en + 1.7 * nn, nn])
    times = np.geomspace(0.1, 100, 19)
    assert bosons_density.conductivity(shifted, times) == pytest.approx(bosons_density.conductivity(moved, times), abs=1e-9)
    assert (bosons_density.conductivity(moved, times) > -1e-12).all()


def test_parting_is_the_first_time_beyond_the_tolerance():
    short, long = {"t": TIMES, "correlation": np.zeros(169)}, {"t": TIMES, "correlation": np.where(TIMES > 7.0, 0.03, 0.01)}
    time, largest = bosons_density.parting(short, long)
    assert time == TIMES[TIMES > 7.0][0]
    assert largest[0] == 0.01 and largest[-1] == 0.03
    assert bosons_density.parting(short, short)[0] == np.inf


def test_exponents_of_a_power_law():
    found = bosons_density.slopes_of({rho: 2.0 * rho**-1.3 for rho in (1, 3, 5)})
    assert found["exponent"] == pytest.approx(-1.3)
    assert found["natural_exponent"] == pytest.approx(-4.3)
    assert found["steepening"] == pytest.approx(0.0, abs=1e-12)
    assert bosons_density.slopes_of({1: 1.0, 2: 1.0}) == {}


def test_free_bosons_come_to_carry_all_they_can():
    """U = 0: what is moved comes to 2 cov X on average, so that the part is near 1."""
    model = bosons.from_parameters({"U": 0.0, "g": 0.3, "length": 4, "particles": 4})
    own = {"first": 0.01, "last": 1e5, "per_decade": 24, "betas": [0.0], "carried": True}
    found = diagonalize(model, length=4, replicas=1, measure="correlations", **own)
    one = {"t": TIMES, "moved": found["moved"][0, 0], "covariance": found["covariance"][0, 0]}
    late = [bosons_density.moved_part(one, tau) for tau in (100.0, 300.0, 1000.0, 3000.0, 1e4)]
    assert np.mean(late) == pytest.approx(1.0, abs=0.15)
    assert bosons_density.moved_part(one, 0.02) < 1e-2


def test_densities_are_compared_once_more_without_the_first_to_part():
    """Density r parts from one site less at 10 r, and C is 1 - t / (100 r) before."""

    def pair(rho):
        short = {"t": TIMES, "correlation": 1 - TIMES / (100 * rho)}
        return short, short | {"correlation": short["correlation"] + np.where(10 * rho <= TIMES, 0.05, 0.001)}

    numbers = Numbers()
    bosons_density.memory(numbers, {rho: pair(rho) for rho in (1, 2, 5)}, dict.fromkeys((1, 2, 5), 4))
    known = numbers.table()
    early, later = (lookup(known, name)[0] for name in ("shared_time", "shared_time_later"))
    assert 9 < early < 10 and 18 < later < 20
    assert lookup(known, "growth")[0] == pytest.approx(early / 100 * (1 - 1 / 5))
    assert lookup(known, "growth_later") == pytest.approx((later / 100 * (1 / 2 - 1 / 5), 0.001 * 2**0.5))


def chains_whose_conductivity_falls(spread):
    """kappa = rho^2 t^-p with p = 1, but p = 1 + spread for three sites, where rho is 2, and p = 1 - spread where it is 4."""
    chains = {}
    for rho in (1, 2, 4):
        for length in (3, 4):
            power = 1 + spread * (length == 3) * {1: 0, 2: 1, 4: -1}[rho]
            kappa = rho**2 * TIMES ** (-power)
            moved = 2 * TIMES * np.array([kappa, 0 * TIMES, 1 + 0 * TIMES])
            chains[rho, length] = {"t": TIMES, "moved": moved, "covariance": np.ones(3), "unit": rho**3}
            chains[rho, length]["covariance"][1] = 0.0
    return chains


def test_exponent_of_time_has_the_spread_of_all_densities_as_error():
    numbers = Numbers()
    bosons_density.conduction(numbers, chains_whose_conductivity_falls(0.3))
    known = numbers.table()
    for rho in (2, 4):
        value, error = lookup(known, f"exponent_of_time(rho={rho})")
        assert value == pytest.approx(-1.0, abs=0.05)  # the grid of times moves the cuts a little
        assert error == pytest.approx(0.3, abs=0.03)


def temperatures(growth):
    """Points of 3 and 4 sites, 1 to 5 bosons per site; what is kept grows with the density where it is hot."""
    points, data = [], {}
    for length in (3, 4):
        for rho in (1, 2, 5, 10)[: 7 - length]:
            kept = np.array([0.5 + growth * rho, 0.1, 0.3 + growth * rho]) + 0.01 * length * (rho == 5)
            data[length, rho] = {
                "t": TIMES[None],
                "correlation": np.ones((1, 3, 169)),
                "forever": kept[None],
                "resonant": np.array([[rho**-0.5, 1.0, rho**-0.5]]),
                "variance": np.ones((1, 3)),
                "moved": np.stack([2 * TIMES * rho**k * np.array([[3.0], [0.0], [1.0]]) for k in (-1, 0, 2)])[None],
                "crossed": np.ones((1, 3, 2, 1, 169)) * np.array([2.0, -1.0, 0.5])[: length - 1, None],
            }
            points.append(SimpleNamespace(parameters={"length": length, "particles": length * rho}))
    return points, lambda point: [data[point.parameters["length"], point.parameters["particles"] // point.parameters["length"]]]


def test_ensembles_are_compared_at_the_longer_length(monkeypatch):
    points, read = temperatures(0.08)
    monkeypatch.setattr(bosons_temperature, "read_point", read)
    known = bosons_temperature.analyse(SimpleNamespace(points=points))[1]
    assert lookup(known, "resonant_exponent")[0] == pytest.approx(-0.5)
    assert lookup(known, "gap") == pytest.approx((0.8, 0.0))
    assert lookup(known, "scaled_growth") == pytest.approx((0.32 + 0.04, 0.01))
    for ensemble, power in zip(("infinite", "fixed", "scaled"), (-1, 0, 2), strict=True):
        assert lookup(known, f"exponent(ensemble={ensemble},m=1)")[0] == pytest.approx(power)
    assert lookup(known, "together(ensemble=fixed,of=number,apart=1)") == pytest.approx((-0.5, 0.0))
    assert lookup(known, "together(ensemble=fixed,of=energy,apart=2)")[0] == pytest.approx(0.25)


def test_noise_is_taken_off_distances():
    rng = np.random.default_rng(3)
    times, error = np.linspace(0.4, 4.0, 4000), np.full(4000, 0.02)
    difference = 0.05 + error * rng.standard_normal(4000)
    assert bosons_classical.distance(times, difference, error, (0.4, 4.0)) == pytest.approx(0.05, abs=0.001)
    assert bosons_classical.distance(times, 0.01 * difference, error, (0.4, 4.0)) == 0


def test_exponent_of_the_distance_of_two_curves(monkeypatch):
    """Quantum curves that lie 1 / N above a classical one, whose blocks scatter a little."""
    t = np.geomspace(0.1, 100.0, 181)
    lags = np.concatenate([np.arange(0.2, 3.1, 0.2), np.geomspace(3.2, 100.0, 40)])
    rng = np.random.default_rng(5)
    rows = [pd.DataFrame({"kind": "correlation", "coupling": 0.3, "t": lags, "value": np.exp(-lags / 9), "stderr": 1e-5})]
    for block in range(16):
        noisy = np.exp(-lags / 9) + 4e-5 * rng.standard_normal(len(lags))
        rows.append(pd.DataFrame({"kind": "block", "block": block, "coupling": 0.3, "t": lags, "value": noisy}))

    points = [SimpleNamespace(parameters={"particles": n, "length": 4, "U": 4 / n, "g": 0.3}) for n in (8, 16, 24)]

    def read(point):
        values = np.exp(-t / 9) + 1 / point.parameters["particles"]
        return [{"t": t[None], "correlation": values[None, None]}]

    monkeypatch.setattr(bosons_classical, "read_point", read)
    _, numbers = bosons_classical.analyse(SimpleNamespace(points=points), {"dnls-limit": pd.concat(rows)})
    row = numbers[numbers.quantity == "exponent"].iloc[0]
    assert row.value == pytest.approx(-1.0, abs=0.01)
    assert 0 < row.stderr < 0.01
