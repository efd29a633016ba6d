"""Medians with errors, for quantities whose mean rare replicas or sites decide."""

import numpy as np

DRAWS = 200
"""Times that replicas are drawn anew."""


def bootstrap(function, *samples, draws=DRAWS):
    """A function of all replicas, and its standard error from drawing replicas with replacement.

    Leaving out one replica at a time (`estimates.jackknife`) does not give the error of a median. The same replicas are drawn
    from each of `samples`, so correlations between them are kept; the random numbers are the same each time.

    Parameters
    ----------
    function : callable
        Takes as many arrays as there are `samples`, with their first axis, and returns a number or an array.
    *samples : array, shape (replica, ...)

    Returns
    -------
    tuple
        The value, its standard error, and the values of the draws, shape (draws, ...).
    """
    generator, count = np.random.default_rng(1), len(samples[0])
    parts = []
    for _ in range(draws):
        chosen = generator.integers(count, size=count)
        parts.append(function(*(one[chosen] for one in samples)))
    parts = np.array(parts)
    return function(*samples), parts.std(0, ddof=1), parts
