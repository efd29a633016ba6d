r"""From rings of a disordered chain to the bulk: what a long chain conducts, in which stretches stand in series.

Late enough, energy has gone round a ring, and the ring has a diffusivity D_i of its own, that of its sites in series. In a
long chain the rings would follow each other: it has D = 1 / <1/D_i>, less than the mean. A D_i from one history is too noisy
to be inverted, but what the two halves of each history agree about is no noise: the covariance of their logarithms is the
variance s^2 of log D_i. For a log-normal D_i, <D_i> <1/D_i> = exp(s^2), and for any other as long as s is small:

.. math:: D = \langle D_i \rangle e^{-s^2} .

A first version took the variance of D_i itself, over its squared mean, from the two halves. At beta = 50 of chain (15) it gave
5.7(1.7), 2.1(8) and 0.5(2) for rings of 32, 64 and 128 sites: few rings with large B decided it. Logarithms do not mind.

What a half shows is <B^2>, in units in which it is b + t D_i at the lag t, with a bounded part b that carries nothing on.
It hides part of the spread. With f = t <D> / (b + t <D>), the covariance is that of a log-normal D_i seen through b,

.. math:: C = \operatorname{Var}_z \log \bigl[ 1 - f + f e^{s z - s^2 / 2} \bigr] , \qquad z \sim N(0, 1) ,

which is solved for s. To lowest order C = f^2 s^2.

A ring keeps its energy for ever, and a hot ring conducts better: no property of its disorder. Everything is therefore taken
at the mean energy, by a regression on u and u^2 with u the excess of a ring's energy. A second version took residuals of the
halves from `at_mean_energy`, which scales them so that the error of the *mean* comes out: with u^2, of which the mean is not
0, by 1.5 too much in the variance. It also left b out. Both are mended here.
"""

import numpy as np
from scipy.optimize import brentq

from glassychains.methods.estimates import control

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(24)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
LARGEST = 9.0  # s^2 that is looked for


def at_mean_energy(samples, excess):
    """Samples, one per ring, as they would be at an `excess` of energy of 0: a parabola in it is taken away.

    Their mean and its error are right, their scatter is not (`control`); for that see `without_energy`.
    """
    return control(samples, np.stack([excess, excess**2], 1))


def without_energy(samples, excess):
    """What a parabola in the `excess` of energy does not explain of samples, one per ring; mean 0, unbiased (co)variances."""
    design = np.stack([np.ones_like(excess), excess, excess**2], 1)
    residuals = samples - design @ np.linalg.lstsq(design, samples, rcond=None)[0]
    return residuals * np.sqrt(len(excess) / (len(excess) - 3))


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


def seen_through(variance, share):
    """Variance of log(b + t D_i) for a log-normal D_i, s^2 being `variance` and t <D> the `share` f of the mean."""
    s = np.sqrt(variance)
    y = np.log(1 - share + share * np.exp(s * NODES - variance / 2))
    return WEIGHTS @ (y - WEIGHTS @ y) ** 2


def spread(covariance, share):
    """s^2 of D_i from the covariance of the logarithms of two halves, of which D_i decides the `share` f: see above.

    Where noise makes the covariance negative, the lowest order, so that means stay unbiased.
    """
    share = min(share, 1.0)
    if covariance <= 0 or share == 1:
        return covariance / share**2
    if seen_through(LARGEST, share) <= covariance:
        return LARGEST
    return brentq(lambda s2: seen_through(s2, share) - covariance, 0, LARGEST, xtol=1e-8)


def leave_one_out(function, *samples):
    """A function of means over rings, and what each ring moves it by: their sum of squares is its variance (jackknife).

    Sums of products of the deviations of two quantities over the rings that they share are their covariance.
    """
    count, totals = len(samples[0]), [s.sum(0) for s in samples]
    parts = [function(*((t - s[r]) / (count - 1) for t, s in zip(totals, samples, strict=True))) for r in range(count)]
    return function(*(s.mean(0) for s in samples)), (np.array(parts) - np.mean(parts, axis=0)) * np.sqrt((count - 1) / count)


def bulk(diffusivity, first, second, seen, lag):
    """(D, error), (s^2, error), (D over the mean of rings, error), and what each ring moves log D by (`leave_one_out`).

    Parameters
    ----------
    diffusivity : array, shape (ring,)
        Unbiased, however noisy.
    first, second : array, shape (ring,)
        Logarithms of <B^2> at the time `lag` in two stretches of time that know nothing of each other, `without_energy`.
    seen : array, shape (ring,)
        <B^2> at this lag in the units in which its slope in time is D_i.
    lag : float
    """

    def both(product, one, two, mean, whole):
        s2 = spread(product - one * two, lag * mean / whole)
        return np.array([np.log(mean) - s2, s2])

    (log_d, s2), moved = leave_one_out(both, first * second, first, second, diffusivity, seen)
    error, its_error = np.sqrt((moved**2).sum(0))
    D, ratio = np.exp(log_d), np.exp(-s2)
    return (D, D * error), (s2, its_error), (ratio, ratio * its_error), moved[:, 0]
