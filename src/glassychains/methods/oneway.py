r"""One-way analysis of variance: what truly differs between samples that were each measured several times.

Of x_ik, measurement k = 1..K of sample i = 1..N, with the mean m_i of each sample,

.. math:: s_w^2 = \frac{1}{N (K - 1)} \sum_{ik} (x_{ik} - m_i)^2, \qquad
    s_b^2 = \frac{1}{N - 1} \sum_i (m_i - \bar m)^2 - \frac{s_w^2}{K},

the variance of a measurement about its sample, and that between samples, which is unbiased and so may come out negative.
"""

from typing import NamedTuple

import numpy as np


class OneWay(NamedTuple):
    """Mean over all, variance between samples, variance of one measurement within a sample."""

    mean: float
    between: float
    within: float


def one_way(measured):
    """Components of the variance of `measured`, shape (sample, measurement), two of each at least."""
    measured = np.asarray(measured)
    samples, times = measured.shape
    means = measured.mean(1)
    within = ((measured - means[:, None]) ** 2).sum() / (samples * (times - 1))
    return OneWay(means.mean(), means.var(ddof=1) - within / times, within)


def relative_variance(measured):
    """Variance between samples over the squared mean, and its standard error from leaving out one sample at a time."""

    def relative(rows):
        found = one_way(rows)
        return found.between / found.mean**2

    count = len(measured)
    parts = [relative(np.delete(measured, sample, axis=0)) for sample in range(count)]
    return relative(measured), np.sqrt((count - 1) * np.var(parts))
