"""The chain of equal springs between two baths."""

import numpy as np
import pytest
from chains import LANGEVIN, springs

from glassychains.exact import ballistic
from glassychains.stages.ness import ness
from glassychains.stages.thermalize import thermalize


@pytest.mark.parametrize("length, contact", [(2, 1), (8, 1), (9, 3)])
def test_harmonic_chain_has_its_exact_current(length, contact):
    """Rieder, Lebowitz and Lieb, by the Lyapunov equation of their chain with our baths."""
    chain = springs(1.0, periodic=False)
    start = thermalize(chain, length=length, beta=1.0, replicas=256, seed="rll", thermal_time=30.0, **LANGEVIN)
    baths = {"beta_left": 0.5, "beta_right": 2.0, "bath_friction": 1.0, "bath_sites": contact, "seed": "between"}
    run = ness(chain, start, dt=0.05, sample=10, duration=1000.0, block=50.0, **baths)
    currents, squares = ballistic.stationary(length, 1.0, 0.5, 2.0, 1.0, contact)
    flow = run["carried"][:, 2:].mean(1) / 50.0
    assert (np.abs(flow.mean(0) - currents) < 4.5 * flow.std(0) / 16 + 1e-3).all()
    profile = run["square"][:, 2:].mean(1)
    assert (np.abs(profile.mean(0) - squares) < 4.5 * profile.std(0) / 16 + 0.01).all()


def test_exact_current_is_that_of_the_literature():
    """Two sites: g (T_l - T_r) gamma / (2 (g + gamma^2)); long chains: independent of the length."""
    g, gamma = 0.8, 1.3
    current, _ = ballistic.stationary(2, g, 0.5, 1.0, gamma)
    assert np.isclose(current[0], gamma * g * (2.0 - 1.0) / (2 * (g + gamma**2)))
    one, other = (ballistic.stationary(n, g, 0.5, 1.0, gamma)[0][0] for n in (30, 60))
    assert np.isclose(one, other, rtol=1e-3)
