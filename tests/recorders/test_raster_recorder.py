"""Blocks of velocities and of carried energy, as they are recorded."""

import naive
import numpy as np
import pytest
from chains import LANGEVIN, velocities

from glassychains.declare import Refused
from glassychains.models import dnls, rotor
from glassychains.models.rotor import Rotor
from glassychains.recorders import raster
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize


@pytest.mark.parametrize("periodic", [True, False])
def test_blocks_agree_with_the_naive_series(periodic):
    chain = Rotor(0.7, periodic=periodic)
    start = thermalize(chain, length=6, beta=1.0, replicas=32, seed="raster", thermal_time=20.0, **LANGEVIN)
    run = produce(chain, start, dt=0.1, duration=22.0, sample=5, record="raster", block=5.0)
    omega = velocities(chain, start, 40, 5, 21)[1:].reshape(4, 10, 6)
    assert run["velocity"].shape == run["carried"].shape == (32, 4, 6)
    assert run["velocity"].dtype == run["carried"].dtype == np.float32
    assert np.allclose(run["velocity"][21], omega.mean(1), atol=1e-6)
    assert (run["block"] == [5, 10, 15, 20]).all()  # the two units of time that are left make no block
    q, p = start["position"][21:22], start["momentum"][21:22]
    for block in range(4):
        q, p, right, *_ = naive.advance_carry(rotor, chain, q, p, 0.1, 50)
        assert np.allclose(run["carried"][21, block], -right[0], atol=1e-6)
    assert run["carried"][..., -1].any() == periodic  # nothing leaves a free end


def test_sites_keep_what_they_do_not_pass_on():
    """What a site gains, with the bond to its left, has come in and not gone out; the error of single precision apart."""
    chain = Rotor(0.7)
    start = thermalize(chain, length=6, beta=1.0, replicas=16, seed="raster", thermal_time=20.0, **LANGEVIN)
    run = produce(chain, start, dt=1e-3, duration=4.0, sample=500, record="raster", block=1.0)
    q, p = naive.advance(rotor, chain, start["position"], start["momentum"], 1e-3, 4000)

    def energy(q, p):
        return 0.5 * p**2 + chain.g * (1 - np.cos(2 * np.pi * (q - np.roll(q, 1, -1))))

    out = run["carried"].sum(1)
    assert np.allclose(energy(q, p) - energy(start["position"], start["momentum"]), np.roll(out, 1, -1) - out, atol=1e-4)


def test_what_it_refuses():
    known = {"dt": 0.1, "sample": 5, "duration": 20.0}
    assert not list(raster.rules(known | {"block": 5.0}, rotor))
    assert [key for key, _ in raster.rules(known | {"block": 5.2}, rotor)] == ["block"]
    assert [key for key, _ in raster.rules(known | {"block": 25.0}, rotor)] == ["block"]
    assert [key for key, _ in raster.rules(known | {"block": 5.0}, dnls)] == ["record"]
    start = thermalize(Rotor(0.7), length=6, beta=1.0, replicas=16, seed="raster", thermal_time=1.0, **LANGEVIN)
    with pytest.raises(Refused, match="block: must be at most the duration"):
        produce(Rotor(0.7), start, dt=0.1, duration=20.0, sample=5, record="raster", block=25.0)
