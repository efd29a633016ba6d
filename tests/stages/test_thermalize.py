"""Thermal starts."""

import numpy as np
import pytest
from chains import LANGEVIN
from scipy import stats

from glassychains.exact.gibbs import rotor_bond_energy
from glassychains.models.rotor import Rotor, bond_energy
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize

CHAIN = Rotor(0.7)


def test_thermal_state_is_gibbs():
    beta = 2.0
    state = thermalize(CHAIN, length=64, beta=beta, replicas=512, seed="gibbs", thermal_time=100.0, **LANGEVIN)
    omega = state["momentum"]
    assert stats.kstest(omega.ravel(), "norm", args=(0, beta**-0.5)).pvalue > 1e-3
    bonds = bond_energy(CHAIN, state["position"]).mean(-1)
    assert abs(bonds.mean() - rotor_bond_energy(CHAIN, beta)) < 4 * bonds.std() / np.sqrt(512)
    kinetic = 0.5 * (omega**2).mean(-1)
    assert abs(kinetic.mean() - 0.5 / beta) < 4 * kinetic.std() / np.sqrt(512)


def test_short_thermalization_is_not_gibbs():
    """The test above can fail: chains begun at rest are still cold after a tenth of a relaxation time."""
    state = thermalize(CHAIN, length=64, beta=2.0, replicas=64, seed="cold", thermal_time=0.1, **LANGEVIN)
    assert stats.kstest(state["momentum"].ravel(), "norm", args=(0, 2.0**-0.5)).pvalue < 1e-6


@pytest.mark.parametrize("wrong", [{"beta": 0.0}, {"thermal_dt": -0.1}, {"thermal_time": 0.0}, {"friction": -1.0}])
def test_bad_parameters_are_named(wrong):
    how = {"length": 8, "replicas": 16, "seed": "x", "beta": 1.0, "thermal_time": 5.0} | LANGEVIN | wrong
    ((name, value),) = wrong.items()
    with pytest.raises(ValueError, match=f"^{name}: must be > 0, got {value}$"):
        thermalize(CHAIN, **how)


def test_odd_length_and_replica_alone_or_among_many():
    """A replica's bits do not depend on how many others are computed beside it."""
    many = thermalize(CHAIN, length=7, beta=1.0, replicas=48, seed="s", thermal_time=5.0, **LANGEVIN)
    few = thermalize(CHAIN, length=7, beta=1.0, replicas=16, seed="s", thermal_time=5.0, **LANGEVIN)
    assert (many["position"][:16] == few["position"]).all()
    how = {"record": "relaxation", "beta": 1.0, "dt": 0.1, "duration": 20.0, "sample": 5}
    one = produce(CHAIN, few, **how)
    all_ = produce(CHAIN, many, **how)
    assert (one["phi"] == all_["phi"][:16]).all()
