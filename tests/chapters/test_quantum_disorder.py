"""Analyses of disordered quantum chains, on made batches with known crossings and thresholds."""

from types import SimpleNamespace

import numpy as np
import pytest

from glassychains.chapters.quantum.analysis import avalanche, heisenberg
from glassychains.methods.tables import lookup


def table(module, monkeypatch, made):
    """Numbers of a study whose points have the parameters and results of `made`, a list of pairs."""
    points = [SimpleNamespace(parameters=p, data=data) for p, data in made]
    monkeypatch.setattr(module, "read_point", lambda point: [point.data])
    return module.analyse(SimpleNamespace(points=points))[1]


def test_crossings_of_the_heisenberg_chain_and_their_drift(rng, monkeypatch):
    """Gap ratios fall at W = 2.2 + 0.2 (L - 9); entropies obey a volume law at W = 1 and an area law at W = 8."""
    made = []
    for length in (8, 10, 12):
        for W in (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 8.0):
            # gains of r from L to L + 2 vanish at 2.2 and 2.6
            r = 0.46 + 0.03 * {8: 0.0, 10: 2.2 - W, 12: (2.2 - W) + (2.6 - W)}[length]
            ratio = r + 0.02 * rng.standard_normal((200, 1)) + 0.1 * rng.standard_normal((200, 20))
            volume, _ = heisenberg.page(length)
            entropy = (volume if W == 1 else 0.3) + 0.05 * rng.standard_normal((200, 22))
            made.append(({"length": length, "W": W, "cut": length // 2}, {"ratio": ratio, "entropy": entropy}))
    numbers = table(heisenberg, monkeypatch, made)
    for key, exact, most in (
        ("crossing(of=ratio,short=8,long=10)", 2.2, 0.1),
        ("crossing(of=ratio,short=10,long=12)", 2.6, 0.1),
        ("crossing_longest(of=ratio)", 2.6, 0.1),
        ("drift(of=ratio)", 0.4, 0.15),
        ("entropy_growth(W=1,short=8,long=12)", 1.0, 0.01),
        ("entropy_growth(W=8,short=8,long=12)", 0.0, 0.01),
        ("of_page(W=1,length=10)", 1.0, 0.01),
    ):
        value, error = lookup(numbers, key)
        assert error < most, key
        assert abs(value - exact) < 4 * error, key


def test_the_whole_spectrum_is_read_in_tenths(monkeypatch):
    """Levels 0, 1, ... of 12 spins: r grows along the spectrum up to the middle and falls again."""
    place = (np.arange(922) + 0.5) / 922
    ratio = np.tile(1 - np.abs(2 * place - 1), (3, 1)) + np.arange(3)[:, None]
    made = [({"length": 8, "W": 1.0, "cut": 4}, {"ratio": np.ones((3, 5)) * [[1], [2], [3]], "entropy": np.ones((3, 7))})]
    numbers = table(heisenberg, monkeypatch, [*made, ({"length": 12, "W": 2.5}, {"ratio": ratio})])
    assert lookup(numbers, "edge(W=2.5,length=12)") == pytest.approx((5 / 6 - 0.1, 0.0), abs=2e-3)


def test_thresholds_of_the_avalanche(rng, monkeypatch):
    """Made with alpha_c = 0.72 in all signs; the error is at least the spread of methods."""
    made = []
    for length in (4, 5, 6, 7, 8):
        for alpha in (0.5, 0.6, 0.65, 0.7, 0.725, 0.75, 0.775, 0.8, 0.9):
            x = length * np.log(alpha / 0.72)
            noise = 0.01 * rng.standard_normal((60, 1)) + 0.05 * rng.standard_normal((60, 10))
            step = 0.5 + 0.3 * np.tanh(0.5 * x)
            data = {"ratio": 0.4 + 0.15 * step + noise, "matching": x + noise, "entropy": np.log(2) * step + noise}
            data["reach"] = x - length * np.log(alpha) + noise
            made.append(({"length": length, "alpha": alpha}, data))
    numbers = table(avalanche, monkeypatch, made)
    for of in avalanche.OF:
        value, error = lookup(numbers, f"alpha_c(of={of})")
        assert error < 0.05
        assert abs(value - 0.72) < 4 * error
        assert error >= np.hypot(lookup(numbers, f"systematic(of={of})")[0], lookup(numbers, f"drift(of={of})")[0])
    three = [lookup(numbers, f"alpha_c(of={of})")[0] for of in avalanche.OF]
    assert lookup(numbers, "alpha_c_mean") == pytest.approx((np.mean(three), np.ptp(three) / 2))
    assert lookup(numbers, "growth(of=matching,alpha=0.9,short=4,long=8)")[0] == pytest.approx(4 * np.log(0.9 / 0.72), abs=0.03)
    assert lookup(numbers, "crossing(of=matching,short=6,long=8)")[0] == pytest.approx(0.72, abs=0.01)
    assert lookup(numbers, "entropy(alpha=0.9,length=8)")[0] == pytest.approx(0.5 + 0.3 * np.tanh(4 * np.log(1.25)), abs=0.03)
