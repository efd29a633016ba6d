"""Patterns of activity against processes whose statistics is known."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from glassychains.chapters.spots.analysis import clusters, raster, wander
from glassychains.methods import patterns, persistence, shares
from glassychains.methods.estimates import jackknife, mean_and_error
from glassychains.methods.tables import Numbers, lookup
from glassychains.runs.result import Result

NOTHING = pd.DataFrame(columns=["quantity", "value", "stderr"])
P = {"g": 0.25, "beta": 1.0, "length": 64, "block": 64.0, "boundary": "periodic"}


def by_chance(rng, density=0.1, shape=(32, 600, 64)):
    """Each site is active in each block with the same probability."""
    return rng.random(shape) < density


def switching(rng, density, flip, shape=(32, 600, 64)):
    """Sites that are on for a while and off for a while: a Markov chain whose correlation falls by 1 - flip per block."""
    state = np.empty(shape, bool)
    state[:, 0] = rng.random((shape[0], shape[2])) < density
    for block in range(1, shape[1]):
        again = rng.random((shape[0], shape[2])) < flip
        state[:, block] = np.where(again, rng.random((shape[0], shape[2])) < density, state[:, block - 1])
    return state


def test_active_is_a_threshold_in_units_of_the_resonance():
    velocity = np.array([0.0, 0.2, 0.46, -0.1]).reshape(1, 4, 1)
    assert list(patterns.active(velocity, 0.25)[0, :, 0]) == [False, True, True]
    assert list(patterns.active(velocity, 0.25, 2.0)[0, :, 0]) == [False, False, False]
    assert np.allclose(patterns.doubled(velocity)[0, :, 0], [0.1, 0.18])


def test_density_of_differences_of_noise(rng):
    """Means of independent normal velocities differ by more than a g^(1/2) with a known probability."""
    velocity = 0.4 * rng.normal(size=(32, 100, 64))
    value, stderr = raster._densities(0.25, velocity)["main"]
    assert abs(value - 2 * norm.sf(0.25 / (0.4 * 2**0.5))) < 4 * stderr


def test_spots_are_runs_around_the_ring():
    activity = np.zeros((1, 2, 10), bool)
    activity[0, 0, [9, 0, 1, 4]] = True
    assert np.allclose(patterns.spots(activity), [[0.2, 0.0]])


def test_no_excess_by_chance(rng):
    numbers = Numbers()
    persistence.stay(P, by_chance(rng), numbers, NOTHING, NOTHING)
    value, stderr = numbers.get("excess", g=0.25)
    assert abs(value) < 4 * stderr < 0.1
    value, stderr = numbers.get("spacing", g=0.25)
    assert abs(value - 1 / (0.1 * 0.9)) < 4 * stderr
    value, stderr = numbers.get("spot_size", g=0.25)
    assert abs(value - 1 / 0.9) < 4 * stderr


@pytest.mark.parametrize("heat", [0.0, 0.9])
def test_half_life_of_switching_sites(rng, heat):
    """The excess falls as (1 - flip)^t, from 1/n - 1 at t = 0, also if some replicas are more active than others."""
    density = 0.2 * (1 + heat * rng.choice([-1, 1], (32, 1)))
    activity, numbers = switching(rng, density, 0.05), Numbers()
    persistence.stay(P, activity, numbers, NOTHING, NOTHING)
    value, stderr = numbers.get("half_life", g=0.25, of="same")
    assert abs(value / P["block"] - (2 + np.log(0.5) / np.log(0.95))) < 4 * stderr / P["block"] + 0.3  # by lines between lags
    value, stderr = numbers.get("excess", g=0.25)
    n = density.mean()
    assert abs(value - (n - (density**2).mean()) / n**2 * 0.95**2) < 4 * stderr


def test_what_creeps_is_missed_by_its_site_and_not_by_the_neighbourhood(rng):
    """Patterns that are shifted by four sites after a while."""
    first = by_chance(rng, 0.1, (200, 1, 64))
    moved = np.roll(first, 4, -1)
    pairs = [patterns.pair_density(np.fft.rfft(first), np.fft.rfft(other)) for other in (first, moved)]
    pairs, density = np.stack(pairs, 1), first.mean((1, 2))
    same, _ = jackknife(lambda pair, n: patterns.remaining(pair, n, patterns.same), pairs, density)
    near, stderr = jackknife(lambda pair, n: patterns.remaining(pair, n, patterns.near), pairs, density)
    assert abs(same[1]) < 0.05
    assert abs(near[1] - 1) < 4 * stderr[1] + 0.02


def test_pairs_are_counted_as_one_would():
    activity = np.random.default_rng(1).random((2, 3, 8)) < 0.4
    other = np.roll(activity, 1, 1)
    found = patterns.pair_density(np.fft.rfft(activity), np.fft.rfft(other))
    for d in range(5):
        both = [(activity & np.roll(other, shift, -1)).mean((1, 2)) for shift in (d, -d)]
        assert np.allclose(found[:, d], np.mean(both, 0))


def test_waits_by_chance_are_geometric(rng):
    numbers, activity = Numbers(), by_chance(rng)
    persistence.returns(P, activity, numbers)
    for name, expected in (("beyond_mean", 0.9**10), ("at_once", 0.1), ("tail_slope", 30 * np.log(0.9) / np.log(4))):
        value, stderr = numbers.get(name, g=0.25)
        assert abs(value - expected) < 4 * stderr + 0.003
        assert stderr < 0.03
    assert abs(numbers.get("beyond_mean_by_chance", g=0.25)[0] - 0.9**10) < 0.01


def test_waits_that_a_run_cuts_off_are_not_lost(rng):
    """Runs of two mean waits give the same survival as long ones; waits that ended alone would not."""
    ended, risk = (x.sum(0) for x in patterns.waits(by_chance(rng, 0.1, (32, 20, 640))))
    assert np.allclose(patterns.survival(ended, risk)[:8], 0.9 ** np.arange(1, 9), atol=0.01)
    assert abs(1 - np.cumsum(ended)[7] / ended.sum() - 0.9**8) > 0.05


def test_waits_of_sitting_spots_are_intermittent(rng):
    numbers = Numbers()
    persistence.returns(P, switching(rng, 0.1, 0.05), numbers)
    assert numbers.get("beyond_mean", g=0.25)[0] < 0.1
    assert abs(numbers.get("at_once", g=0.25)[0] - (0.95 + 0.05 * 0.1)) < 0.005


def test_empty_rasters_have_no_waits():
    ended, risk = patterns.waits(np.zeros((2, 5, 8), bool))
    assert not ended.any() and not risk.any()


def steps_of(activity, g):
    """Velocities that make just this activity: jumps by g^(1/2) up and down."""
    sign = np.where(np.cumsum(activity, axis=1) % 2, 1.0, -1.0)
    jumps = np.where(activity, sign * g**0.5, 0.0)
    return np.concatenate([np.zeros_like(jumps[:, :1]), np.cumsum(jumps, axis=1)], axis=1)


@pytest.mark.parametrize("spots_carry", [True, False])
def test_share_of_the_energy_in_both_worlds(rng, spots_carry):
    """Energy that only active bonds carry, and energy that cares for nothing."""
    activity = switching(rng, 0.1, 0.02, (32, 602, 64))
    velocity = steps_of(activity, P["g"])
    carried = rng.normal(size=velocity.shape)
    touched = activity[:, :-1] | activity[:, 1:]
    if spots_carry:
        carried[:, 1:-1] *= touched | np.roll(touched, -1, -1)
    numbers = Numbers()
    shares.carry(P, velocity, carried, numbers, NOTHING)
    at = {"g": 0.25, "window": 64}
    fraction = numbers.get("active_bonds", g=0.25)[0]
    share, stderr = numbers.get("share", **at)
    assert abs(share - (1 if spots_carry else fraction)) < 4 * stderr + 1e-12
    assert stderr < 0.05
    value, stderr = numbers.get("control_excess", **at)
    assert abs(value) < 4 * stderr < 0.2
    value, stderr = numbers.get("before_excess", **at)
    assert (value > 5 * stderr) == spots_carry


def test_kappa_is_that_of_the_carried_energy(rng):
    kappa = pd.DataFrame([{"quantity": "kappa", "bg": 0.25, "value": 3.0, "stderr": 0.1}])
    velocity = np.zeros((32, 600, 64))
    carried = rng.normal(size=velocity.shape) * (2 * 64.0 * 1.5) ** 0.5  # g^(1/2) times 3 is kappa
    numbers = Numbers()
    shares.carry(P, velocity, carried, numbers, kappa)
    value, stderr = numbers.get("running_over_kappa", g=0.25, window=1)
    assert abs(value - 1) < 4 * stderr < 0.1


@pytest.mark.parametrize("power, prefactor", [(1.0, 3.3), (0.5, 1.0)])
def test_laws_of_planted_densities(power, prefactor):
    """Triples and pairs are told apart; a planted width is found."""
    known = {g: (prefactor * g**power, 0.01 * g**power) for g in (0.02, 0.05, 0.1, 0.2)}
    found = {(g, 64, 0.2): dict.fromkeys(("main", "threshold", "block"), value) for g, value in known.items()}
    found[0.1, 128, 0.2] = {"main": (1.1 * known[0.1][0], known[0.1][1])}
    orders = pd.DataFrame([{"g": 0.1, "length": 3, "value": 0.5 * known[0.1][0], "stderr": 1e-9}])
    numbers = Numbers()
    raster._laws(numbers, found, orders)
    table = numbers.table()
    value, stderr = lookup(table, "exponent(range=bg<=0.1)")
    x = np.log([0.02, 0.05, 0.1])
    assert np.isclose(value, power)
    assert np.isclose(stderr, 0.01 / prefactor / np.sqrt(((x - x.mean()) ** 2).sum()))
    assert np.isclose(lookup(table, "length_difference(g=0.1)")[0], np.log(1.1))
    assert np.isclose(lookup(table, "log_over_triples(g=0.1)")[0], np.log(2))
    if power == 1.0:
        assert np.isclose(lookup(table, "log10_width(g=0.05)")[0], 0.5 * np.log10(3.3 / 1.104))


def test_windows_add_up():
    series = np.arange(14.0).reshape(2, 7)
    assert np.allclose(patterns.windows(series, 3), [[3, 12], [24, 33]])
    assert mean_and_error(series)[0].shape == (7,)


def test_patterns_that_wander_away_are_gone(rng, monkeypatch):
    """Sites that stay as active as they are until t = 3000, and are drawn anew then."""
    times = np.append(0.0, 100.0 * 2.0 ** np.arange(8))
    stay, anew = rng.random((2, 200, 64)) < 0.1
    activity = np.where((times < 3000)[:, None], stay[:, None], anew[:, None])
    means = np.stack([np.zeros(activity.shape), np.where(activity, 0.5, 0.0)], 2)
    record = Result({"omega_mean": (("replica", "window", "half", "site"), means, {}), "window": ("window", times, {})})
    monkeypatch.setattr(wander, "read_point", lambda point: [record])
    study = SimpleNamespace(points=[SimpleNamespace(parameters=P)], uses=("relaxation",))
    relaxation = pd.DataFrame([{"quantity": "time", "g": 0.25, "threshold": 0.9, "value": 6400.0, "stderr": 1.0}])
    _, numbers = wander.analyse(study, {"relaxation.numbers": relaxation})
    assert np.isclose(lookup(numbers, "time_over_t0(g=0.25)")[0], 2)
    assert np.isclose(lookup(numbers, "remaining(g=0.25,t=1600)")[0], 1)
    for key in ("remaining(g=0.25,t=3200)", "remaining(g=0.25)"):
        value, stderr = lookup(numbers, key)
        assert abs(value) < 4 * stderr < 0.1


def test_orders_of_clusters(monkeypatch):
    """Clusters of 2, 3 and 4 with 0, 1 and 3 active sites: the density is 1 to the order of triples, then 2."""
    records = {}
    for length, count in ((2, 0), (3, 1), (4, 3)):
        velocity = np.zeros((16, 3, length))
        velocity[:, 1, :count] = 1.0
        records[length] = Result({"velocity": (("replica", "block", "site"), velocity, {})})
    monkeypatch.setattr(clusters, "read_point", lambda point: [records[point.parameters["length"]]])
    points = [SimpleNamespace(parameters=P | {"length": length}) for length in records]
    _, numbers = clusters.analyse(SimpleNamespace(points=points))
    once = 1 / 32  # of 16 replicas and two pairs of blocks
    assert np.allclose(lookup(numbers, "order(g=0.25,length=3)"), (1.0, 2**0.5 * once))
    assert np.allclose(lookup(numbers, "order(g=0.25,length=4)"), (2.0, 2**0.5 * once))
    assert np.allclose(lookup(numbers, "pairs_over_triples(g=0.25)"), (0.0, once))
