"""DNLS chains for the battery: examples, random states, and exact flows in the readable way."""

import numpy as np

from glassychains.models import dnls
from glassychains.numerics.compiled import LANES

NAMES = [f"realization {replica}" for replica in range(LANES)]


def chain(length=9, U=0.8, g=0.7, disorder=3.0, names=NAMES, boundary="free"):
    known = {"U": U, "g": g, "length": length, "disorder": disorder, "boundary": boundary}
    return dnls.from_parameters(known, names)


EXAMPLES = [chain(), chain(8, U=0.0), chain(2), chain(8, boundary="periodic"), chain(4, boundary="periodic")]


def random_state(model, rng):
    """(q, p) of 16 replicas."""
    return rng.normal(size=(2, *model.eps.shape))


def naive_flow(model, part, q, p, time):
    """On-site energies, even bonds, odd bonds."""
    psi = q + 1j * p
    if part == 0:
        ends = np.full(q.shape[-1], 2 * model.g)
        ends[[0, -1]] = 2 * model.g if model.periodic else model.g
        psi = psi * np.exp(-1j * time * (model.eps + ends + model.U * np.abs(psi) ** 2))
    else:
        cosine, sine = np.cos(model.g * time), np.sin(model.g * time)
        for x in range(part - 1, q.shape[-1] - (not model.periodic), 2):
            y = (x + 1) % q.shape[-1]
            left, right = psi[:, x].copy(), psi[:, y].copy()
            psi[:, x], psi[:, y] = cosine * left + 1j * sine * right, cosine * right + 1j * sine * left
    return psi.real, psi.imag
