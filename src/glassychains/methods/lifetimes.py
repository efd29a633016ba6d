"""Lifetimes some of which are longer than one has waited: survival by Kaplan and Meier, and its quantiles.

SciPy's `CensoredData` and `ecdf` do the work; what is here adds errors from drawing replicas anew.
"""

import warnings

import numpy as np
from scipy.stats import CensoredData, ecdf

from glassychains.methods.medians import bootstrap

MISSED = 0.05
"""Largest part of draws in which too few end for a quantile to be given."""


def survival(times, ended, level=0.68):
    """The part that is still alive after each time at which some end.

    Parameters
    ----------
    times : array, shape (replica,)
        When each ended, or until when it was watched.
    ended : array of bool
        Whether it ended; else its lifetime is censored.
    level : float
        Of the confidence interval, by Greenwood's formula in log-log form.

    Returns
    -------
    tuple of array
        Times, ascending; the part that is left; and the two ends of its confidence interval.
    """
    if not np.any(ended):
        return np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0)
    kept = ecdf(_censored(times, ended)).sf
    with warnings.catch_warnings():  # where nobody is left, the interval has no width
        warnings.simplefilter("ignore", RuntimeWarning)
        interval = kept.confidence_interval(level, method="log-log")
    return kept.quantiles, kept.probabilities, interval.low.probabilities, interval.high.probabilities


def quantile(times, ended, left):
    """When the part that is alive first is no more than `left`; None if it never is, or not in enough draws for an error.

    Returns
    -------
    tuple of float, or None
        The natural logarithm of the time, and its standard error.
    """
    if reached(times, ended, left) == np.inf:
        return None

    watched = np.max(times)

    def log_time(times, ended):  # a draw that does not get there has the end of the run, a lower bound
        return np.log(min(reached(times, ended, left), 1.001 * watched))

    value, error, draws = bootstrap(log_time, np.asarray(times), np.asarray(ended))
    return None if (draws > np.log(watched)).mean() > MISSED else (value, error)


def reached(times, ended, left):
    """The time itself; infinite if there is none."""
    if not np.any(ended):
        return np.inf
    kept = ecdf(_censored(times, ended)).sf
    below = kept.probabilities <= left + 1e-12
    return kept.quantiles[below][0] if below.any() else np.inf


def _censored(times, ended):
    times, ended = np.asarray(times, float), np.asarray(ended, bool)
    return CensoredData(uncensored=times[ended], right=times[~ended])
