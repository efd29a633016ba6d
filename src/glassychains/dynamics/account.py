r"""Steps that keep account of the energy that crosses each bond.

In a kick of length dt the bond (x, x+1) pulls site x with the force V' and does on it the work dt V' (p + p') / 2, with the
momenta before and after the kick, exactly. The energy that goes from x to x + 1 is minus that work,

.. math:: j_x \, dt = - V'(q_{x+1} - q_x) \, \frac{p_x + p'_x}{2} \, dt ,

the current that belongs to the site energy p_x^2 / 2 + V(q_x - q_{x-1}): each bond is counted with its right end.
"""

from glassychains.dynamics.disturbances.seam import disturb
from glassychains.dynamics.verlet import bond_pulls, drift_only
from glassychains.models.seam.kicked import drift_rate, site_pull
from glassychains.numerics.arithmetic import fma
from glassychains.numerics.compiled import LANES, jit


@jit
def kick_drift_carry(model, q, p, pull, carried, kick, drift):
    """As `verlet.kick_drift`, and twice the work that the bond to the right does on each site is added to `carried`."""
    for i in range(q.size):
        before = p[i]
        force = (pull[i + LANES] - pull[i]) - site_pull(model, i, q[i])
        after = fma(kick, force, before)
        carried[i] = fma(kick * pull[i + LANES], before + after, carried[i])
        p[i] = after
        q[i] = fma(drift, after, q[i])


@jit
def advance_carry(model, q, p, pull, carried, disturbance, dt, steps):
    """As `verlet.advance`, with an account in `carried`, shape (L * LANES,), and a disturbance after each step.

    The energy that has gone from site x to x + 1 is minus half the growth of `carried`, row x.
    """
    drift = dt * drift_rate(model)
    drift_only(q, p, 0.5 * drift)
    for _ in range(steps - 1):
        bond_pulls(model, q, pull)
        kick_drift_carry(model, q, p, pull, carried, dt, drift)
        disturb(disturbance, q, p, 0.5 * drift)
    bond_pulls(model, q, pull)
    kick_drift_carry(model, q, p, pull, carried, dt, 0.5 * drift)
    disturb(disturbance, q, p, 0.0)
