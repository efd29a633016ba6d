"""The temperature of states: a divergence by differences, and the temperature at which states were sampled."""

import numpy as np
import pytest

from glassychains.exact.dnls import at_density
from glassychains.methods.microcanonical import inverse_temperature
from glassychains.models import dnls
from glassychains.stages.thermalize import thermalize


def chain(length, boundary, replicas=16, U=0.8, g=0.5, disorder=0.0):
    names = [str(replica) for replica in range(replicas)]
    parameters = {"U": U, "g": g, "length": length, "boundary": boundary, "disorder": disorder}
    return dnls.from_parameters(parameters, names)


def field(model, x):
    """xi at x = (q, p), a flat vector."""
    q, p = x.reshape(2, 1, -1)
    dq, dp = dnls.rate(model, q, p)
    force, norm = np.concatenate([-dp, dq], -1)[0], x
    rest = force - norm * (force @ norm) / (norm @ norm)
    return rest / (rest @ force)


@pytest.mark.parametrize("boundary", ["free", "periodic"])
def test_divergence(rng, boundary):
    model = chain(4, boundary, disorder=0.7)._replace(eps=np.array([[0.1, -0.3, 0.2, 0.3]]))
    x, h = rng.normal(size=8), 1e-5
    each = [(field(model, x + h * e) - field(model, x - h * e)) @ e / (2 * h) for e in np.eye(8)]
    assert np.isclose(inverse_temperature(model, *x.reshape(2, 1, 4))[0], sum(each), rtol=1e-7)


@pytest.mark.parametrize(("beta", "largest"), [(0.6, None), (-0.05, 7.0)])
def test_temperature_of_sampled_states(beta, largest):
    """Both signs. The cut-off lets a few states touch its edge, where the integral by parts has a boundary term."""
    a, _ = at_density(0.8, 0.5, beta, 1.0, largest)
    model, more = chain(64, "periodic", 256), {} if largest is None else {"largest": largest}
    start = thermalize(model, length=64, replicas=256, seed="t", beta=beta, mu=a / beta, sweeps=400, **more)
    each = inverse_temperature(model, start["q"], start["p"])
    assert abs(each.mean() - beta) < 4 * each.std() / 16 + (0.02 if largest else 0.0)
    assert np.sign(each.mean()) == np.sign(beta)
