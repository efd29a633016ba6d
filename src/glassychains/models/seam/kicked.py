"""What a model of the kicked family states about itself, and all that its dynamics knows of it.

Each function below is a name without a body: a model's module provides the compiled body for its own parameter
type through `numba.extending.overload`. The dynamics calls the names; numba picks the body when it compiles.
A chain has one coordinate per site, unit mass, on-site terms and bonds between neighbours,

    H = sum_x p_x^2 / 2 + U_x(q_x) + V_x(q_{x+1} - q_x).

Kernels work on flat arrays [site, lane], lane fastest, and pass on the flat index of the site (of a bond: of its left site), so
that coefficients may differ from site to site and from lane to lane.
"""


def bond_force(model, index, stretch):
    """V'(stretch): the force that the bond (x, x+1) exerts on site x; site x+1 feels its opposite."""
    raise TypeError(f"{type(model).__name__} states no bond_force")


def site_pull(model, index, position):
    """U'(position): minus the force of the on-site potential; 0 if there is none."""
    raise TypeError(f"{type(model).__name__} states no site_pull")


def bond_stiffness(model, index, stretch):
    """V''(stretch), in units of the equations of motion (of angles: radians). Only tangent dynamics asks for it."""
    raise TypeError(f"{type(model).__name__} states no bond_stiffness")


def site_stiffness(model, index, position):
    """U''(position), likewise; None if there is no on-site potential."""
    raise TypeError(f"{type(model).__name__} states no site_stiffness")


def drift_rate(model):
    """dq/dt per unit of momentum, in the unit in which the model stores its positions."""
    raise TypeError(f"{type(model).__name__} states no drift_rate")


def wrapped(model, position):
    """The same position in its principal range (angles), or unchanged (coordinates on a line)."""
    raise TypeError(f"{type(model).__name__} states no wrapped position")
