r"""Onsager coefficients of energy and norm of DNLS rings, and the relaxation of their norms: state, units, controls, windows.

With psi = alpha^(1/2) psi' and t = t' / (U alpha) the chain has U = 1, norm 1 per site, and the coupling

.. math:: x = \frac{g}{U \alpha} .

It is also what beta g is of rotors: sites turn at 2 U n, and where two neighbours meet, (n_1 + n_2)/2 = alpha, a detuning below
4 (2 U g alpha)^(1/2) is overcome by the hopping, which is 2 x^(1/2) of the root mean square 2^(3/2) U alpha of detunings; for
rotors these are 2 (2 g)^(1/2) and 2 (beta g)^(1/2) of (2 / beta)^(1/2).

Times are in units of 1 / (U alpha), coefficients in those of norm alpha, energy U alpha^2 and that time. The conductivity
kappa, of J_e = kappa grad beta without a current of norm, is

.. math:: \kappa = L_{ee} - L_{en}^2 / L_{nn} ,

which does not change if a multiple of the norm is added to the energy.

The rule of windows, written down before the production runs (pilot runs had shown how long t L_ab(t) bends): the coefficients
are the slopes of t L_ab(t) over [w, 4 w], where w is half the time in which the norms forget all but 0.3, rounded to a power
law, and at least 60 units.
"""

import numpy as np

from glassychains.exact import dnls
from glassychains.methods.estimates import control, gather, jackknife, mean_and_error
from glassychains.recorders.onsager import PAIRS

WIDTH = 4.0  # the window is [w, WIDTH * w]
SHORTEST = 60.0  # w is at least so many units


class State:
    """What is known exactly of the equilibrium state of a point: `alpha`, mean `square` of n, mean `energy` of a site.

    `covariance` is that of energy and norm over L. Times of the model times `rate` are in units.
    """

    def __init__(self, p):
        U, g, beta = p["U"], p["g"], p.get("beta", 0.0)
        a = beta * p["mu"] if beta else -1 / p["density"]
        known = dnls.averages(U, g, beta, a, p.get("largest"))
        self.alpha = known.density if beta else p["density"]
        self.square, self.energy = known.density_square, known.energy
        self.covariance = dnls.susceptibility(U, g, beta, a, p.get("largest"))
        self.rate = U * self.alpha
        self.coupling = round(g / self.rate, 5)
        norm, energy = self.alpha, U * self.alpha**2
        self.units = dict(zip(PAIRS, np.array([energy * energy, energy * norm, norm * norm]) * self.rate, strict=True))


def forgetting_time(coupling):
    """Time in which the norm density forgets all but 0.3, a power law: a scale for windows and nothing more."""
    return 120.0 * (coupling / 0.5) ** -5.5


def window(coupling):
    """The times, in units, between which t L(t) is fitted by a line."""
    begin = max(SHORTEST, 0.5 * forgetting_time(coupling))
    return begin, WIDTH * begin


def controls(p, data, state):
    """Control variables of known mean 0, shape (replica, 2): what norm and energy of a ring, which it keeps, decide.

    They are (N - <N>) / sigma and the part of the energy that is uncorrelated with it, both of variance 1 on long rings. (Their
    squares as well would have explained little more, and have too long tails for 64 replicas.)
    """
    length, (energy, norm) = p["length"], (gather(data, name)[:, 0] for name in ("energy", "norm"))
    (ee, en), (_, nn) = state.covariance
    u = (norm - length * state.alpha) / np.sqrt(length * nn)
    rest = energy - length * state.energy - (norm - length * state.alpha) * en / nn
    v = rest / np.sqrt(length * (ee - en**2 / nn))
    return np.stack([u, v], 1)


def carried(p, data, state):
    """(t, [t L_ee(t), t L_en(t), t L_nn(t)]) in units, per replica, without the scatter that `controls` explain."""
    known = controls(p, data, state)
    found = [control(gather(data, name), known) / state.units[name] * state.rate for name in PAIRS]
    return data[0]["lag"] * state.rate, np.array(found)


def slopes(times, integrals, begin, end):
    """Slopes of t L_ab(t) over [begin, end], shape (3, replica); None if the run is too short. Points weigh by their errors."""
    inside = (times >= 0.99 * begin) & (times <= 1.01 * end)
    if inside.sum() < 3 or times[-1] < end:
        return None
    t = times[inside]
    return np.array([np.polyfit(t, one[:, inside].T, 1, w=1 / mean_and_error(one[:, inside])[1])[0] for one in integrals])


def conductivity(energy_energy, energy_norm, norm_norm):
    """kappa of the three coefficients."""
    return energy_energy - energy_norm**2 / norm_norm


def kappa(samples):
    """kappa of samples (3, replica, ...) of the coefficients, and its standard error."""
    return jackknife(conductivity, *samples)


def mixing(samples):
    """L_en / L_nn, the energy that a unit of norm carries along."""
    return jackknife(lambda en, nn: en / nn, *samples[1:])


def asymmetry(data):
    """What L_en and L_ne differ by, over (L_ee L_nn)^(1/2), from energy and norm carried in neighbouring blocks; its error.

    By stationarity and the reversal of time, which turns both currents, <B_e B_n'> = <B_n B_e'> for a block and the next one.
    """
    e, n = (gather(data, f"{name}_carried") for name in ("energy", "norm"))
    difference = (e[:, :-1] * n[:, 1:] - n[:, :-1] * e[:, 1:]).mean(1)
    return jackknife(lambda d, ee, nn: d / np.sqrt(ee * nn), difference, (e**2).mean(1), (n**2).mean(1))


def forgotten(p, data, state):
    r"""(t, phi) with phi(t) = <(n_x(t) - n_x(0))^2> / (2 var n) per replica, as of the velocities of rotors; t in units.

    The exact equal-time mean <n^2> stands for its noisy estimate. On a ring phi tends to 1 - 1/L, since its norm is kept, but
    that shows only when norm has gone round: until then 1 - phi is what it is on an infinite chain.
    """
    known = control(gather(data, "product"), controls(p, data, state))
    phi = (state.square - known) / (state.square - state.alpha**2)
    return data[0]["product_lag"][1:] * state.rate, phi[:, 1:]
