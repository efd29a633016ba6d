"""DNLS rings: what crosses their bonds."""

import numpy as np
import pytest
from chains import module_of

from glassychains.dynamics.composition import WEIGHTS, advance_composed
from glassychains.models import dnls
from glassychains.models.seam.account import Carried
from glassychains.numerics.compiled import LANES, aligned, from_lanes, of_group, to_lanes

DNLS = module_of("dnls")


def ring(length=8, **changed):
    return DNLS.chain(length, boundary="periodic", **changed)


def run(model, q, p, dt, steps, scheme="strang"):
    """q, p after `steps` steps, and what went from x to x + 1 of energy and of norm, each (replica, site)."""
    q, p = to_lanes(q), to_lanes(p)
    carried = Carried(aligned(1, q.shape[1])[0], aligned(1, q.shape[1])[0])
    advance_composed(of_group(model, 0), WEIGHTS[scheme], q[0], p[0], carried, dt, steps)
    return from_lanes(q), from_lanes(p), from_lanes(carried.energy[None]), from_lanes(carried.norm[None])


def density(model, q, p):
    """The energy density of the account, s_x + (h_{x-1} + h_x) / 2."""
    n = dnls.site_norm(model, q, p)
    h = -model.g * (q * np.roll(q, -1, -1) + p * np.roll(p, -1, -1))
    return (model.eps + 2 * model.g) * n + model.U * n**2 + 0.5 * (h + np.roll(h, 1, -1))


def arrived(carried):
    """What has come to each site."""
    return np.roll(carried, 1, -1) - carried


def test_keeping_account_changes_no_bit(rng):
    model = ring()
    q, p = DNLS.random_state(model, rng)
    kept, lanes = run(model, q, p, 0.1, 50, "yoshida4"), (to_lanes(q), to_lanes(p))
    advance_composed(of_group(model, 0), WEIGHTS["yoshida4"], lanes[0][0], lanes[1][0], aligned(1, 8 * LANES)[0], 0.1, 50)
    assert (kept[0] == from_lanes(lanes[0])).all()
    assert (kept[1] == from_lanes(lanes[1])).all()


@pytest.mark.parametrize("length", [4, 8])
def test_norm_is_continuous_to_rounding(length, rng):
    model = ring(length)
    q, p = DNLS.random_state(model, rng)
    q2, p2, _, norm = run(model, q, p, 0.2, 200)
    change = dnls.site_norm(model, q2, p2) - dnls.site_norm(model, q, p)
    assert np.abs(norm).max() > 1
    assert np.abs(change - arrived(norm)).max() < 1e-12


@pytest.mark.parametrize(("scheme", "order", "dt"), [("strang", 2, 0.05), ("yoshida4", 4, 0.05), ("kahan-li6", 6, 0.1)])
def test_energy_is_continuous_to_the_order_of_the_scheme(scheme, order, dt, rng):
    """Bond by bond, with disorder and interaction: each flow integrates exactly what it enters."""
    model = ring(disorder=1.0)
    q, p = 0.7 * DNLS.random_state(model, rng)
    errors = []
    for finer in (1, 2):
        q2, p2, energy, _ = run(model, q, p, dt / finer, round(4 / dt) * finer, scheme)
        error = density(model, q2, p2) - density(model, q, p) - arrived(energy)
        errors.append(np.sqrt((error**2).mean()))
    assert np.abs(energy).max() > 1
    assert abs(np.log2(errors[0] / errors[1]) - order) < 0.1 * order
    assert errors[1] < 2e-3


def test_density_of_the_account_adds_up(rng):
    model = ring()
    q, p = DNLS.random_state(model, rng)
    assert np.allclose(density(model, q, p).sum(-1), dnls.energy(model, q, p), atol=1e-12)


def test_a_plane_wave_carries_at_its_group_velocity():
    """psi = exp(i k x) at U = 0 carries norm 2 g sin k and energy omega 2 g sin k per site, omega = 2 g (1 - cos k)."""
    model, k = ring(12, U=0.0, disorder=0.0), 2 * np.pi / 12
    q, p = np.sqrt(2) * np.cos(k * np.arange(12)), np.sqrt(2) * np.sin(k * np.arange(12))
    *_, energy, norm = run(model, np.tile(q, (LANES, 1)), np.tile(p, (LANES, 1)), 0.05, 200, "kahan-li6")
    velocity = 2 * model.g * np.sin(k)
    assert np.allclose(norm.mean(-1), 10 * velocity, atol=1e-9)
    assert np.allclose(energy.mean(-1), 10 * velocity * 2 * model.g * (1 - np.cos(k)), atol=1e-9)


def test_a_linear_ring_is_diagonalized(rng):
    model = ring(10, U=0.0)
    q, p = DNLS.random_state(model, rng)
    frequencies, modes = np.linalg.eigh(dnls.single_particle(model))
    amplitudes = np.exp(-1j * 10 * frequencies) * np.einsum("rxk,rx->rk", modes, q + 1j * p)
    psi = np.einsum("rxk,rk->rx", modes, amplitudes)
    q2, p2, *_ = run(model, q, p, 0.025, 400, "kahan-li6")
    assert np.abs(q2 + 1j * p2 - psi).max() < 1e-9


def test_an_odd_ring_is_refused():
    with pytest.raises(ValueError, match=r"^length: even and odd bonds hop in turns, so .* is even, got 7$"):
        ring(7)
