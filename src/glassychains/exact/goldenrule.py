r"""Second order in the coupling: what a chain would conduct if resonant neighbours exchanged energy at random, and no others.

The chain of eqs. (12) and (13) at T = 1 with the coupling x: H = sum p^2 / 2 + |q|^a / a + x |r|^b / b, r the stretch of a
bond. Let the current of one bond, j = -(x / 2) r^(b - 1) (p + p'), be taken along the motion without coupling:

.. math:: K_2 = \int_0^\infty \langle j(t) \, j(0) \rangle_0 \, dt
        = \pi \sum_{m, n} \langle |j_{mn}|^2 \, \delta(m \omega - n \omega') \rangle_0 ,

with the Fourier coefficients j_mn in the two angles and the frequencies omega, omega' of the sites. (Between neighbouring bonds
only total derivatives are left.) It is the golden rule: the density of resonant bonds, times what each carries in first order.

Energies scale: omega(E) = omega_1 E^s with s = 1/2 - 1/a. At the resonance m omega = n omega' the energies have the ratio
f = (m/n)^(1/s), and j_mn = E^((b - 1)/a + 1/2) J_mn. So one Fourier transform per ratio is enough, and the integral over E,
with the density of states (2 pi / omega) e^(-E) / Z, is a Gamma function.
"""

from functools import lru_cache

import numpy as np
from scipy.integrate import solve_ivp
from scipy.special import gamma

ORDER = 9  # highest harmonic
ANGLES = 32  # points per period


@lru_cache(maxsize=8)
def orbit(a):
    """Frequency at E = 1 of p^2 / 2 + |q|^a / a, and q, p at `ANGLES` equal times over a period, from a turning point on."""
    period = 2 * np.sqrt(2 * np.pi) * a ** (1 / a) * gamma(1 + 1 / a) / gamma(0.5 + 1 / a)
    times = np.arange(ANGLES) / ANGLES * period
    start, accuracy = (a ** (1 / a), 0.0), {"rtol": 1e-12, "atol": 1e-12}
    motion = solve_ivp(lambda _, y: (y[1], -(y[0] ** (a - 1))), (0, period), start, "DOP853", times, **accuracy)
    return 2 * np.pi / period, *motion.y


@lru_cache(maxsize=8)
def second_order(a, b):
    """K_2 / x^2, for even powers a > b of pinning and coupling."""
    slope = 0.5 - 1 / a
    rate, q, p = orbit(a)
    states = 2 * np.pi / rate * gamma(1 - slope)  # Z
    power = 2 * (b - 1) / a + 1 - 3 * slope + 2
    total = 0.0
    for m in range(1, ORDER + 1):
        for n in range(1, ORDER + 1):
            ratio = m / n
            f = ratio ** (1 / slope)
            stretch = f ** (1 / a) * q[None, :] - q[:, None]
            j = np.fft.fft2(-0.5 * stretch ** (b - 1) * (p[:, None] + f**0.5 * p[None, :])) / ANGLES**2
            density = (2 * np.pi) ** 2 * f / (rate**3 * ratio**2 * n * slope * states**2)
            total += 2 * np.abs(j[m, -n]) ** 2 * density * gamma(power) / (1 + f) ** power  # (m, -n) and (-m, n)
    return np.pi * total
