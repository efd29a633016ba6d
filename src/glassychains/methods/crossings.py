"""Where curves of different sizes cross, and how they fall on one curve, by resampling whole realizations.

A realization of the disorder enters all points of one size. It is drawn, or not, for all of them together (bootstrap), and what
is fitted is fitted to each resampled set of curves anew. Results are arrays: what the data themselves say, then what each
resampling says. Differences of results keep their correlations; `told` makes a number of an array.
"""

import numpy as np

from glassychains.numerics.realizations import generator

DRAWS = 400
OUTSIDE = 0.1  # of the range of x, as far as a crossing may lie beyond it
ENOUGH = 0.95  # of the resamplings must have a result for it to have an error


def resampled(samples, name):
    """Means over realizations, those of the data and of resamplings.

    Parameters
    ----------
    samples : array, shape (realization, point)
    name : str
        Of the random stream; one for each set of realizations.

    Returns
    -------
    array, shape (1 + DRAWS, point)
    """
    samples = np.asarray(samples)
    count = len(samples)
    drawn = generator(f"resampling of {name}").integers(count, size=(DRAWS, count))
    weights = np.array([np.bincount(one, minlength=count) for one in drawn]) / count
    return np.concatenate([samples.mean(0)[None], weights @ samples])


def told(results):
    """(value, stderr) of a result; the error is nan if too many resamplings have none, both if the data have none."""
    value, others = results[0], results[1:][np.isfinite(results[1:])]
    if not np.isfinite(value):
        return np.nan, np.nan
    return value, others.std() if len(others) >= ENOUGH * (len(results) - 1) else np.nan


def note(numbers, quantity, results, **labels):
    """Add a result to a table of numbers, if it has an error."""
    value, error = told(results)
    if np.isfinite(error):
        numbers.add(quantity, value, error, **labels)


def crossing(x, short, long, rising=True):
    """Where the curve of a long system crosses that of a short one: the zero of a parabola fitted to their difference.

    Far from the crossing curves of all sizes come together again, so that the parabola may have a second zero. It goes the
    other way.

    Parameters
    ----------
    x : array, shape (point,)
    short, long : array, shape (1 + DRAWS, point)
    rising : bool
        Whether the long system comes from below.

    Returns
    -------
    array, shape (1 + DRAWS,)
        nan where there is no such zero between the first and the last x, or a little outside.
    """
    difference = long - short
    weight = 1 / np.maximum(difference[1:].std(0), 1e-300)
    centre = x.mean()
    a, b, c = np.polyfit(x - centre, difference.T, 2, w=weight) * (1 if rising else -1)
    with np.errstate(invalid="ignore", divide="ignore"):
        root = np.sqrt(b * b - 4 * a * c)  # the slope at the zero
        zero = np.where(b > 0, -2 * c / (b + root), (root - b) / (2 * a))
    zero, outside = zero + centre, OUTSIDE * (x[-1] - x[0])
    return np.where((zero >= x[0] - outside) & (zero <= x[-1] + outside), zero, np.nan)


def collapse(sets, grid, degree=3):
    """The alpha_c with which all sizes fall best on one polynomial in L log(alpha / alpha_c).

    Parameters
    ----------
    sets : dict
        (alpha, means), shapes (point,) and (1 + DRAWS, point), by the length L.
    grid : array
        Of alpha_c to try, evenly spaced in its logarithm; the least sum of squares is refined by a parabola.
    degree : int

    Returns
    -------
    (array, float, int)
        alpha_c, shape (1 + DRAWS,), nan at the ends of the grid; the sum of squares over the errors' squares, and the degrees
        of freedom. Points of one size are correlated, so that this is only a guide.
    """
    means = np.concatenate([one for _, one in sets.values()], axis=1)
    weight = 1 / np.maximum(means[1:].std(0), 1e-300)
    target = means * weight
    squares = np.empty((len(grid), len(means)))
    for row, centre in zip(squares, grid, strict=True):
        x = np.concatenate([length * np.log(alpha / centre) for length, (alpha, _) in sets.items()])
        axes, _ = np.linalg.qr(np.vander(x, degree + 1) * weight[:, None])
        row[:] = (target**2).sum(1) - ((target @ axes) ** 2).sum(1)
    best = squares.argmin(0)
    inside = np.clip(best, 1, len(grid) - 2)
    left, middle, right = (squares[inside + shift, np.arange(len(means))] for shift in (-1, 0, 1))
    shift = 0.5 * (left - right) / np.maximum(left - 2 * middle + right, 1e-300)
    step = np.log(grid[1] / grid[0])
    found = np.where(best == inside, grid[inside] * np.exp(step * shift), np.nan)
    return found, squares[:, 0].min(), len(weight) - degree - 2
