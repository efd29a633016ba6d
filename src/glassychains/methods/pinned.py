r"""Chains with a single power in the pinning and one in the coupling (eqs. 12 and 13): units, the window of the conductivity.

With q = T^(1/a) Q, p = T^(1/2) P and t = T^(1/a - 1/2) tau,

.. math:: \frac{H}{T} = \sum_x \frac{P_x^2}{2} + \frac{|Q_x|^a}{a} + x \frac{|Q_{x+1} - Q_x|^b}{b} , \quad x = T^{b/a - 1} ,

so that the chain at temperature T is that at T = 1 with the coupling x: the small parameter. A conductivity is one over a time
(sites have no length): k(T) = T^(1/2 - 1/a) K(x). So pairs with a > b are run at T = 1 with the coupling x, and stand for the
temperature x^(a / (b - a)) of a chain whose coupling has the coefficient 1. The correlation integral of K, that is
tau K(tau), is beta^2 times what the recorder `current` gives.

The rule for the window, written down before the production runs: K is the slope of tau K(tau) over [w, 4 w], with w the
larger of `FLOOR` and `SITES` / K. In the time 1 / K, with a specific heat near 3/4, energy diffuses over about one and a half
sites; pilot runs of seconds had shown slopes that stop falling at about that time. For this purpose K is `PILOTS`, what they
gave, rounded to a power.
"""

import numpy as np

from glassychains.exact.gibbs import gibbs_energy
from glassychains.methods.einstein import controls
from glassychains.methods.estimates import control, gather
from glassychains.models.oscillators import from_parameters

PILOTS = {(4, 2): (10.0, 4), (6, 2): (3.5, 4), (6, 4): (8.0, 3)}
"""Coefficient and power of x in rounded K of the pairs that become glassy; a scale for windows and nothing more."""
SITES = 2.0
FLOOR = 800.0
WIDTH = 4.0  # the window is [w, WIDTH * w]


def powers(p):
    """(a, b) of parameters p."""
    return len(p["pinning"]), len(p["coupling"])


def coupling(p):
    """The small parameter x, to the digits that a person would write: v T^(b/a - 1) of a chain with v |r|^b / b."""
    a, b = powers(p)
    return float(f"{p['coupling'][-1] * p['beta'] ** (1 - b / a):.6g}")


def temperature(p):
    """Temperature of the chain with v = 1 that the run stands for: x^(a / (b - a)), or its own where a = b."""
    a, b = powers(p)
    return coupling(p) ** (a / (b - a)) if a != b else float(f"{1 / p['beta']:.6g}")


def unit(p):
    """The unit of time of the run, (its own T)^(1/a - 1/2)."""
    return p["beta"] ** (0.5 - 1 / powers(p)[0])


def labels(p):
    """How the numbers of a point are told apart: by x, or by T where a = b and all x are alike."""
    a, b = powers(p)
    return {"a": a, "b": b} | ({"x": coupling(p)} if a != b else {"T": temperature(p)})


def window(p):
    """The times, in `unit`, between which tau K(tau) is fitted by a line."""
    factor, power = PILOTS.get(powers(p), (np.inf, 0))
    begin = max(FLOOR, SITES / (factor * coupling(p) ** power))
    return begin, WIDTH * begin


def running(point, data):
    """(tau, tau K(tau)) of a point, per replica, without the scatter that its energy explains (`einstein.controls`)."""
    p = point.parameters
    integral = gather(data, "einstein") * p["beta"] ** 2
    return data[0]["lag"] / unit(p), control(integral, controls(point, data))


def gibbs(p):
    """Mean of the energy per site, and its variance over the length, at the temperature of p."""
    return gibbs_energy(from_parameters(p), 1, p["beta"])
