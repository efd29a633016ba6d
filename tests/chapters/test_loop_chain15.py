"""Chain (15) in equilibrium: a chain that is solved exactly, and made-up rings whose diffusivity is known."""

from types import SimpleNamespace

import numpy as np
import pytest

from glassychains.chapters.loop.analysis import chain15, chain15_checks
from glassychains.exact import disordered
from glassychains.exact.disordered import energy_and_capacity
from glassychains.methods.einstein import slope
from glassychains.methods.estimates import mean_and_error
from glassychains.methods.tables import lookup
from glassychains.models import oscillators
from glassychains.runs.points import Point
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize

CHAIN = {"pinning": [0.0, 1.0, 0.0, 1.0], "coupling": [0.0, 0.25], "boundary": "periodic", "disorder": 0.5}
RINGS = 64


def test_flips_diffuse_energy_as_kinetic_theory_says():
    p = CHAIN | {"pinning": [0.0, 1.0], "disorder": 0.0, "beta": 2.0, "length": 16, "flips": 0.1}
    chain = oscillators.from_parameters(p)
    how = {"thermal_time": 60.0, "thermal_dt": 0.1, "friction": 0.3, "beta": p["beta"], "length": p["length"]}
    start = thermalize(chain, replicas=256, seed="kinetic", **how)
    run = {"dt": 0.2, "duration": 1000.0, "sample": 25, "record": "current", "block": 100.0, "seed": "kinetic"}
    found = produce(chain, start, flips=p["flips"], **run)
    times, moved = chain15.running(p, [{name: found[name] for name in ("lag", "einstein", "energy")}])
    value, stderr = mean_and_error(slope(times, moved, 50.0, 200.0) / chain15_checks.kinetic(p))
    assert abs(value - 1) < 4 * stderr < 0.4


def point(beta, g0=0.125, length=None, dt=0.2):
    p = CHAIN | {"coupling": [0.0, 2 * g0], "beta": beta, "length": length or chain15.USUAL[g0], "dt": dt}
    begin, _ = chain15.window(p)
    return Point("chain15", "produce", "oscillators", p | {"duration": 16 * begin, "block": begin / 4}, RINGS)


def rings(diffuses, spread=0.4, bounded=20.0):
    """A reader of made-up rings: log-normal D_i, `diffuses(p)` if in series, a bounded part, and a scatter of energies."""

    def read(chosen):
        p, rng = chosen.parameters, np.random.default_rng([11, round(10 * chosen.parameters["beta"])])
        energy, heat = energy_and_capacity(p["pinning"], p["coupling"], p["disorder"], p["beta"])
        excess = rng.standard_normal(RINGS) / np.sqrt(p["length"])
        noise = rng.standard_normal(RINGS)
        noise = (noise - noise.mean()) / noise.std()
        D = diffuses(p) * np.exp(spread * noise) * (1 + 2 * excess)
        D *= np.exp(spread**2 / 2)
        lags = np.unique(np.round(np.geomspace(1, p["duration"] / 10, 80))) * 5
        unit = heat / p["beta"] ** 2
        history = np.sqrt(2 * p["length"] * unit * D * p["block"])[:, None] * rng.standard_normal((RINGS, 64))
        history += np.diff(np.sqrt(p["length"] * unit * bounded) * rng.standard_normal((RINGS, 65)), axis=1)
        total = (p["length"] * energy * (1 + excess))[:, None]
        moved = unit * (bounded * (1 - np.exp(-lags / 50)) + D[:, None] * lags)
        return [{"lag": lags, "einstein": moved, "carried": history, "energy": np.hstack([total, total])}]

    return read


@pytest.fixture(autouse=True)
def short_chain(monkeypatch):
    """Equilibrium of fewer sites: it is the same on both sides here."""
    monkeypatch.setattr(disordered, "SITES", 256)
    disordered._known.cache_clear()
    yield
    disordered._known.cache_clear()


def analysed(monkeypatch, points, diffuses, **how):
    monkeypatch.setattr(chain15, "read_point", rings(diffuses, **how))
    return chain15.analyse(SimpleNamespace(points=points))[1]


def test_the_bulk_is_found_below_a_bounded_part_and_among_unequal_rings(monkeypatch):
    numbers = analysed(monkeypatch, [point(50.0), point(50.0, length=128), point(20.0)], lambda p: 10 * p["beta"] ** -2.0)
    for beta in (20.0, 50.0):
        value, stderr = lookup(numbers, f"diffusivity(g0=0.125,beta={beta:g})")
        assert abs(value - 10 / beta**2) < 4 * stderr < 0.6 * value
        mean, error = lookup(numbers, f"ring_diffusivity(g0=0.125,beta={beta:g})")
        assert abs(mean / (10 / beta**2) - np.exp(0.16)) < 0.08
        assert lookup(numbers, f"bounded(g0=0.125,beta={beta:g})")[0] == pytest.approx(20, abs=1)
        shift, error = lookup(numbers, f"earlier_window(g0=0.125,beta={beta:g})")
        assert abs(shift) < 0.01
    difference, error = lookup(numbers, "log_difference(g0=0.125,beta=50,length=128,dt=0.2)")
    assert abs(difference) < 4 * error


def test_exponents_growth_and_both_couplings(monkeypatch):
    """D = e^-a of log x: -log(x)^2 / 2 for one chain; the other has four times its kappa / g0 at the same x."""

    def diffuses(p):
        _, heat = energy_and_capacity(p["pinning"], p["coupling"], p["disorder"], p["beta"])
        x, g0 = chain15.small_parameter(p), chain15.coupling(p)
        return 0.02 * g0 / heat * (1.0 if g0 < 0.2 else 4.0) * np.exp(-0.5 * np.log(x) ** 2 + 1.5 * np.log(x))

    points = [point(beta) for beta in (200.0, 140.0, 100.0, 70.0, 50.0, 32.0)] + [point(25.0, 0.25), point(50.0, 0.25)]
    numbers = analysed(monkeypatch, points, diffuses, spread=1e-9)
    assert lookup(numbers, "exponent_lowest(g0=0.125)")[0] == pytest.approx(1.5 - np.log(0.32 * 0.457) / 2, abs=0.25)
    growth, error = lookup(numbers, "growth(g0=0.125)")
    assert abs(growth - 1.05) < 4 * error
    assert lookup(numbers, "ratio_same_x(x=0.64)")[0] == pytest.approx(4, rel=0.3)
    y = 4 * np.exp(-0.5 * np.log(0.32) ** 2 + 1.5 * np.log(0.32)) / np.exp(-0.5 * np.log(0.64) ** 2 + 1.5 * np.log(0.64))
    assert lookup(numbers, "ratio_same_y(y=0.08)")[0] == pytest.approx(y, rel=0.3)


def test_bits_that_differ_are_counted():
    one = np.array([1.1, 0.3, 7.0])
    assert chain15_checks.different_bits(one, 4 * one, 4) == 0
    assert chain15_checks.different_bits(one, np.array([4.4, np.nextafter(1.2, 2), 28.0]), 4) == 1
