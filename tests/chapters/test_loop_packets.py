"""Packets further and blocks of equal density on data whose answer is known."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from glassychains.chapters.loop.analysis import blocks, far
from glassychains.methods import diffusion
from glassychains.methods.tables import Numbers, lookup
from glassychains.runs.result import Result

TIMES = 10 ** np.arange(0, 7.01, 0.1)


def points(runs, monkeypatch, module, **labels):
    """A study of these runs: (parameters, times, m2, participation)."""
    made, of = [], {}
    for number, (p, times, m2, participation) in enumerate(runs):
        point = SimpleNamespace(parameters=p, number=number, model="oscillators", replicas=len(m2))
        made.append(point)
        steady = np.full((len(m2), len(times) + 1), 2.0)
        known = {"time": ("time", times, {}), "edge": (("replica", "time"), 1e-9 + 0 * m2, {})}
        known |= {"m2": (("replica", "time"), m2, {}), "participation": (("replica", "time"), participation, {})}
        of[number] = [Result(known | {"energy": (("replica", "moment"), steady, {})})]
    monkeypatch.setattr(module, "read_point", lambda point: of[point.number])
    return SimpleNamespace(points=made)


def block(sites, duration, m2, rng, replicas=64, noise=0.2):
    """Replicas of a block whose means are m2(t) and m2^(1/2)."""
    times = np.append(TIMES[0.99 * duration > TIMES], duration)
    scatter = np.exp(noise * rng.normal(size=(replicas, 1)) - noise**2 / 2)
    return {"packet_sites": sites, "duration": duration}, times, scatter * m2(times), scatter * m2(times) ** 0.5


@pytest.mark.parametrize("law", [diffusion.LAWS["log2"], diffusion.LAWS["power"]])
def test_any_law_of_local_diffusion_puts_blocks_on_one_curve(rng, monkeypatch, law):
    """Blocks of density 0.2 that diffuse by either law: log ratios vanish up to the lattice's 1/w^2, and z is 2."""
    shape = {"c": 0.4, "e0": 1.0} if law is diffusion.LAWS["log2"] else {"p": 2.0}

    def of(sites):
        return lambda t: diffusion.spread(lambda e: law(e, d=1.0, **shape), 0.2 * sites, sites, t, 120)

    runs = [block(sites, 250.0 * sites**2, of(sites), rng, noise=0.0) for sites in (10, 20)]
    curves, table = blocks.analyse(points(runs, monkeypatch, blocks))
    for scaled in (25, 250):
        assert abs(lookup(table, f"log_ratio_m2(sites=10,scaled={scaled})")[0]) < 0.02
        assert abs(lookup(table, f"log_ratio_participation(sites=10,scaled={scaled})")[0]) < 0.02
    assert abs(lookup(table, "z(sites=10,scaled=250)")[0] - 2) < 0.06
    assert np.abs(curves[curves.kind == "log_ratio"].value).max() < 0.05


def test_what_no_density_decides_fails_to_collapse(rng, monkeypatch):
    """m2 = 3 t^(1/3) for all widths, a fixed length, and diffusion beside a fixed length."""
    worlds = {
        "power": (lambda sites: lambda t: 3 * t ** (1 / 3), np.log(4 ** (1 / 3) / 4)),
        "fixed": (lambda sites: lambda t: 40.0 + 0 * t, -np.log(4)),
        "modes": (lambda sites: lambda t: 40.0 + sites**2 * (t / sites**2) ** 0.5, np.log((4 * 5e2 + 40) / (4 * 540))),
    }
    for of, expected in worlds.values():
        runs = [block(sites, 250.0 * sites**2, of(sites), rng) for sites in (10, 20, 40)]
        _, table = blocks.analyse(points(runs, monkeypatch, blocks))
        value, error = lookup(table, "log_ratio_m2(sites=10,scaled=25)")
        assert 0.02 < error < 0.06
        assert abs(value - expected) < 4 * error
    assert lookup(table, "bend_m2(sites=10,scaled=25)")[0] > 0


def test_scatter_that_falls_with_the_width_is_no_departure(rng, monkeypatch):
    """Means of logarithms would show (0.6^2 - 0.1^2) / 2 = 0.17."""
    noise = {10: 0.6, 20: 0.1}
    runs = [block(w, 250.0 * w**2, lambda t, w=w: w * t**0.5, rng, 2000, noise[w]) for w in (10, 20)]
    value, error = lookup(blocks.analyse(points(runs, monkeypatch, blocks))[1], "log_ratio_m2(sites=10,scaled=250)")
    assert abs(value) < 4 * error
    assert error < 0.02


def test_times_between_those_recorded_are_those_of_powers():
    m2 = np.array([[1.0], [2.0]]) * TIMES**0.4
    assert np.allclose(blocks.at(TIMES, m2, 777.0), np.array([1.0, 2.0]) * 777.0**0.4)
    assert blocks.at(TIMES, m2, 2e7) is None


def test_far_packets_beside_the_laws_that_foresaw_them(rng, monkeypatch):
    """Packets that obey D ~ e^4: exponent 1/3, no drift, the law's own number; a fitted eq. (6) had foreseen a fall."""
    monkeypatch.setattr(far, "CELLS", 150)
    laws = Numbers()
    for labels, law, start, _ in far.LAWS[:4:3]:
        for name, value in (start | ({"d": 6.7e4} if law == "power" else {"d": 0.645, "c": 0.846})).items():
            laws.add("fit", value, **labels, parameter=name)
    for name, value, error in (("alpha", 1 / 3, 0.008), ("drift", 0.0, 0.015)):
        laws.add(name, value, error, energy=0.4, sites=1, begin=1e4, end=1e6)
    laws.add("realizations", 1000, energy=0.4, sites=1)
    exact = 3.0 * TIMES ** (1 / 3)
    walk = np.cumsum(rng.normal(size=(200, len(TIMES))), axis=1) * 0.3 / np.sqrt(len(TIMES))
    p = {"packet_sites": 1, "packet_density": 0.4, "duration": 1e7, "length": 384, "coupling": [0.0, 0.25]}
    runs = [
        (p | {"duration": 1e4}, TIMES[:41], np.ones((16, 41)), np.ones((16, 41))),
        (p, TIMES, exact * np.exp(walk), exact**0.5 + walk),
    ]
    equilibrium = Numbers()
    for beta, e in ((10.0, 0.1), (50.0, 0.02), (100.0, 0.01)):
        for name, value in (("energy", e), ("diffusivity", 2 * e**2), ("ring_diffusivity", 2 * e**2), ("covariance", 0.01)):
            equilibrium.add(name, value, 0.1 * value, g0=0.125, beta=beta, **({"other": beta} if name == "covariance" else {}))
    tables = {"packets.numbers": laws.table(), "chain15.numbers": equilibrium.table()}
    curves, table = far.analyse(points(runs, monkeypatch, far), tables)
    assert lookup(table, "alpha_of_law(law=equilibrium,begin=1e6,end=1e7)")[0] == pytest.approx(0.5, abs=0.01)
    exact_numbers = {"alpha(begin=1e5,end=1e7)": 1 / 3, "drift(begin=1e4,end=1e7)": 0.0, "change": 0.0}
    exact_numbers |= {"alpha_joined(begin=1e5,end=1e7)": 1 / 3, "drift_joined(begin=1e4,end=1e7)": 0.0}
    for key, expected in exact_numbers.items():
        value, error = lookup(table, key)
        assert abs(value - expected) < 4 * error
        assert error < 0.02
    for key in ("alpha(begin=1e5,end=1e7)", "drift(begin=1e4,end=1e7)"):
        assert lookup(table, key.replace("(", "_joined("))[1] < 0.9 * lookup(table, key)[1]
    assert abs(lookup(table, "alpha_of_law(law=power,begin=1e6,end=1e7)")[0] - 1 / 3) < 1e-3
    assert lookup(table, "drift_of_law(law=log2,e0=0.1,begin=1e4,end=1e7)")[0] < -0.02
    assert lookup(table, "change_of_law(law=log2,e0=0.1)")[0] < -0.02
    assert lookup(table, "realizations")[0] == 200
    assert set(curves.kind) == {"m2", "participation", "alpha", "alpha_joined", "law", "alpha_law"}
    late = curves[curves.kind == "alpha_joined"]
    assert np.all(np.abs(late.value - 1 / 3) < 4 * late.stderr)
    assert late.t.min() > 3e5
    assert isinstance(curves, pd.DataFrame)
