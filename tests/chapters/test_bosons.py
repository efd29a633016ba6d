"""Bosons: what is read of curves of two lengths, cut conductivities, distances from a classical curve."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from glassychains.chapters.quantum.analysis import bosons_classical, bosons_density
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


def test_a_free_boson_forgets_its_whole_moment():
    """U = 0: <(X(t) - X)^2> comes to 2 var X on average, so the part that is forgotten is near 1."""
    model = bosons.from_parameters({"U": 0.0, "g": 0.3, "length": 4, "particles": 4})
    own = {"first": 0.01, "last": 1e5, "per_decade": 24, "betas": [0.0], "carried": True}
    found = diagonalize(model, length=4, replicas=1, measure="correlations", **own)
    one = {"t": TIMES, "moved": found["moved"][0, 0]}
    late = [bosons_density.moved_part(one, 1, 4, tau) for tau in (100.0, 300.0, 1000.0, 3000.0, 1e4)]
    assert np.mean(late) == pytest.approx(1.0, abs=0.15)
    assert bosons_density.moved_part(one, 1, 4, 0.02) < 1e-2


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
        return [{"t": t[None], "correlation": values[None, None], "forever": np.zeros((1, 1))}]

    monkeypatch.setattr(bosons_classical, "read_point", read)
    _, numbers = bosons_classical.analyse(SimpleNamespace(points=points), {"dnls-limit": pd.concat(rows)})
    row = numbers[numbers.quantity == "exponent"].iloc[0]
    assert row.value == pytest.approx(-1.0, abs=0.01)
    assert 0 < row.stderr < 0.01
