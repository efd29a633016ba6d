"""Long waves of velocity and energy, as they are recorded."""

import numpy as np
import pytest
from chains import LANGEVIN

from glassychains.declare import Refused
from glassychains.methods.waves import variances, wave_squares
from glassychains.models import oscillators, rotor
from glassychains.models.rotor import Rotor
from glassychains.runs.result import Result
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize

CHAIN = Rotor(0.7)
SITES, REPLICA = 16, 21


@pytest.fixture(scope="module")
def start():
    return thermalize(CHAIN, length=SITES, beta=1.0, replicas=32, seed="tests", thermal_time=50.0, **LANGEVIN)


def changes(density, n, lag, spacing):
    """<|a_n(s + t) - a_n(s)|^2> / (2 L) of densities (sample, site), origins `spacing` samples apart, straight from numpy."""
    a = density @ np.exp(2j * np.pi * n * np.arange(SITES) / SITES)
    later = np.arange(spacing, len(density) + 1, spacing)
    later = later[later - lag >= 1] - 1
    return (np.abs(a[later] - a[later - lag]) ** 2).mean() / (2 * SITES)


def test_waves_agree_with_numpy(start):
    times = [0.5 * k for k in range(1, 401)]
    state = produce(CHAIN, start, record="snapshots", times=times, dt=0.1, duration=200.0, sample=5)
    theta, omega = (state[name][REPLICA, 1:] for name in ("position", "momentum"))
    result = produce(CHAIN, start, record="waves", dt=0.1, duration=200.0, sample=5).to_xarray()
    densities = {"velocity": omega, "energy": rotor.site_energy(CHAIN, theta, omega)}
    for name, density in densities.items():
        for n in (1, 3, 4):
            for lag, spacing in ((1, 1), (7, 1), (10, 2), (6 * 16, 16)):
                found = float(result[f"{name}_change"].sel(lag=0.5 * lag)[REPLICA, n - 1])
                assert found == pytest.approx(changes(density, n, lag, spacing), rel=1e-10), (name, n, lag)


def test_the_equilibrium_variances():
    """Long after, two states of a wave are independent, and half their mean squared difference is the variance."""
    many = thermalize(CHAIN, length=SITES, beta=1.0, replicas=256, seed="variances", thermal_time=50.0, **LANGEVIN)
    result = produce(CHAIN, many, record="waves", dt=0.1, duration=3200.0, sample=100)
    p = {"g": 0.7, "boundary": "periodic", "length": SITES, "beta": 1.0}
    for name in ("velocity", "energy"):
        late = result[f"{name}_change"][:, :, result["lag"] > 800].mean(-1)  # n = 1 decays in a time of 70
        error = late.std(0) / np.sqrt(len(late))
        assert np.all(np.abs(late.mean(0) - variances(name, p, 4)) < 4 * error)
        assert np.all(error < 0.05 * late.mean(0))


def test_waves_of_a_cold_ring_are_phonons():
    """Without anharmonicity C_k(t) = cos(w_k t), w_k = 2 g^(1/2) sin(k/2): here to first order in 1 / (beta g)."""
    n, length, amplitude, dt = 2, 16, 1e-5, 0.02
    phase = 2 * np.pi * (n * np.arange(length) / length + np.arange(16)[:, None] / 16)
    w = np.sqrt(CHAIN.g * wave_squares(length, n)[-1])
    axes = ("replica", "site")
    begin = Result(
        {"position": (axes, amplitude * np.sin(phase) / w, {}), "momentum": (axes, amplitude * 2 * np.pi * np.cos(phase), {})}
    )
    periods = 40
    result = produce(CHAIN, begin, record="waves", dt=dt, duration=periods * 100 * dt, sample=5)
    change = result["velocity_change"][:, n - 1] / (0.25 * length * (2 * np.pi * amplitude) ** 2)
    lag = result["lag"]
    few = lag < 10
    # phases of the replicas are spread evenly, so that their mean is the average over a period
    assert change.mean(0)[few] == pytest.approx(1 - np.cos(w * lag[few]), abs=0.02)
    assert np.all(result["velocity_change"][:, n] < 1e-6 * result["velocity_change"][:, n - 1].max())  # other waves are at rest


def test_only_rotor_rings_have_them(start):
    with pytest.raises(Refused, match="periodic rotor chains"):
        produce(Rotor(0.7, False), start, record="waves", dt=0.1, duration=10.0, sample=1)
    springs = oscillators.Oscillators((), (None, 1.0), True)
    with pytest.raises(Refused, match="periodic rotor chains"):
        produce(springs, start, record="waves", dt=0.1, duration=10.0, sample=1)
