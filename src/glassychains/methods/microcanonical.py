r"""The inverse temperature of states of the DNLS chain, from entropy: no thermostat is asked.

Where energy H and norm N are conserved, the inverse temperature is how the logarithm of the measure of {H = E, N = n} grows
with E. Let a vector field xi on phase space change the energy at the rate xi . grad H = 1 and leave the norm, xi . grad N = 0.
Then

.. math:: \beta = \partial_E S(E, n) = \langle \operatorname{div} \xi \rangle ,

since moving states along xi moves one shell onto the next. The field is A / |A|^2, where A is what is left of grad H after its
part along grad N is taken away. The same average over the weight exp(-beta (H - mu N)) is beta, too, by an integration by
parts.
H. H. Rugh, Phys. Rev. Lett. 78, 772 (1997); with two conserved quantities R. Franzosi, J. Stat. Phys. 143, 824 (2011).
"""

import numpy as np

from glassychains.models import dnls
from glassychains.models.seam.bonds import pulled, stretches


def inverse_temperature(model, q, p):
    """div xi of each state, shape (...): its mean over states of equal energy and norm is beta."""

    def dot(one, other):
        return (one[0] * other[0] + one[1] * other[1]).sum(-1)[..., None]

    frequency = model.eps + 2 * model.U * dnls.site_norm(model, q, p)
    dq, dp = dnls.rate(model, q, p)
    force, norm = (-dp, dq), (q, p)  # gradients of H and of N = (q^2 + p^2) / 2

    def curved(v):
        """The second derivative of H times a vector."""
        along = 2 * model.U * (q * v[0] + p * v[1])
        return tuple(
            frequency * one + along * own - model.g * pulled(model, stretches(model, one))
            for one, own in zip(v, norm, strict=True)
        )

    fg, gg = dot(force, norm), dot(norm, norm)
    c = fg / gg
    ends = pulled(model, -np.ones_like(stretches(model, q))) if not model.periodic else 0.0
    bonds = 2.0 - np.abs(ends)  # of each site
    trace = (2 * frequency + 4 * model.U * dnls.site_norm(model, q, p) + 2 * model.g * bonds).sum(-1)[..., None]
    of_force, of_norm = curved(force), curved(norm)
    change = tuple((a + f - 2 * c * own) / gg for a, f, own in zip(of_norm, force, norm, strict=True))  # grad c
    divergence = trace - 2 * q.shape[-1] * c - dot(norm, change)
    size = dot(force, force) - fg * c  # |A|^2
    rest = tuple(f - c * own for f, own in zip(force, norm, strict=True))  # A
    steep = tuple(2 * (a - c * (b + f) + c * c * own) for a, b, f, own in zip(of_force, of_norm, force, norm, strict=True))
    return (divergence / size - dot(rest, steep) / size**2)[..., 0]
