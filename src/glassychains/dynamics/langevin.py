r"""Langevin dynamics of a whole chain: every site touches a bath at inverse temperature beta.

.. math:: dp_x = F_x dt - \gamma p_x dt + \sqrt{2 \gamma / \beta} \, dW_x

A step is drift(dt/2) kick(dt) drift(dt/2), then the exact Ornstein-Uhlenbeck map p -> c p + sqrt((1 - c^2)/beta) xi with
c = exp(-gamma dt). Repeated, this is the symmetric splitting O/2 (Verlet) O/2 whose error in averages is O(dt^2)
(Leimkuhler and Matthews, "Molecular Dynamics", 2015, ch. 7).
"""

from glassychains.dynamics.verlet import bond_pulls, drift_only
from glassychains.models.seam.kicked import drift_rate, site_pull
from glassychains.numerics.arithmetic import fma
from glassychains.numerics.compiled import jit
from glassychains.numerics.random import fill_normal


@jit
def kick_drift_bathe(model, q, p, pull, kick, drift, keep, noise, normal, lanes):
    """The kick, the closing half drift, the bath, and the opening half drift of the next step, in one pass."""
    for i in range(q.size):
        force = (pull[i + lanes] - pull[i]) - site_pull(model, i, q[i])
        velocity = fma(kick, force, p[i])
        q[i] = fma(drift, velocity, q[i])
        velocity = fma(keep, velocity, noise * normal[i])
        p[i] = velocity
        q[i] = fma(drift, velocity, q[i])


@jit
def advance_langevin(model, q, p, pull, stream, words, normal, dt, keep, noise, steps):
    """Advance `steps` Langevin steps in place.

    `keep` = exp(-gamma dt), `noise` = sqrt((1 - keep^2) / beta). `words` and `normal` are scratch for an even number of sites,
    at least as many as the chain has; the other shapes are those of `verlet.advance`.
    """
    half = 0.5 * dt * drift_rate(model)
    drift_only(q, p, half)
    for _ in range(steps):
        bond_pulls(model, q, pull)
        fill_normal(stream, words, normal)
        kick_drift_bathe(model, q, p, pull, dt, half, keep, noise, normal, pull.size - q.size)
    drift_only(q, p, -half)
