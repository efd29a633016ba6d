"""Chains between two reservoirs."""

import re

import numpy as np
import pytest
from chains import LANGEVIN, at_rest

from glassychains.models.rotor import Rotor
from glassychains.stages.ness import ness
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize


def test_stored_energy_is_the_hamiltonian_up_to_the_scheme():
    """Heat minus the change of H stays bounded while heat and work grow, and is of second order in the step."""
    chain = Rotor(0.7, periodic=False)
    start = thermalize(chain, length=8, beta=1.0, replicas=64, seed="order", thermal_time=20.0, **LANGEVIN)
    misfits = []
    for dt in (0.1, 0.05):
        how = {"bath_friction": 1.0, "sample": 1, "block": 10.0, "seed": "order"}
        run = ness(chain, start, beta_left=0.5, beta_right=2.0, dt=dt, duration=2000.0, **how)
        misfits.append(np.abs(np.diff(run["energy"])[:, 0] - run["heat"].sum((1, 2))).mean())
        assert np.abs(run["heat"]).sum((1, 2)).min() > 100 * misfits[-1]
    assert misfits[1] < 0.5 * misfits[0]


def between(chain, start, beta_left, beta_right, duration=2000.0, dt=0.05, **how):
    arguments = {"bath_friction": 1.0, "sample": 10, "block": 100.0, "seed": "between"} | how
    return ness(chain, start, beta_left=beta_left, beta_right=beta_right, dt=dt, duration=duration, **arguments)


class TestReservoirs:
    def test_equal_temperatures_carry_nothing_and_leave_the_gibbs_state(self):
        chain = Rotor(1.0, periodic=False)
        start = thermalize(chain, length=12, beta=2.0, replicas=256, seed="equal", thermal_time=50.0, **LANGEVIN)
        run = between(chain, start, 2.0, 2.0)
        current = run["carried"].mean((1, 2))
        assert abs(current.mean()) < 4 * current.std() / 16
        square, fourth = run["square"].mean(1), run["fourth"].mean(1)
        # the scheme samples <p^2> = (1/beta) (1 + O(dt^2))
        assert (np.abs(square.mean(0) - 0.5) < 4.5 * square.std(0) / 16 + 5e-4).all()
        kurtosis = fourth / (3 * square.mean(0) ** 2)
        assert (np.abs(kurtosis.mean(0) - 1) < 4.5 * kurtosis.std(0) / 16 + 2e-3).all()

    def test_a_hot_end_heats_a_cold_chain(self):
        """The test above can fail: begun cold, and not given time, the chain is not in the Gibbs state."""
        chain = Rotor(1.0, periodic=False)
        start = thermalize(chain, length=12, beta=20.0, replicas=64, seed="cold", thermal_time=50.0, **LANGEVIN)
        run = between(chain, start, 2.0, 2.0, duration=100.0, block=5.0)
        assert run["square"][:, 0].mean() < 0.4
        assert run["heat"].sum((1, 2)).mean() > 1.0

    def test_without_friction_nothing_is_exchanged(self):
        chain = Rotor(0.7, periodic=False)
        start = thermalize(chain, length=6, beta=1.0, replicas=16, seed="loose", thermal_time=5.0, **LANGEVIN)
        run = between(chain, start, 0.5, 2.0, bath_friction=0.0, duration=100.0, block=5.0)
        alone = produce(chain, start, record="current", block=5.0, dt=0.05, duration=100.0, sample=10)
        assert (run["heat"] == 0).all()
        assert np.allclose(run["energy"], alone["energy"], atol=1e-9)

    @pytest.mark.parametrize(
        "wrong, named",
        [
            ({"beta_left": 0.0}, "beta_left: must be > 0, got 0.0"),
            ({"beta_right": -1.0}, "beta_right: must be > 0, got -1.0"),
            ({"bath_friction": -1.0}, "bath_friction: must be >= 0, got -1.0"),
            ({"bath_sites": 4}, "bath_sites: reservoirs must not overlap on 6 sites, got 4 at each end"),
            ({"bath_sites": 0}, "bath_sites: must be >= 1, got 0"),
            ({"dt": 0.0}, "dt: must be > 0, got 0.0"),
            ({"block": 7.0}, "duration: must be a multiple of block = 7.0, got 10.0"),
        ],
    )
    def test_bad_parameters_are_named(self, wrong, named):
        chain = Rotor(0.7, periodic=False)
        how = {"beta_left": 1.0, "beta_right": 1.0, "duration": 10.0, "block": 10.0, "dt": 0.1} | wrong
        with pytest.raises(ValueError, match=f"^{re.escape(named)}$"):
            between(chain, at_rest(6), **how)

    def test_rings_and_negative_rates_are_refused(self):
        with pytest.raises(ValueError, match=r"^boundary: a chain between reservoirs has free ends, got periodic$"):
            between(Rotor(0.7), at_rest(6), 1.0, 1.0)
        how = {"record": "current", "block": 1.0, "dt": 0.1, "duration": 10.0, "sample": 10}
        with pytest.raises(ValueError, match=r"^flips: must be >= 0, got -0\.1$"):
            produce(Rotor(0.7), at_rest(6), flips=-0.1, **how)
