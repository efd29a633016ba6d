"""Estimators for the levels of a single spectrum, such as that of a clean chain, of which there are no realizations."""

import numpy as np

GOE, POISSON = 0.5307, 2 * np.log(2) - 1
"""Mean gap ratio of large matrices of the Gaussian orthogonal ensemble (Atas et al., arXiv:1212.5611), and of independent
levels."""
FEWEST, BLOCKS = 5, 40


def mean_of_levels(values):
    """Mean over neighbouring levels of one spectrum, and its standard error from blocks.

    Levels far apart know little of each other, neighbours do. The mean over a block of m levels in a row takes care of that once
    m is a few, and the scatter of blocks also contains how the mean drifts along the spectrum. There are 40 blocks, fewer if a
    block would have less than five levels.

    Parameters
    ----------
    values : array, shape (level,)
        In the order of the levels.

    Returns
    -------
    tuple of float
        The error is nan for less than ten levels.
    """
    values = np.asarray(values)
    blocks = min(BLOCKS, len(values) // FEWEST)
    if blocks < 2:
        return values.mean(), np.nan
    means = np.array([block.mean() for block in np.array_split(values, blocks)])
    return values.mean(), means.std(ddof=1) / np.sqrt(blocks)


def straight(x, values, stderr):
    """(slope, its standard error) of the weighted straight line through independent points."""
    x, values, weight = (np.asarray(a, dtype=float) for a in (x, values, np.asarray(stderr) ** -2.0))
    centre = np.average(x, weights=weight)
    spread = (weight * (x - centre) ** 2).sum()
    return (weight * (x - centre) * values).sum() / spread, spread**-0.5


def crossing(x, values, stderr, level):
    """Where a rising curve crosses a level for the last time, on straight lines between its points, and the standard error.

    Returns
    -------
    tuple of float, or None
        None if the last point is not above the level, or no point below.
    """
    x, values, stderr = (np.asarray(a, dtype=float) for a in (x, values, stderr))
    below = np.flatnonzero(values <= level)
    if len(below) == 0 or below[-1] == len(x) - 1:
        return None
    i = below[-1]
    step, rise = x[i + 1] - x[i], values[i + 1] - values[i]
    share = (level - values[i]) / rise
    return x[i] + step * share, step / rise * np.hypot((1 - share) * stderr[i], share * stderr[i + 1])
