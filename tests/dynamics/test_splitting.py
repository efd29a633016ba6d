"""Splittings of high order, and the longest steps at which they are stable."""

import numpy as np
import pytest
from chains import KLEIN_GORDON, LINEAR, disordered

from glassychains.dynamics.kicked import stable_phase
from glassychains.dynamics.splitting import BLOCK, SCHEMES, advance_split
from glassychains.dynamics.verlet import advance
from glassychains.models import oscillators
from glassychains.models.oscillators import Oscillators
from glassychains.numerics.compiled import LANES, aligned, from_lanes, of_group, to_lanes

ORDERS = {"verlet": 2, "saba2": 2, "forest-ruth": 4, "pefrl": 4, "aba864": 4}


def split(model, scheme, q, p, dt, steps):
    q, p = to_lanes(q), to_lanes(p)
    advance_split(of_group(model, 0), SCHEMES[scheme], q[0], p[0], aligned(1, (BLOCK + 1) * LANES)[0], dt, steps)
    return from_lanes(q), from_lanes(p)


@pytest.mark.parametrize("scheme", SCHEMES)
class TestEveryScheme:
    def test_is_symmetric_and_consistent(self, scheme):
        drifts, kicks = SCHEMES[scheme]
        assert np.isclose(drifts.sum(), 1, atol=1e-15)
        assert np.isclose(kicks.sum(), 1, atol=1e-15)
        assert (drifts == drifts[::-1]).all()
        assert (kicks == kicks[::-1]).all()
        assert len(drifts) == len(kicks) + 1

    def test_error_has_the_stated_order(self, scheme, gibbs_like):
        q, p = gibbs_like(9)
        model, errors = disordered(KLEIN_GORDON, 9), []
        exact = split(model, "aba864", q, p, 0.005, 640)
        for dt in (0.2, 0.1, 0.05):
            end = split(model, scheme, q, p, dt, round(3.2 / dt))
            errors.append(np.abs(end[0] - exact[0]).mean() + np.abs(end[1] - exact[1]).mean())
        orders = np.log2(np.array(errors[:-1]) / errors[1:])
        assert abs(orders[-1] - ORDERS[scheme]) < 0.2
        if scheme == "aba864":  # small errors, not only a high order
            assert errors[0] < 1e-4

    def test_time_reversal_and_split_runs(self, scheme, gibbs_like):
        q, p = gibbs_like(9)
        model = disordered(KLEIN_GORDON, 9)
        there = split(model, scheme, q, p, 0.2, 50)
        back = split(model, scheme, there[0], -there[1], 0.2, 50)
        assert np.abs(back[0] - q).max() < 1e-12
        half = split(model, scheme, q, p, 0.2, 25)
        whole = split(model, scheme, *half, 0.2, 25)
        assert (whole[0] == there[0]).all()
        assert (whole[1] == there[1]).all()


@pytest.mark.parametrize("length", [2, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
def test_blocks_do_not_matter(length, gibbs_like):
    """The blocked pass gives what the two passes of the Verlet kernel give."""
    model, (q, p) = disordered(KLEIN_GORDON, length), gibbs_like(length)
    ours = split(model, "verlet", q, p, 0.1, 20)
    q, p, pull = to_lanes(q), to_lanes(p), aligned(1, (length + 1) * LANES)[0]
    advance(of_group(model, 0), q[0], p[0], pull, 0.1, 20)
    assert np.allclose(ours[0], from_lanes(q), rtol=0, atol=1e-13)
    assert np.allclose(ours[1], from_lanes(p), rtol=0, atol=1e-13)


def test_linear_chain_moves_along_its_exact_modes(gibbs_like):
    """q(t) = cos(sqrt(Phi) t) q + sin(sqrt(Phi) t) / sqrt(Phi) p, and each mode keeps its energy: eq. (15) at g = 0."""
    model, (q, p) = disordered(LINEAR, 12), gibbs_like(12)
    end = split(model, "aba864", q, p, 0.1, 500)
    squares, modes = np.linalg.eigh(oscillators.force_constants(model))
    frequency = np.sqrt(squares)
    a, b = (np.einsum("rxk,rx->rk", modes, state) for state in (q, p))
    exact = np.einsum("rxk,rk->rx", modes, np.cos(50 * frequency) * a + np.sin(50 * frequency) / frequency * b)
    assert np.abs(end[0] - exact).max() < 1e-5
    late = [np.einsum("rxk,rx->rk", modes, state) for state in end]
    energies = [0.5 * (v**2 + squares * u**2) for u, v in ((a, b), late)]
    assert np.allclose(*energies, rtol=1e-6)
    anharmonic = split(disordered(KLEIN_GORDON, 12), "aba864", q, p, 0.1, 500)
    late = [np.einsum("rxk,rx->rk", modes, state) for state in anharmonic]
    assert not np.allclose(energies[0], 0.5 * (late[1] ** 2 + squares * late[0] ** 2), rtol=0.1)


def test_verlet_is_stable_up_to_a_phase_of_two():
    assert abs(stable_phase() - 2) < 1e-9
    assert stable_phase("verlet") == stable_phase()


SINGLE = Oscillators((None, 1.0), (None, 1e-300))
"""Oscillators of frequency 1 that do not feel each other, but for a bond that is too weak to matter."""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_stable_phase_is_where_an_oscillator_blows_up(scheme, gibbs_like):
    """Beyond it the compiled steps grow at once; below it none does: they are rotations, seen from the right ellipse."""
    q, p = gibbs_like(2)
    limit = stable_phase(scheme)
    assert np.isfinite(limit)
    assert np.abs(split(SINGLE, scheme, q, p, limit - 0.001, 20_000)).max() < 1000
    with np.errstate(all="ignore"):
        assert not np.abs(split(SINGLE, scheme, q, p, limit + 0.012, 20_000)).max() < 1e6
    units = np.zeros((2, LANES, 2))
    units[0, 0, 0] = units[1, 1, 0] = 1.0
    for phase in np.arange(0.0005, limit, 0.002):
        (a, b), (c, d) = (rows[:2, 0] for rows in split(SINGLE, scheme, *units, phase, 1))
        assert abs(a * d - b * c - 1) < 1e-12
        assert abs(a + d) <= 2 + 1e-12
