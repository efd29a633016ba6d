"""Maps of activity against statistics that is known."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import spearmanr

from glassychains.chapters.disorder.analysis import maps
from glassychains.methods.estimates import mean_and_error
from glassychains.methods.tables import lookup
from glassychains.runs.result import Result


@pytest.mark.parametrize("ties", [False, True])
def test_rank_correlation_is_that_of_scipy(rng, ties):
    one, two = rng.normal(size=(2, 5, 40))
    if ties:
        one = one.round()
    found = maps.rank_correlation(one, two)
    assert np.allclose(found, [spearmanr(a, b).statistic for a, b in zip(one, two, strict=True)])
    assert np.allclose(maps.rank_correlation(one, np.exp(3 * one)), 1)


def test_crossing_of_a_known_curve():
    times = 2.0 ** np.arange(12)
    curve = 1 - np.log(times) / 5
    assert np.isclose(maps.log_crossing(times, curve, 0.5), 2.5)
    assert np.isnan(maps.log_crossing(times, curve + 10, 0.5))
    assert np.isnan(maps.log_crossing(times, curve - 10, 0.5))


def test_what_is_pinned_is_found_and_its_cause_taken_away(rng):
    """Maps made of noise and of one fixed property: they agree for ever, but not once its ranks are known."""
    reach = rng.normal(size=(100, 1, 64))
    activity = reach + rng.normal(size=(100, 12, 64))
    found = maps.ranks(activity)
    value, stderr = mean_and_error(maps.of_the_last(found))
    assert abs(value - 6 / np.pi * np.arcsin(0.5 / 2)) < 4 * stderr  # Spearman's correlation of normal variables with 1/2
    value, stderr = mean_and_error(maps.of_the_last(maps.without(found, maps.ranks(reach))))
    assert abs(value) < 4 * stderr + 0.01  # ranks follow a normal variable not quite by a line
    free = maps.ranks(rng.normal(size=(100, 12, 64)))
    value, stderr = mean_and_error(maps.of_the_last(free))
    assert abs(value) < 4 * stderr < 0.03
    rest = maps.without(free, maps.ranks(reach))
    assert np.allclose((rest * maps.ranks(reach)).sum(-1), 0)


def test_modes_that_keep_their_energy_are_inactive_and_remember(rng, monkeypatch):
    """Energies that a window's mean cannot change, but for a fixed relative error."""
    windows = np.append(0.0, 500.0 * 2.0 ** np.arange(11))
    energy = rng.exponential(size=(32, 1, 1, 64)) * np.ones((32, len(windows), 2, 64))
    energy *= 1 + 1e-5 * rng.standard_normal(energy.shape)
    record = Result({"mode_energy": (("replica", "window", "half", "mode"), energy, {})})
    record.variables["window"] = ("window", windows, {})
    record.variables["reach"] = (("replica", "mode"), rng.uniform(1, 9, (32, 64)), {})
    record.variables["place"] = (("replica", "mode"), np.tile(np.arange(64.0), (32, 1)), {})
    monkeypatch.setattr(maps, "read_point", lambda point: [record])
    p = {"pinning": [0.0, 1.0], "coupling": [0.0, 0.25], "beta": 2.0}
    curves, numbers = maps.analyse(SimpleNamespace(points=[SimpleNamespace(parameters=p)]))
    at = "(g=0,g0=0.125)"
    assert 2e-6 < lookup(numbers, f"median_activity{at}")[0] < 1e-5
    assert np.isclose(lookup(numbers, f"memory_last{at}")[0], 1, atol=1e-4)
    assert abs(lookup(numbers, f"pinned{at}")[0]) < 4 * lookup(numbers, f"pinned{at}")[1]
    assert lookup(numbers, f"x{at}")[0] == 0
    assert set(curves.kind) == {"overlap", "memory", "map"}
    with pytest.raises(KeyError):
        lookup(numbers, f"log_memory_time{at}")
