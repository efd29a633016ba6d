"""The rate at which a fourth rotor spreads, on worlds whose rate is known."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from glassychains.chapters.spots.analysis import fourth
from glassychains.chapters.spots.analysis.fourth import _fit, fitted, rates
from glassychains.methods.tables import Numbers
from glassychains.recorders.activity import pairs_of_windows

TYPICAL = chi2.ppf(0.5, 1)  # median of the square of a standard Gaussian


class World:
    """A fourth rotor that diffuses at a known rate, beside triples of which `share` are regular and leave it alone."""

    def __init__(self, rng, offset, rate, wiggle=1e-4, share=0.3, replicas=2000):
        windows = (pairs_of_windows(32, 16448)[:, 0] - 1.0).reshape(-1, 2)
        self.begin, self.window, self.parameters = windows[:, 0], 32.0, {"offset": offset, "g": 1.0, "length": 4}
        self.active = rng.random(replicas) > share
        self.everyone = np.ones(replicas, bool)
        times = windows.ravel()
        steps = rng.normal(size=(replicas, len(times))) * np.sqrt(rate * np.diff(times, prepend=0.0))
        path = np.where(self.active[:, None], np.cumsum(steps, 1), 0.0) + wiggle * rng.normal(size=steps.shape)
        self.last = (offset + path).reshape(replicas, -1, 2)
        self.distance = self.last

    lags, squares = fourth.Run.lags, fourth.Run.squares


def world(rng, law, **options):
    return [World(rng, offset, law(offset), **options) for offset in (6.0, 7.0, 8.0, 9.0, 10.0)]


def numbers_of(runs, **options):
    found, numbers = rates(runs, **options), Numbers()
    _fit(numbers, found, fitted(found), {})
    return found, numbers


def test_a_known_rate_is_found_above_a_wiggle(rng):
    """The rate of a median is that of a variance times the median of chi^2."""
    found = rates([World(rng, 8.0, 1e-7)])
    assert found.t[0] == 16384 or found.t[0] == 8192  # where 8 |change| <= 1/3
    assert found.value[0] == pytest.approx(TYPICAL * 1e-7, abs=4 * found.stderr[0])
    assert found.stderr[0] < 0.2 * found.value[0]


def test_regular_triples_have_no_say(rng):
    """With seven in ten regular, the median of all does not grow."""
    run = World(rng, 8.0, 1e-7, share=0.7)
    assert rates([run]).value[0] == pytest.approx(TYPICAL * 1e-7, rel=0.3)
    assert abs(rates([run], who="everyone").value[0]) < 1e-9


def test_changes_that_are_too_large_give_no_rate(rng):
    found = rates([World(rng, 6.0, 1e-3)])
    assert np.isnan(found.value[0]) and np.isnan(found.t[0])
    assert not fitted(found).any()


def test_an_exponential_has_its_constant_and_no_bend(rng):
    _, numbers = numbers_of(world(rng, lambda d: 5 * np.exp(-2.2 * d)))
    (c, error), (bend, of_bend) = numbers.get("c"), numbers.get("bend")
    assert c == pytest.approx(2.2, abs=4 * error) and error < 0.1
    assert bend == pytest.approx(0, abs=4 * of_bend) and of_bend < 0.1


@pytest.mark.parametrize(("law", "expected"), [(lambda d: 3e6 * d**-17.0, -0.6), (lambda d: np.exp(-7 - 0.14 * d * d), 0.6)])
def test_other_laws_bend(rng, law, expected):
    """A power one way, a Gaussian the other: neither passes the row of the ledger."""
    _, numbers = numbers_of(world(rng, law))
    bend, error = numbers.get("bend")
    assert abs(bend) > 0.1 + 3 * error
    assert bend == pytest.approx(expected, abs=0.3)


def test_the_fit_leaves_out_what_does_not_grow():
    found = pd.DataFrame({"offset": [5.0, 6.0, 9.0, 11.0], "value": [1.0, 1.0, 1.0, 1.0], "stderr": [0.1, 0.1, 0.1, 0.5]})
    assert list(fitted(found)) == [False, True, True, False]
