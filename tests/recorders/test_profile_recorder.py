"""Blocks of a chain between reservoirs, as they are recorded."""

import naive
import numpy as np
from chains import LANGEVIN, velocities

from glassychains.models import rotor
from glassychains.models.rotor import Rotor
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize


def test_blocks_agree_with_the_naive_series():
    chain = Rotor(0.7, periodic=False)
    start = thermalize(chain, length=6, beta=1.0, replicas=32, seed="profile", thermal_time=20.0, **LANGEVIN)
    run = produce(chain, start, dt=0.1, duration=20.0, sample=5, record="profile", block=5.0)
    omega = velocities(chain, start, 40, 5, 21)[1:].reshape(4, 10, 6)
    assert np.allclose(run["square"][21], (omega**2).mean(1), atol=1e-13)
    assert np.allclose(run["fourth"][21], (omega**4).mean(1), atol=1e-13)
    assert (run["block"] == [5, 10, 15, 20]).all()
    assert run["heat"].shape == (32, 4, 2)
    assert not run["heat"].any()  # nothing gives any
    q, p = start["position"][21:22], start["momentum"][21:22]
    for block in range(4):
        q, p, right, *_ = naive.advance_carry(rotor, chain, q, p, 0.1, 50)
        assert np.allclose(run["carried"][21, block], -right[0, :-1], atol=1e-10)
