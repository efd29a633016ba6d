"""Flips that vanish: made-up conductivities, and which window is taken."""

import numpy as np
import pandas as pd
import pytest

from glassychains.chapters.questions.analysis import faint_flips
from glassychains.methods.einstein import window
from glassychains.methods.tables import Numbers, lookup
from glassychains.runs.points import Point
from glassychains.runs.study import Study

KAPPA = {0.1: 1.4e-4, 0.2: 2.24e-3, 0.35: 2.1e-2}
REFERENCE = pd.DataFrame({"quantity": "kappa", "bg": list(KAPPA), "value": list(KAPPA.values())})
REFERENCE["stderr"] = 1e-3 * REFERENCE.value


@pytest.mark.parametrize("power", [0.5, 1.0])
def test_powers_of_what_flips_add(power):
    x, error = np.array([0.04, 0.008, 0.0016]), np.array([0.02, 0.02, 0.02])
    ratio = 1 + 1.5 * (x / 0.04) ** power
    assert faint_flips.added(x, ratio, error)[0] == pytest.approx(power, rel=1e-4)
    free, stderr = faint_flips.added(x, 1.03 * ratio, error, isolated_error=0.03)
    assert stderr > faint_flips.added(x, ratio, error)[1]
    assert abs(free - power) < 2 * stderr
    same = faint_flips.added(x, ratio, error, isolated_error=1e-6)[1]  # what is known exactly adds no error
    assert same == pytest.approx(faint_flips.added(x, ratio, error)[1], rel=1e-3)
    known, _ = faint_flips.added(x, ratio, error, isolated_error=0.03)
    assert known == pytest.approx(power, rel=1e-4)


def test_the_error_covers_the_scatter(rng):
    x, error = np.array([0.04, 0.008, 0.0016]), np.full(3, 0.02)
    ratio = 1 + 1.5 * (x / 0.04) ** 0.7
    found = [faint_flips.added(x, (ratio + 0.02 * rng.normal(size=3)) * c, error, 0.03) for c in 1 + 0.03 * rng.normal(size=60)]
    powers, errors = np.array(found).T
    assert np.std(powers) == pytest.approx(errors.mean(), rel=0.35)


def analyse(monkeypatch, curve, until):
    """Numbers of three rates at beta g = 0.2; t kappa(t) over the isolated kappa is curve(r, t), runs end at until(r)."""
    points = []
    for r in (2, 3, 4):
        p = {"g": 0.2, "beta": 1.0, "length": 32, "boundary": "periodic", "flips": 0.2 ** (r + 0.5)}
        points.append(Point("s", "produce", "rotor", p, 64))

    def running(point, data):
        r = round(np.log(point.parameters["flips"] / 0.2**0.5) / np.log(0.2))
        rng, times = np.random.default_rng(r), np.geomspace(100, until(r), 400)
        return times, KAPPA[0.2] * curve(r, times) * (1 + 1e-3 * rng.normal(size=(64, 1)))

    monkeypatch.setattr(faint_flips, "running", running)
    monkeypatch.setattr(faint_flips, "read_point", lambda point: None)
    study = Study("s", "questions", "", "produce", "rotor", "", tuple(points), ("greenkubo",))
    return faint_flips.analyse(study, {"greenkubo.numbers": REFERENCE})[1]


def test_long_runs_have_the_window_of_the_isolated_chain(monkeypatch):
    """kappa(t) falls by half at 25000, which the isolated window has left behind and the one that flips bound has not."""
    isolated = window({"g": 0.2, "beta": 1.0})
    until = {2: 1.6e4, 3: 2.1 * isolated[1], 4: 2.1 * isolated[1]}
    numbers = analyse(monkeypatch, lambda r, t: (1 + 5.0 ** (2 - r)) * (np.minimum(t, 25e3) + t) / 2, until.get)
    assert lookup(numbers, "window_begin(bg=0.2,r=2)")[0] == pytest.approx(0.2**-4.5)
    assert lookup(numbers, "window_begin(bg=0.2,r=3)")[0] == pytest.approx(isolated[0])
    assert lookup(numbers, "ratio(bg=0.2,r=3)")[0] == pytest.approx(0.6, rel=0.01)
    assert lookup(numbers, "ratio(bg=0.2,r=2)")[0] == pytest.approx(2.0, rel=0.01)
    assert lookup(numbers, "short_window(bg=0.2,r=3)")[0] > 0.5
    assert lookup(numbers, "later_window(bg=0.2,r=3)")[0] == pytest.approx(0.0, abs=1e-3)


def test_what_flips_add_falls_with_r(monkeypatch):
    numbers = analyse(monkeypatch, lambda r, t: (1 + 5.0 ** (2 - r)) * t, lambda r: 3e5)
    fall = lookup(numbers, "fall(bg=0.2)")
    assert fall[0] == pytest.approx(0.16, abs=1e-3)
    assert fall[1] == pytest.approx(np.hypot(1e-3 / 8 * np.hypot(1.2, 1.04), 0.16e-3), rel=0.2)
    assert lookup(numbers, "power_of_rate(bg=0.2)")[0] == pytest.approx(1.0, abs=0.01)
    assert lookup(numbers, "ratio(bg=0.2,r=4)")[0] == pytest.approx(1.04, abs=1e-3)


def test_one_line_for_all_rates_and_couplings(rng):
    """Ratios 1 + K x^(1/2) / (beta g)^2 with errors that those of one coupling share: K and chi^2 are what they should be."""
    rows = pd.DataFrame([(0.1, 0.01), *((bg, bg**r) for bg in (0.14, 0.2, 0.35) for r in (2, 3, 4))], columns=["bg", "rate"])
    exact = 1 + 0.25 * rows.rate**0.5 / rows.bg**2
    found, chi2 = [], []
    for _ in range(60):
        alone = rows.bg.map(dict(zip((0.1, 0.14, 0.2, 0.35), 1 + 0.05 * rng.normal(size=4), strict=True)))
        value = exact * (1 + 0.02 * rng.normal(size=10)) * alone
        numbers = Numbers()
        faint_flips._collapse(numbers, rows.assign(r=2, value=value, stderr=0.02 * value, isolated_error=0.05))
        found.append([*numbers.get("collapse"), numbers.get("collapse_rate")[0], numbers.get("collapse_coupling")[0]])
        chi2.append(numbers.get("collapse_chi2")[0])
    K, error, rate, coupling = np.mean(found, 0)
    assert abs(K - 0.25) < error
    assert np.std(found, 0)[0] == pytest.approx(error, rel=0.4)
    assert (rate, coupling) == pytest.approx((0.5, -2.0), abs=0.05)
    assert np.mean(chi2) == pytest.approx(9, abs=2)


def test_the_isolated_chain_until_a_flip():
    rows = pd.DataFrame({"quantity": "slope_until", "bg": 0.2, "t": [10.0, 1000.0], "value": [3.0, 1.0], "stderr": 0.1})
    assert faint_flips.isolated_until_flip(rows, 0.2, 100.0) == pytest.approx(2.0)
    assert faint_flips.isolated_until_flip(rows, 0.2, 5.0) is None
    assert faint_flips.isolated_until_flip(rows, 0.35, 100.0) is None
