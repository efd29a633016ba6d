"""Disordered chains between reservoirs: their small parameter, and how their numbers are told apart."""

import numpy as np
import pandas as pd
import pytest

from glassychains.chapters.disorder.analysis import currents
from glassychains.chapters.disorder.figures.fig_disorder import stretches
from glassychains.exact.springs import force_constants, stationary
from glassychains.methods.estimates import mean_and_error


def test_small_parameter_and_names():
    p = {
        "pinning": [0.0, 1.0, 0.0, 0.02],
        "coupling": [0.0, 0.25],
        "beta_left": 1 / 0.6,
        "beta_right": 1 / 0.4,
        "length": 32,
        "flips": 0.5,
    }
    assert np.isclose(currents.perturbative(p), 0.02 * 0.5 / 0.125**2)
    g = currents.quartic(p)
    assert currents.labels_of(g, p["length"], p["flips"]) == {"g": 0.02, "length": 32, "flips": 0.5}
    assert currents.labels_of(g, p["length"], 0.0) == {"g": 0.02, "length": 32}


def test_lines_do_not_cross_what_was_left_out():
    rows = pd.DataFrame({"length": [8.0, 32.0, 64.0, 128.0]})
    assert [list(run.length) for run in stretches(rows, "length", [8, 16, 32, 64, 128])] == [[32, 64, 128]]
    assert [list(run.length) for run in stretches(rows, "length", [8, 32, 64, 128])] == [[8, 32, 64, 128]]
    assert not stretches(rows.iloc[:2], "length", [8, 32, 64, 128])


def test_exponents_come_from_steady_states_only():
    """J = 1/L, but for one length at which the state had not come to rest."""
    rng = np.random.default_rng(1)
    lengths = (8, 16, 32, 64)
    found = {(0.1, 0.0, n): (2.0 if n == 16 else 1.0) / n * (1 + 0.01 * rng.standard_normal(200)) for n in lengths}
    numbers = currents._comparisons(found, {(0.1, 0.0, n) for n in (8, 32, 64)})
    assert [(row["short"], row["long"]) for row in numbers.all("exponent")] == [(8, 32), (32, 64)]
    for row in numbers.all("exponent"):
        assert abs(row["value"] + 1) < 4 * row["stderr"] < 0.02
    assert numbers.get("exponent_longest", g=0.1) == numbers.get("exponent", g=0.1, short=32, long=64)
    assert not currents._comparisons(found, {(0.1, 0.0, 8)}).all("exponent")


@pytest.mark.parametrize(("length", "realizations", "known", "error"), [(4, 1500, 0.0167, 0.0003), (32, 400, 0.0018, 0.0003)])
def test_currents_of_the_pilot_belong_to_fixed_ends_and_weak_baths(rng, length, realizations, known, error):
    """J L of CLAIMS.md, row Q1: ends held by one more spring each, friction 1/2. Ours, free and with friction 1, is smaller."""

    def mean(friction, end):
        found = []
        for pinning in rng.uniform(0.5, 1.5, (realizations, length)):
            pinning[[0, -1]] += end
            current, _ = stationary(force_constants(pinning, 0.25), 0.25, 1 / 0.6, 1 / 0.4, friction)
            found.append(current[0] * length)
        return mean_and_error(found)

    value, stderr = mean(0.5, 0.25)
    assert abs(value - known) < error + 3 * stderr
    if length == 4:
        assert mean(1.0, 0.0)[0] < 0.75 * value
