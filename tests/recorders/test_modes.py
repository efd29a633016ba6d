"""Energies of linear modes: conserved without anharmonicity, and those of a direct projection."""

import numpy as np
import pytest

from glassychains.declare import Refused
from glassychains.models import oscillators
from glassychains.models.rotor import Rotor
from glassychains.numerics.compiled import of_group
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize

BATH = {"beta": 2.0, "thermal_time": 20.0, "thermal_dt": 0.05, "friction": 1.0}
RUN = {"record": "modes", "dt": 0.05, "sample": 10, "duration": 400.0, "window": 20.0}
SITES = 12


def chain(pinning, boundary):
    parameters = {"pinning": pinning, "coupling": [0.0, 0.25], "boundary": boundary, "disorder": 0.5, "length": SITES}
    return oscillators.from_parameters(parameters, [f"modes {lane}" for lane in range(16)])


@pytest.mark.parametrize("boundary", ["periodic", "free"])
def test_harmonic_modes_keep_their_energy(boundary):
    """But for the scheme, whose own conserved energy differs by dt^2 w^2 / 8, and oscillates."""
    model = chain([0.0, 1.0], boundary)
    start = thermalize(model, length=SITES, replicas=16, seed="modes", **BATH)
    energy = produce(model, start, **RUN)["mode_energy"]
    assert energy.shape == (16, 5, 2, SITES)
    assert np.abs(energy / energy[:, :1, :1] - 1).max() < 2e-3
    total = model_energy(model, start)
    assert np.allclose(energy[:, 0, 0].sum(-1), total, rtol=2e-3)


def model_energy(model, start):
    return oscillators.energy(model, start["position"], start["momentum"])


def test_anharmonicity_moves_energy_between_modes():
    model = chain([0.0, 1.0, 0.0, 1.0], "free")
    start = thermalize(model, length=SITES, replicas=16, seed="modes", **BATH)
    energy = produce(model, start, **RUN)["mode_energy"]
    assert np.abs(energy[:, -1, 0] / energy[:, 0, 0] - 1).mean() > 0.1


def test_force_constants_of_a_lane_are_second_derivatives(rng):
    for boundary in ("periodic", "free"):
        model = chain([0.0, 1.0, 0.0, 1.0], boundary)
        for lane in (0, 7):
            phi = oscillators.force_constants_of(of_group(model, 0), SITES, lane)
            q = 1e-4 * rng.normal(size=(16, SITES))
            assert np.allclose(oscillators.forces(model, q)[lane], -phi @ q[lane], atol=1e-11)


def test_where_modes_are():
    model = chain([0.0, 1.0], "periodic")
    start = thermalize(model, length=SITES, replicas=16, seed="modes", **BATH)
    found = produce(model, start, **RUN)
    assert ((found["place"] >= 0) & (found["place"] < SITES)).all()
    assert ((found["reach"] >= 1) & (found["reach"] <= SITES)).all()


def test_rotors_have_no_linear_modes():
    start = thermalize(Rotor(0.7), length=8, replicas=16, seed="modes", **BATH)
    with pytest.raises(Refused, match="record: the model rotor has no linear modes"):
        produce(Rotor(0.7), start, **RUN)
