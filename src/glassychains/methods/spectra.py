"""Estimators for the levels of a single spectrum, such as that of a clean chain, of which there are no realizations."""

import numpy as np

GOE, POISSON = 0.5307, 2 * np.log(2) - 1
"""Mean gap ratio of large matrices of the Gaussian orthogonal ensemble (Atas et al., arXiv:1212.5611), and of independent
levels."""
FEWEST, BLOCKS = 5, 40


def mean_of_levels(values):
    """Mean over neighbouring levels of one spectrum, and its standard error from blocks.

    Neighbours know of each other, levels far apart little. The mean over a block of m levels in a row takes care of that once
    m is a few, and the scatter of blocks also contains how the mean drifts along the spectrum. There are 40 blocks, fewer if
    one would have less than five levels.

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


def mean_of_spectra(spectra):
    """The same over the levels of spectra that know nothing of each other, such as those of several sectors of symmetry."""
    means, errors = np.array([mean_of_levels(values) for values in spectra]).T
    weight = np.array([len(values) for values in spectra])
    return np.average(means, weights=weight), np.sqrt(np.sum((weight * errors) ** 2)) / weight.sum()


def straight(x, values, stderr):
    """(slope, its standard error) of the weighted straight line through independent points.

    Where points scatter about it more than their errors say, chi^2 > degrees of freedom, the error grows by the square root of
    their ratio.
    """
    x, values, weight = (np.asarray(a, dtype=float) for a in (x, values, np.asarray(stderr) ** -2.0))
    centre, level = np.average(x, weights=weight), np.average(values, weights=weight)
    spread = (weight * (x - centre) ** 2).sum()
    slope = (weight * (x - centre) * values).sum() / spread
    squares, free = (weight * (values - level - slope * (x - centre)) ** 2).sum(), len(x) - 2
    return slope, spread**-0.5 * max(1.0, squares / free if free else 1.0) ** 0.5


def crossing(x, values, level):
    """Where a curve comes to stay above a level, on straight lines between its points.

    The first x if it is above everywhere, the last if it does not end above.
    """
    below = np.flatnonzero(np.asarray(values) <= level)
    if len(below) == 0:
        return x[0]
    i = below[-1]
    if i == len(x) - 1:
        return x[-1]
    return x[i] + (x[i + 1] - x[i]) * (level - values[i]) / (values[i + 1] - values[i])
