"""Chain (15) in equilibrium: a chain that is solved exactly, and made-up rings whose diffusivity is known."""

from types import SimpleNamespace

import numpy as np
import pytest

from glassychains.chapters.loop.analysis import chain15, chain15_checks
from glassychains.exact.disordered import energy_and_capacity
from glassychains.methods.einstein import slope
from glassychains.methods.estimates import mean_and_error
from glassychains.methods.series import leave_one_out
from glassychains.methods.tables import Numbers, lookup
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


pytestmark = pytest.mark.usefixtures("short_disordered_chain")


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


def test_temperatures_that_share_rings_have_common_errors(rng):
    """Two points of 50 rings and one of 20 with the same noise: covariances of means, from what each ring moves them by."""
    noise = rng.standard_normal(50)
    (_, all_rings), (_, few) = (leave_one_out(lambda mean: mean, samples) for samples in (noise, noise[:20]))
    joint = chain15.covariance([all_rings, few])
    assert joint[0, 0] == pytest.approx(noise.var(ddof=1) / 50) and joint[1, 1] == pytest.approx(noise[:20].var(ddof=1) / 20)
    assert joint[0, 1] == pytest.approx(20 * noise[:20].var() / np.sqrt(50 * 49 * 20 * 19))


def test_one_power_knows_that_errors_are_common(rng):
    """A common factor does not move the exponent; its error and chi^2 are those of what is not common."""
    x, own, exponents, chi2 = np.arange(6.0), 0.1, [], []
    joint = own**2 * np.eye(6) + 4.0
    for _ in range(300):
        y = 2 * x + 2 * rng.standard_normal() + own * rng.standard_normal(6)
        found = chain15.one_power("power", x, y, joint)
        exponents.append(found.get("power")[0])
        chi2.append(found.get("power_chi2")[0])
    assert found.get("power_dof")[0] == 4 and 3.4 < np.mean(chi2) < 4.6
    assert found.get("power")[1] == pytest.approx(own / np.sqrt(((x - x.mean()) ** 2).sum()))
    assert np.std(exponents) == pytest.approx(found.get("power")[1], rel=0.15)


@pytest.mark.parametrize("falls", [0.0, 0.25])
def test_windows_that_are_too_early_are_seen(rng, falls):
    """D t^(-1/4) against a D at rest, two temperatures of 200 rings that differ by a tenth per window."""
    points, times = [], np.geomspace(10, 1000, 60)
    for _ in range(2):
        noise = (
            1
            + 0.1 * rng.standard_normal((200, 1))
            + 0.4 * rng.standard_normal((200, 1)) * np.sin(np.log(times) + 6 * rng.random((200, 1)))
        )
        points.append(chain15.window_shifts(times, times ** (1 - falls) * noise, 100.0, 400.0))
    numbers = Numbers()
    chain15._cold_windows(numbers, 0.125, points)
    assert numbers.get("cold_windows_n", g0=0.125)[0] == 4
    p, (late, error) = numbers.get("cold_windows_p", g0=0.125)[0], numbers.get("later_window_cold", g0=0.125)
    assert p < 1e-4 if falls else p > 1e-3
    assert abs(late - (2**-falls - 1)) < 4 * error < 0.2
