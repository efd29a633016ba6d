r"""The DNLS dimer has an exact solution: all norm on one of two sites, imbalance z = (n_1 - n_2) / N.

With k = U N / (2 g): z = cn(2 g t | k^2) for k < 1, and dn(2 g k t | 1 / k^2) for k > 1, where the norm stays for ever on the
side on which it began. V. M. Kenkre and D. K. Campbell, Phys. Rev. B 34, 4959 (1986).
"""

import numpy as np
import pytest
from scipy.special import ellipj

from glassychains.models import dnls
from glassychains.numerics.compiled import LANES, from_lanes, to_lanes
from glassychains.stages.loop import At, run


def imbalance(U, g, norm, dt, steps):
    """z after each of `steps`, from norm on site 1 of two."""
    model = dnls.from_parameters({"U": U, "g": g, "length": 2}, [str(lane) for lane in range(LANES)])
    q = np.zeros((LANES, 2))
    q[:, 0] = np.sqrt(2 * norm)
    q, p, found = to_lanes(q), to_lanes(np.zeros((LANES, 2))), []

    def look(index, done):
        n = dnls.site_norm(model, from_lanes(q), from_lanes(p))[0]
        found.append((n[0] - n[1]) / norm)

    run(model, q, p, [None], [None], At(steps), dt=dt, scheme="kahan-li6", look=look)
    return np.array(found)


def exact(U, g, norm, t):
    k = U * norm / (2 * g)
    _, cn, dn, _ = ellipj(2 * g * t if k < 1 else 2 * g * k * t, k**2 if k < 1 else 1 / k**2)
    return cn if k < 1 else dn


@pytest.mark.parametrize("ratio", [0.0, 1.0, 1.9, 2.1, 6.0])
def test_exact_solution(ratio):
    """On both sides of the threshold U N = 2 g."""
    g, norm, dt = 0.7, 1.3, 0.01
    steps = np.arange(40, 1000, 40)
    U = ratio * g / norm
    found = imbalance(U, g, norm, dt, steps)
    assert np.allclose(found, exact(U, g, norm, steps * dt), atol=1e-8)
    assert (found.min() > 0) == (ratio > 2)
