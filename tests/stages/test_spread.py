"""Packets that spread, and the oscillators in which they do."""

import numpy as np
import pytest
from chains import KLEIN_GORDON, LINEAR, disordered

from glassychains.models import oscillators
from glassychains.models.oscillators import Oscillators
from glassychains.numerics.compiled import LANES
from glassychains.numerics.realizations import uniform
from glassychains.recorders.packet import features
from glassychains.stages.spread import sample_steps, spread

PACKET = {"packet_sites": 1, "packet_density": 0.4, "scheme": "aba864", "dt": 0.5, "duration": 100.0, "per_decade": 5}


def test_packet_carries_its_energy_and_symmetric_disorder_keeps_it_symmetric():
    half = disordered(KLEIN_GORDON, 40).pinning[1]
    model = Oscillators((None, np.concatenate([half, half[:, :1], half[:, ::-1]], 1), None, 1.0), (None, 0.25))
    result = spread(model, length=81, replicas=16, seed="s", **PACKET)
    assert np.allclose(result["density"].sum(-1), 0.4, rtol=1e-4)
    assert np.allclose(result["energy"][:, 0], 0.4)
    assert np.allclose(result["energy"], 0.4, rtol=1e-4)
    assert (result["m2"][:, -1] > 0.5).all()
    assert np.abs(result["centre"]).max() < 1e-9
    assert np.allclose(result["first"], result["first"][:, ::-1], atol=1e-9)
    lopsided = spread(disordered(KLEIN_GORDON, 81), length=81, replicas=16, seed="s", **PACKET)
    assert np.abs(lopsided["centre"]).max() > 0.1


def test_packet_of_the_linear_chain_is_that_of_its_modes():
    model = disordered(LINEAR, 129)
    how = PACKET | {"dt": 0.1, "packet_sites": 3}
    result = spread(model, length=129, replicas=16, seed="s", **how)
    squares, modes = np.linalg.eigh(oscillators.force_constants(model))
    frequency = np.sqrt(squares)
    start = np.zeros((16, 129))
    signs = [np.sign(0.5 - uniform([f"s packet {r}"], 3)[0]) for r in range(16)]
    start[:, 63:66] = np.sqrt(0.8) * np.array(signs)
    b = np.einsum("rxk,rx->rk", modes, start)
    q = np.einsum("rxk,rk->rx", modes, np.sin(100 * frequency) / frequency * b)
    p = np.einsum("rxk,rk->rx", modes, np.cos(100 * frequency) * b)
    exact = features(oscillators.site_energy(model, q, p), 8)
    assert result["time"][-1] == 100.0
    assert np.allclose(result["m2"][:, -1], exact["m2"], rtol=1e-4)
    assert np.allclose(result["participation"][:, -1], exact["participation"], rtol=1e-4)


def test_packet_at_the_edge_is_an_error():
    """An ordered linear chain carries its packet to the edge at the speed of sound."""
    ordered = disordered(LINEAR | {"disorder": 0.0}, 65)
    with pytest.raises(ValueError, match=r"length: packet .* reached the edge of the window of 65 sites at t = "):
        spread(ordered, length=65, replicas=16, seed="s", **PACKET | {"duration": 1000.0})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"dt": 0.0}, "dt: must be > 0, got 0.0"),
        ({"scheme": "euler"}, "scheme: of the model oscillators must be one of verlet, "),
        ({"packet_density": 0.0}, "packet_density: must be > 0, got 0.0"),
        ({"packet_sites": 60}, "packet_sites: must be at most 49 in a window of 81, got 60"),
        ({"duration": 0.5}, "duration: must be a multiple of dt = 0.5 and at least 1, got 0.5"),
    ],
)
def test_bad_parameters_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        spread(disordered(KLEIN_GORDON, 81), length=81, replicas=16, seed="s", **PACKET | wrong)


def test_a_step_too_long_is_an_error():
    how = {"length": 81, "replicas": 16, "seed": "s"} | PACKET | {"scheme": "verlet"}
    with pytest.raises(ValueError, match=r"^dt: must be at most 1\.26, beyond which the linear chain is unstable, got 5\.0$"):
        spread(disordered(KLEIN_GORDON, 81), **how | {"dt": 5.0})
    with pytest.raises(ValueError, match=r"^dt: the scheme verlet with 1\.0 is unstable, blown up at t = "):  # anharmonic terms
        spread(disordered(KLEIN_GORDON, 81), **how | {"dt": 1.0, "packet_density": 50.0})


def test_times_are_logarithmic():
    steps = sample_steps(0.5, 1000.0, 10)
    assert steps[0] == 2
    assert steps[-1] == 2000
    assert (np.diff(steps) > 0).all()
    assert np.isclose(np.log10(steps[-1] / steps[-11]), 1, atol=0.01)


def test_a_realization_does_not_depend_on_the_others():
    names = [f"test {lane}" for lane in range(2 * LANES)]
    many = oscillators.from_parameters(KLEIN_GORDON | {"length": 81}, names)
    last = oscillators.from_parameters(KLEIN_GORDON | {"length": 81}, names[LANES:])
    assert (many.pinning[1][LANES:] == last.pinning[1]).all()
    assert len(np.unique(many.pinning[1])) == many.pinning[1].size
    assert 0.5 <= many.pinning[1].min() < 0.51 < 1.49 < many.pinning[1].max() <= 1.5
    one, all_ = (
        spread(disordered(KLEIN_GORDON, 81), length=81, replicas=16, seed="s", **PACKET),
        spread(many, length=81, replicas=32, seed="s", **PACKET),
    )
    assert (one["m2"] == all_["m2"][:LANES]).all()
