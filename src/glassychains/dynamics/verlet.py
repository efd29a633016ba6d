r"""Stoermer-Verlet steps for chains with one coordinate per site.

A step is drift(dt/2) kick(dt) drift(dt/2): symplectic, time-reversible, second order. Inside `advance` the closing
half drift of a step and the opening one of the next are one drift, so that a step is two passes over the chain: bond
forces, then velocities fused with positions. Momenta are synchronized with positions at the ends of `advance`.

Arrays are flat ``[site, lane]`` with the lane fastest, so a neighbour is an offset of `LANES` and every inner loop is one
long contiguous loop. `pull` has a row more than the chain: row x holds the pull of bond (x-1, x).
"""

from glassychains.models.seam.kicked import bond_force, drift_rate, site_pull, wrapped
from glassychains.numerics.arithmetic import fma
from glassychains.numerics.compiled import LANES, jit


@jit
def bond_pulls(model, q, pull):
    """Fill `pull`, shape ((L + 1) * LANES,), from positions `q`, shape (L * LANES,). Free ends pull nothing."""
    last = q.size - LANES
    for i in range(last):
        pull[i + LANES] = bond_force(model, i, q[i + LANES] - q[i])
    for i in range(LANES):
        closing = bond_force(model, last + i, q[i] - q[last + i]) if model.periodic else 0.0
        pull[i] = closing
        pull[last + LANES + i] = closing


@jit
def kick_drift(model, q, p, pull, kick, drift):
    """p += kick (pull from the right - pull from the left - pull of the site's own potential), then q += drift p."""
    for i in range(q.size):
        force = (pull[i + LANES] - pull[i]) - site_pull(model, i, q[i])
        velocity = fma(kick, force, p[i])
        p[i] = velocity
        q[i] = fma(drift, velocity, q[i])


@jit
def drift_only(q, p, drift):
    """q += drift p."""
    for i in range(q.size):
        q[i] = fma(drift, p[i], q[i])


@jit
def advance(model, q, p, pull, dt, steps):
    """Advance `steps` (at least 1) steps of `dt` in place; positions and momenta are synchronized before and after."""
    drift = dt * drift_rate(model)
    drift_only(q, p, 0.5 * drift)
    for _ in range(steps - 1):
        bond_pulls(model, q, pull)
        kick_drift(model, q, p, pull, dt, drift)
    bond_pulls(model, q, pull)
    kick_drift(model, q, p, pull, dt, 0.5 * drift)


@jit
def wrap(model, q):
    """Bring periodic positions back to their principal range, so that a long run keeps its digits."""
    for i in range(q.size):
        q[i] = wrapped(model, q[i])
