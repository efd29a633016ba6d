"""Compositions of exact flows."""

import numpy as np
import pytest
from numba.core.errors import NumbaError

from glassychains.dynamics import flowing
from glassychains.dynamics.composition import WEIGHTS, advance_composed
from glassychains.models.rotor import Rotor
from glassychains.models.seam.flowing import flow
from glassychains.numerics.compiled import LANES, aligned


def test_a_model_without_flows_is_refused():
    q, p, carried = aligned(3, 4 * LANES)
    with pytest.raises(NumbaError):
        advance_composed(Rotor(0.7), WEIGHTS["strang"], q, p, carried, 0.1, 1)
    with pytest.raises(TypeError, match="Rotor states no flow"):
        flow(Rotor(0.7), 0, q, p, carried, 0.1)


@pytest.mark.parametrize("weights", WEIGHTS.values(), ids=WEIGHTS)
def test_weights_are_symmetric_and_add_up(weights):
    assert weights.dtype == float
    assert abs(weights.sum() - 1) < 4e-16
    assert (weights == weights[::-1]).all()


@pytest.mark.parametrize("scheme", WEIGHTS)
def test_weights_fulfil_the_order_conditions(scheme):
    """Hairer, Lubich and Wanner, Geometric Numerical Integration, section V.3."""
    w, order = WEIGHTS[scheme], int(scheme[-1]) if scheme[-1].isdigit() else 2
    assert order < 4 or abs((w**3).sum()) < 1e-15
    if order == 6:
        before = np.cumsum(w) - 0.5 * w
        assert abs((w**5).sum()) < 1e-15
        assert abs((w**3 * before**2).sum()) < 1e-15


@pytest.mark.parametrize("scheme", WEIGHTS)
def test_no_step_is_too_long_for_exact_flows(scheme):
    """They are rotations; how far they are from the truth is another question."""
    assert flowing.stable_phase(scheme) == np.inf
