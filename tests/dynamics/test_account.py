"""Energy carried across bonds."""

import naive
import numpy as np
import pytest
from chains import carry, springs

from glassychains.dynamics.verlet import advance
from glassychains.models.rotor import Rotor
from glassychains.models.seam.physics import physics_of
from glassychains.numerics.compiled import LANES, aligned, from_lanes, to_lanes

MODELS = [Rotor(0.7), Rotor(0.7, periodic=False), springs(0.7), springs(0.7, periodic=False)]


@pytest.mark.parametrize("model", MODELS, ids=str)
class TestAccount:
    def test_keeping_account_changes_no_bit(self, model, gibbs_like):
        q, p = gibbs_like(9)
        kept = carry(model, q, p, None, 0.1, 50)
        lanes = to_lanes(q), to_lanes(p)
        advance(model, lanes[0][0], lanes[1][0], aligned(1, 10 * LANES)[0], 0.1, 50)
        assert (kept[0] == from_lanes(lanes[0])).all()
        assert (kept[1] == from_lanes(lanes[1])).all()

    def test_account_is_the_work_of_the_bonds(self, model, gibbs_like):
        """What a site's kinetic energy gains is what its two bonds do on it, to rounding; the account is one of them."""
        physics = physics_of(model)
        q, p = gibbs_like(7)
        *_, out = carry(model, q, p, None, 0.1, 60)
        _, end, right, left, _ = naive.advance_carry(physics, model, q, p, 0.1, 60)
        assert np.allclose(out, -right, atol=1e-12)
        assert np.allclose(0.5 * (end**2 - p**2), right + left, atol=1e-12)

    def test_account_is_the_integral_of_the_current(self, model, gibbs_like):
        """For small steps: the current of a site that owns the bond to its left, -V' p, in the trapezoidal rule."""
        physics = physics_of(model)
        q, p = gibbs_like(5)
        *_, out = carry(model, q, p, None, 1e-3, 1000)
        total = np.zeros_like(p)
        for step in range(1001):
            weight = 0.5 if step in (0, 1000) else 1.0
            total -= weight * 1e-3 * naive.pull_from_the_right(physics, model, q) * p
            q, p = naive.advance(physics, model, q, p, 1e-3, 1)
        assert np.allclose(out, total, atol=1e-5)
