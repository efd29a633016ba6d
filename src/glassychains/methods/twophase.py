r"""Few replicas of which more is known among many of which less is: double sampling with regression.

A quantity y is known of n replicas, others, x, of N replicas that include them. With the slopes b of y on x,

.. math:: \bar y - b \cdot (\bar x_n - \bar x_N)

has a bias of order 1/n, that of a fitted slope, and the variance s^2 / n + b C_x b / N, where s^2 is the residual variance and
C_x the covariance of x. Reference: W. G. Cochran, Sampling Techniques, 3rd ed. (1977), ch. 12.
"""

import numpy as np


def two_phase(y, x, known, count):
    """Mean of y as if it were known of all `count` replicas, and its standard error.

    Parameters
    ----------
    y : array, shape (n,)
    x : array, shape (n, k)
        Of the same replicas.
    known : array, shape (k,)
        Means of x over all.
    count : int
        How many these are, n at least.
    """
    x, n = np.asarray(x), len(y)
    design = np.column_stack([np.ones(n), x - x.mean(0)])
    (mean, *slopes), *_ = np.linalg.lstsq(design, y, rcond=None)
    residual = ((y - design @ [mean, *slopes]) ** 2).sum() / (n - design.shape[1])
    away = x.mean(0) - known
    spread = np.atleast_2d(np.cov(x.T))
    leverage = away @ np.linalg.solve(spread, away) / (n - 1)  # slopes are fitted: they have errors of their own
    return mean - slopes @ away, np.sqrt(residual * (1 / n + leverage) + slopes @ spread @ slopes / count)
