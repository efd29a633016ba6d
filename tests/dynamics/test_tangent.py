"""Tangent vectors: the derivative of the kernels that advance the state, and what must hold for it exactly."""

import numpy as np
import pytest
from chains import KLEIN_GORDON, disordered, label, springs

from glassychains.dynamics.splitting import BLOCK, SCHEMES, advance_split
from glassychains.dynamics.tangent import advance_split_tangent, advance_tangent, work_of
from glassychains.dynamics.verlet import advance
from glassychains.models.oscillators import Oscillators
from glassychains.models.rotor import Rotor
from glassychains.models.seam.physics import physics_of
from glassychains.numerics.compiled import LANES, aligned, from_lanes, of_group, to_lanes

SITES = 5
STRENGTHS = np.random.default_rng(7).random((2, LANES, SITES))
MODELS = [
    Rotor(0.7),
    Rotor(0.7, periodic=False),
    springs(0.7),
    disordered(KLEIN_GORDON, SITES),
    disordered(KLEIN_GORDON | {"pinning": [0.1], "disorder": 0.0, "coupling": [0.0, 0.3, 0.1, 0.5]}, SITES),
    Oscillators((0.1, 1.0, None, STRENGTHS[0], 0.2), (None, STRENGTHS[1], 0.1, 0.7), True),
    Oscillators((None, None, None, None, None, STRENGTHS[0]), (None, STRENGTHS[1], None, 0.7)),
]
CASES = [(model, None) for model in MODELS]
CASES += [(model, scheme) for model in MODELS if not model.periodic for scheme in ("verlet", "pefrl", "aba864")]
NAMED = [f"{label(model)}, {scheme or 'the fastest form'}" for model, scheme in CASES]


def plain(model, scheme, q, p, dt, steps):
    """(q, p) (replica, site) after so many steps of the kernels without tangent vectors."""
    group, q, p = of_group(model, 0), to_lanes(q), to_lanes(p)
    if scheme is None:
        advance(group, q[0], p[0], aligned(1, q.shape[1] + LANES)[0], dt, steps)
    else:
        advance_split(group, SCHEMES[scheme], q[0], p[0], aligned(1, (BLOCK + 1) * LANES)[0], dt, steps)
    return from_lanes(q), from_lanes(p)


def tangent(model, scheme, q, p, vectors, dt, *parts):
    """(q, p, vectors) after `parts`, numbers of steps; the vectors are (vector, 2, replica, site)."""
    group, q, p = of_group(model, 0), to_lanes(q), to_lanes(p)
    rows = np.stack([np.concatenate([to_lanes(half)[0] for half in vector]) for vector in vectors])
    moving = aligned(*rows.shape)
    moving[:] = rows
    work = work_of(group, q[0], p[0], moving)
    for steps in parts:
        if scheme is None:
            advance_tangent(group, q[0], p[0], moving, work, dt, steps)
        else:
            advance_split_tangent(group, SCHEMES[scheme], q[0], p[0], moving, work, dt, steps)
    halves = [from_lanes(vector.reshape(2, -1)).reshape(2, LANES, -1) for vector in moving]
    return from_lanes(q), from_lanes(p), np.array(halves)


def basis(sites):
    """All directions of a chain, the same in each replica, (vector, 2, replica, site)."""
    return np.broadcast_to(np.eye(2 * sites).reshape(2 * sites, 2, 1, sites), (2 * sites, 2, LANES, sites)).copy()


@pytest.mark.parametrize(("model", "scheme"), CASES, ids=NAMED)
class TestEveryKernel:
    def test_vectors_are_differences_of_runs(self, model, scheme, gibbs_like, rng):
        """Central differences of the kernel itself, whose error is of the order of 1e-9."""
        (q, p), unit, step = gibbs_like(SITES), physics_of(model).UNIT, 1e-5
        vectors = rng.normal(size=(3, 2, LANES, SITES))
        *_, found = tangent(model, scheme, q, p, vectors, 0.1, 12)
        for (dq, dp), (late_q, late_p) in zip(vectors, found, strict=True):
            ahead = plain(model, scheme, q + step * dq / unit, p + step * dp, 0.1, 12)
            behind = plain(model, scheme, q - step * dq / unit, p - step * dp, 0.1, 12)
            assert np.allclose((ahead[0] - behind[0]) * unit / (2 * step), late_q, atol=2e-8, rtol=1e-8)
            assert np.allclose((ahead[1] - behind[1]) / (2 * step), late_p, atol=2e-8, rtol=1e-8)

    def test_the_state_keeps_its_bits(self, model, scheme, gibbs_like, rng):
        q, p = gibbs_like(SITES)
        known = plain(model, scheme, q, p, 0.1, 40)
        for count in (1, 2, 5):
            found = tangent(model, scheme, q, p, rng.normal(size=(count, 2, LANES, SITES)), 0.1, 40)
            assert (found[0] == known[0]).all()
            assert (found[1] == known[1]).all()

    def test_the_map_is_symplectic(self, model, scheme, gibbs_like):
        """J^T Omega J = Omega, but for rounding."""
        q, p = gibbs_like(SITES)
        *_, found = tangent(model, scheme, q, p, basis(SITES), 0.2, 30)
        jacobian = found.transpose(2, 1, 3, 0).reshape(LANES, 2 * SITES, 2 * SITES)
        omega = np.block([[np.zeros((SITES, SITES)), np.eye(SITES)], [-np.eye(SITES), np.zeros((SITES, SITES))]])
        size = np.abs(jacobian).max((1, 2)) ** 2
        assert np.abs(jacobian - np.eye(2 * SITES)).max() > 0.5
        assert (np.abs(jacobian.transpose(0, 2, 1) @ omega @ jacobian - omega).max((1, 2)) < 1e-13 * size).all()

    def test_chain_rule_and_linearity(self, model, scheme, gibbs_like, rng):
        q, p = gibbs_like(SITES)
        vectors = rng.normal(size=(2, 2, LANES, SITES))
        *state, once = tangent(model, scheme, q, p, vectors, 0.1, 25)
        *_, twice = tangent(model, scheme, *state, once, 0.1, 25)
        assert (twice == tangent(model, scheme, q, p, vectors, 0.1, 25, 25)[2]).all()
        *_, both = tangent(model, scheme, q, p, vectors[:1] + 0.5 * vectors[1:], 0.1, 25)
        assert np.allclose(both[0], once[0] + 0.5 * once[1], rtol=1e-12, atol=1e-12 * np.abs(once).max())

    def test_a_vector_does_not_feel_the_others(self, model, scheme, gibbs_like, rng):
        """One alone goes with the state in one sweep, further ones go in sweeps of their own: the same bits."""
        q, p = gibbs_like(SITES)
        vectors = rng.normal(size=(3, 2, LANES, SITES))
        *_, together = tangent(model, scheme, q, p, vectors, 0.1, 30)
        for vector, found in zip(vectors, together, strict=True):
            assert (tangent(model, scheme, q, p, vector[None], 0.1, 30)[2][0] == found).all()


def test_directions_of_conserved_quantities():
    """A common angle stays; a common velocity moves all angles alike; and nothing is gained by a rotor on its own."""
    theta, omega = np.random.default_rng(8).normal(size=(2, LANES, 6))
    turned, faster = np.zeros((2, 2, LANES, 6))
    turned[0], faster[1] = 1.0, 1.0
    *_, found = tangent(Rotor(0.7), None, theta, omega, np.stack([turned, faster]), 0.1, 100)
    assert (found[0] == turned).all()
    assert np.allclose(found[1], [np.full((LANES, 6), 10.0), np.ones((LANES, 6))], atol=1e-12)


@pytest.mark.parametrize("length", [2, 3, BLOCK, 2 * BLOCK + 1])
@pytest.mark.parametrize("periodic", [False, True])
def test_any_length(length, periodic, gibbs_like, rng):
    model, (q, p), vectors = Rotor(0.7, periodic), gibbs_like(length), rng.normal(size=(2, 2, LANES, length))
    *state, found = tangent(model, None, q, p, vectors, 0.1, 5)
    assert (state[0] == plain(model, None, q, p, 0.1, 5)[0]).all()
    step = 1e-5
    for (dq, dp), (_, late) in zip(vectors, found, strict=True):
        ahead, behind = (plain(model, None, q + sign * dq / (2 * np.pi), p + sign * dp, 0.1, 5)[1] for sign in (step, -step))
        assert np.allclose((ahead - behind) / (2 * step), late, atol=1e-8)
