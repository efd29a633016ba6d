"""How averages over time fall, read from curves that are known."""

import numpy as np
import pytest

from glassychains.methods.averages import fall_time, falling, fluctuations
from glassychains.runs.points import Point

TIMES = 2.0 ** np.arange(12)


def replicas(curve, noise=0.05, number=200, seed=4):
    rng = np.random.default_rng(seed)
    return curve * (1 + noise * rng.normal(size=(number, 1)) + noise * rng.normal(size=(number, len(curve))))


def test_a_power_law_is_read_exactly():
    """q = 2 T^(-1/2) has fallen to a tenth at T = 100."""
    log_time, error = fall_time(TIMES, replicas(2 * TIMES**-0.5), 0.1, 4096)
    assert log_time == pytest.approx(np.log(100), abs=4 * error)
    assert error == pytest.approx(0.05 * 2 * 2**0.5 / 200**0.5, rel=0.5)


def test_a_run_that_is_too_short_says_nothing():
    q = replicas(2 * TIMES**-0.5)
    assert fall_time(TIMES, q, 0.1, 400) is None
    assert fall_time(TIMES, q, 0.01, 4096) is None


def test_local_exponents():
    table = falling(TIMES, replicas(2 / (1 + TIMES)))
    slopes = table[table.kind == "slope"].set_index("t")
    assert slopes.value[1024] == pytest.approx(-1, abs=4 * slopes.stderr[1024] + 0.01)
    assert table[(table.kind == "q") & (table.t == 1)].value.iloc[0] == 1


def test_the_two_means():
    """Free sites with p^2 / 2 of Gaussian p, half of which draws p anew after one interval: q(0) = 2 and q(2) = 1.5."""
    rng = np.random.default_rng(2)
    first = 0.5 * rng.normal(size=(4096, 16)) ** 2  # (replica, site)
    second = np.concatenate([first[:, :8], 0.5 * rng.normal(size=(4096, 8)) ** 2], 1)
    square = [0.5 * (first**2 + second**2).mean(1), ((0.5 * (first + second)) ** 2).mean(1)]
    mean = 0.5 * (first + second).mean(1)
    moments = {"mean": np.stack([mean, mean], 1), "square": np.stack(square, 1), "window": np.array([1.0, 2.0])}
    moments["energy"] = np.stack([first.sum(1), second.sum(1)], 1)  # without bonds
    p = {"g": 1e-9, "boundary": "periodic", "length": 16, "beta": 1.0, "mean_energy": 0.5, "duration": 8.0}
    gibbs = fluctuations(Point("s", "produce", "rotor", p, 4096), [moments])[1]
    error = gibbs[:, 1].std() / 64
    assert gibbs.mean(0) == pytest.approx([2, 1.5], abs=4 * error)
    plain = 4 * square[1] - 4 * mean + 1
    assert error < 0.5 * plain.std() / 64  # most of the scatter is explained


def test_a_replica_of_conserved_energy_has_a_smaller_q_about_its_own_mean():
    """Velocities of 16 sites on a sphere: 2 (L - 1) / (L + 2) instead of 2."""
    energy = 0.5 * np.random.default_rng(3).normal(size=(4096, 16)) ** 2
    moments = {"mean": energy.mean(1)[:, None], "square": (energy**2).mean(1)[:, None], "window": np.array([1.0])}
    moments["energy"] = np.stack([energy.sum(1)] * 2, 1)
    p = {"g": 1e-9, "boundary": "periodic", "length": 16, "beta": 1.0, "mean_energy": 0.5, "duration": 8.0}
    own = fluctuations(Point("s", "produce", "rotor", p, 4096), [moments])[2]
    assert own.mean() == pytest.approx(2 * 15 / 18, abs=4 * own.std() / 64)
