r"""How fast a breather or a fast rotor leaks through its neighbours into friction: linear response without a free parameter.

The leak goes through arms of d sites, of which the far one has friction gamma. Arms are nearly at rest and follow linearly what
the fast site does to the first of them; at the frequency nu of the drive, with spring constants k,

.. math:: (-\nu^2 + K + i \nu \gamma P_d) \, a = k \, e_1, \qquad K = \text{springs of the arm, clamped to the fast site},

where a breather's spring holds the first site of the arm, too, while a rotor that turns holds nothing on average;
so that a_d is the amplitude of the end per unit of drive, and friction takes gamma nu^2 |a_d|^2 / 2 on average. Far above the
frequencies of the arm a_d = (-1)^d (k / nu^2)^d, which gives the asymptotic laws.

Breathers (eq. 14 of the review; an effective model of this kind is that of its ref. 42), q^a / a and springs
(q_{x+1} - q_x)^2 / 2, two arms. With Q_n the Fourier amplitudes of the breather, all odd harmonics n,

.. math:: P = \gamma \sum_n (n \omega)^2 |a_d(n \omega)|^2 Q_n^2 \to \gamma \sum_n Q_n^2 (n \omega)^{2 - 4d} = A H^{-f},
          \qquad f = (1 - 2/a) \, 2d - 1 .

The breather moves in q^a / a + q^2 (its own two springs) under the pull of the arms in phase with it, found by harmonic
balance; H is the energy of all sites, averaged over a period. The small parameter is H^(2/a - 1), which is 1 / omega^2 but for
a number.

Rotors (ref. 20), one arm, the drive g sin(w t), H = w^2 / 2 + g:

.. math:: P = \frac{\gamma}{2} \, w^2 |a_d(w)|^2 \to \frac{\gamma}{2} g^{2d} w^{2 - 4d}, \qquad
          \frac{d}{dt} w^{4d} \to - 2 \gamma d \, g^{2d} .

The small parameter is g / w^2. Left out is what is of second order in it: the recoil of the fast rotor, the drive of the arm at
twice the frequency.

At a temperature T the noise of the reservoirs, which belongs to the same friction, makes w diffuse: with Gamma = P / w^2 and
the stationary density exp(-w^2 / 2 T), the mean time from w_a to w_b < w_a is

.. math:: \tau = \int_{w_b}^{w_a} \frac{dy}{T \Gamma(y)} \, e^{y^2/2T} \int_y^\infty e^{-z^2/2T} dz .

If the neighbour is itself the site with friction (d = 1), its thermal motion can be kept: alone it is a Brownian rotor, and to
second order in g

.. math:: \Gamma(w) = \frac{g^2}{2T} \int_0^\infty \cos(wt) \, e^{-T (\gamma t - 1 + e^{-\gamma t}) / \gamma^2} dt
          \to \frac{\gamma g^2}{2 w^4} \Bigl( 1 + \frac{10 T - \gamma^2}{w^2} \Bigr) .
"""

import math
from typing import NamedTuple

import numpy as np
from scipy import integrate, interpolate, optimize, special

HARMONICS = 8  # odd ones, of the breather
SAMPLES = 128  # of a period, for products of its harmonics


def stiffness_of(sites, spring, held):
    """Springs of an arm (sites, sites), its far end free, its near end held by the fast site or not."""
    matrix = np.diag(np.full(sites, 2.0 * spring)) - spring * (np.eye(sites, k=1) + np.eye(sites, k=-1))
    matrix[-1, -1] -= spring
    matrix[0, 0] -= 0.0 if held else spring
    return matrix


def response(frequency, sites, spring, friction, held=True):
    """Complex amplitudes (sites,) of an arm beside a site that moves with amplitude 1 at `frequency`, and holds it or not."""
    matrix = stiffness_of(sites, spring, held) - frequency**2 * np.eye(sites) + 0j
    matrix[-1, -1] += 1j * frequency * friction
    drive = np.zeros(sites)
    drive[0] = spring
    return np.linalg.solve(matrix, drive)


def slowest(sites, spring, friction, held=True):
    """Rate at which the slowest mode of an arm, left alone, dies out."""
    damped = np.zeros((sites, sites))
    damped[-1, -1] = friction
    motion = np.block([[np.zeros((sites, sites)), np.eye(sites)], [-stiffness_of(sites, spring, held), -damped]])
    rates = -np.linalg.eigvals(motion).real
    return rates[rates > 1e-9].min()  # an arm that nobody holds may stand at any angle


class Breather(NamedTuple):
    """A breather that leaks: what one frequency means."""

    frequency: float
    energy: float  # of all sites
    power: float  # that friction takes
    moving: float  # p^2 / 2 of the breather's site, on average
    amplitudes: np.ndarray  # (HARMONICS,): of the cosines of 1, 3, 5, ... times the frequency


def pure_frequency(power):
    """Frequency w and amplitudes Q_n of odd harmonics of the oscillator q^a / a at energy 1; w ~ E^(1/2 - 1/a), Q ~ E^(1/a).

    The period is 4 int_0^Q dq / (2 - 2 q^a / a)^(1/2) = 4 Q 2^(-1/2) sqrt(pi) Gamma(1 + 1/a) / Gamma(1/2 + 1/a), with Q^a = a.
    """
    a, top = power, power ** (1 / power)
    period = 4 * top * math.sqrt(math.pi / 2) * special.gamma(1 + 1 / a) / special.gamma(0.5 + 1 / a)
    omega = 2 * math.pi / period
    orders = 2 * np.arange(HARMONICS) + 1

    def unbalanced(q):
        wave = np.cos(np.outer(orders, 2 * np.pi * np.arange(SAMPLES) / SAMPLES))
        force = 2 / SAMPLES * wave @ (q @ wave) ** (a - 1)
        return force - (orders * omega) ** 2 * q

    start = np.where(orders == 1, top, 0.0)
    return omega, optimize.root(unbalanced, start, tol=1e-12).x


def breather(amplitude, power, sites, friction, guess):
    """The `Breather` of the potential q^a / a, a = `power`, with this first amplitude, between two arms of `sites` sites.

    `guess` (HARMONICS,) are its frequency, and its further amplitudes over the first.
    """
    orders = 2 * np.arange(HARMONICS) + 1
    wave = np.cos(np.outer(orders, 2 * np.pi * np.arange(SAMPLES) / SAMPLES))

    def arms_at(w):  # harmonic, site
        return np.array([response(n * w, sites, 1.0, friction) for n in orders])

    def unbalanced(x):
        w, shape = abs(x[0]), np.append(1.0, x[1:])
        force = amplitude ** (power - 2) * 2 / SAMPLES * wave @ (shape @ wave) ** (power - 1)
        return (2 - 2 * arms_at(w)[:, 0].real - (orders * w) ** 2) * shape + force

    found = optimize.root(unbalanced, guess, tol=1e-12).x
    frequency, q = abs(found[0]), amplitude * np.append(1.0, found[1:])
    arms = arms_at(frequency)
    speed = (orders * frequency)[:, None] * np.abs(q[:, None] * arms)
    moving = 0.25 * ((orders * frequency * q) ** 2).sum()
    chain = np.concatenate([q[:, None], q[:, None] * arms], 1)
    springs = 2 * 0.25 * (np.abs(np.diff(chain, axis=1)) ** 2).sum()
    own = ((q @ wave) ** power).mean() / power
    energy = moving + own + 2 * 0.25 * (speed**2).sum() + springs
    return Breather(frequency, energy, friction * (speed[:, -1] ** 2).sum(), moving, q)


def breather_law(power, sites, friction):
    """(A, f) of the asymptotic law P = A H^-f."""
    omega, q = pure_frequency(power)
    orders = 2 * np.arange(HARMONICS) + 1
    return friction * (q**2 * (orders * omega) ** (2.0 - 4 * sites)).sum(), (1 - 2 / power) * 2 * sites - 1


def breathers(power, sites, friction, lowest, highest, count=48):
    """Energies, powers, p^2 / 2 of the site, each (count,), ascending, of breathers from about `lowest` to above `highest`."""
    pure, shape = pure_frequency(power)
    high, low = (shape[0] * energy ** (1 / power) for energy in (1.5 * highest, lowest))
    guess, found = np.append(pure * (1.5 * highest) ** (0.5 - 1 / power), shape[1:] / shape[0]), []
    for amplitude in np.geomspace(high, low, count):
        found.append(breather(amplitude, power, sites, friction, guess))
        guess = np.append(found[-1].frequency, found[-1].amplitudes[1:] / amplitude)
    return np.array([[one.energy, one.power, one.moving] for one in found[::-1]]).T


def rotor_power(w, sites, g, friction):
    """Power that friction takes from a rotor of mean velocity w at one end of an arm of `sites` rotors."""
    return np.array([0.5 * friction * v**2 * abs(response(v, sites, g, friction, False)[-1]) ** 2 for v in np.atleast_1d(w)])


def fall_time(energies, powers, begin, end):
    """Time in which the energy falls from `begin` to `end` if P(H) is a smooth curve through given points: int dH / P."""
    curve = interpolate.CubicSpline(np.log(energies), np.log(powers))
    time, _ = integrate.quad(lambda x: math.exp(x - curve(x)), math.log(end), math.log(begin), limit=200, epsrel=1e-10)
    return time


def mean_passage(power, temperature, begin, end):
    """Mean time in which noise and friction take w from `begin` to `end`, with P(w) = `power`(w)."""
    scale = math.sqrt(2 * temperature)

    def density(y):
        rate = power(y) / y**2
        return special.erfcx(y / scale) * math.sqrt(math.pi * temperature / 2) / (temperature * rate)

    return integrate.quad(density, end, begin, epsrel=1e-9)[0]


def warm_power(w, g, friction, temperature):
    """P = Gamma w^2 of a rotor beside a Brownian rotor at a temperature, see above; all in units of the model."""

    def memory(t):
        return math.exp(-temperature * (friction * t + math.expm1(-friction * t)) / friction**2)

    late = 40 / math.sqrt(temperature) + 80 * friction / temperature
    value, _ = integrate.quad(memory, 0, late, weight="cos", wvar=w, epsabs=1e-13, limit=2000)
    return 0.5 * (g * w) ** 2 / temperature * value
