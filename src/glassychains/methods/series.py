r"""From rings of a disordered chain to the bulk: what a long chain conducts, in which stretches stand in series.

Late enough, energy has gone round a ring, and the ring has a diffusivity D_i of its own, that of its sites in series. In a
long chain the rings would follow each other: it has D = 1 / <1/D_i>, less than the mean. A D_i from one history is too noisy
to be inverted, but what the two halves of each history agree about is no noise: the covariance of their logarithms is the
variance s^2 of log D_i. For a log-normal D_i, <D_i> <1/D_i> = exp(s^2), and for any other as long as s is small:

.. math:: D = \langle D_i \rangle e^{-s^2} .

A first version took the variance of D_i itself, over its squared mean, from the two halves. At beta = 50 of chain (15) it gave
5.7(1.7), 2.1(8) and 0.5(2) for rings of 32, 64 and 128 sites: few rings with large B decided it. Logarithms do not mind.

A ring keeps its energy for ever, and a hot ring conducts better: no property of its disorder. Everything is therefore taken
at the mean energy, by a regression on u and u^2 with u the excess of a ring's energy.
"""

import numpy as np

from glassychains.methods.estimates import control, jackknife


def at_mean_energy(samples, excess):
    """Samples, one per ring, as they would be at an `excess` of energy of 0: a parabola in it is taken away."""
    return control(samples, np.stack([excess, excess**2], 1))


def halves(carried, lag):
    """<B^2> over `lag` blocks in the first and in the second half of each history, each of shape (ring,).

    Parameters
    ----------
    carried : array, shape (ring, block)
        B of consecutive blocks.
    lag : int
    """
    moved = np.concatenate([np.zeros((len(carried), 1)), np.cumsum(carried, axis=1)], axis=1)
    half = carried.shape[1] // 2
    return [((part[:, lag:] - part[:, :-lag]) ** 2).mean(1) for part in (moved[:, : half + 1], moved[:, -half - 1 :])]


def bulk(diffusivity, first, second):
    """(D, error), (s^2, error), (D over the mean of rings, error): see above. Errors over rings (jackknife).

    Parameters
    ----------
    diffusivity : array, shape (ring,)
        Unbiased, however noisy.
    first, second : array, shape (ring,)
        Logarithms of what is proportional to D_i, from two stretches of time that know nothing of each other.
    """
    samples = first * second, first, second, diffusivity

    def variance(product, one, two, mean):
        return product - one * two

    return (
        jackknife(lambda *means: means[-1] * np.exp(-variance(*means)), *samples),
        jackknife(variance, *samples),
        jackknife(lambda *means: np.exp(-variance(*means)), *samples),
    )
