"""Means over replicas with errors. The replica is the independent unit; `uncertainties` propagates correlated errors."""

import numpy as np
from uncertainties import correlated_values
from uncertainties.umath import sqrt


def gather(records, name):
    """One variable of all batches, joined along the replica."""
    return np.concatenate([record[name] for record in records])


def mean_and_error(samples):
    """Mean over the first axis and its standard error.

    Parameters
    ----------
    samples : array, shape (replica, ...)
    """
    samples = np.asarray(samples)
    return samples.mean(0), samples.std(0, ddof=1) / np.sqrt(len(samples))


def combined(values, stderr):
    """Weighted mean of independent measurements of one number, and its standard error."""
    weight = np.asarray(stderr) ** -2.0
    return np.average(values, weights=weight), weight.sum() ** -0.5


def jackknife(function, *samples):
    """A function of means over replicas, and its standard error from leaving out one replica at a time.

    Parameters
    ----------
    function : callable
        Takes as many arrays as there are `samples`, without their first axis, and returns a number or an array.
    *samples : array, shape (replica, ...)
    """
    samples = [np.asarray(s) for s in samples]
    count = len(samples[0])
    value = np.asarray(function(*(s.mean(0) for s in samples)))
    totals = [s.sum(0) for s in samples]
    parts = [function(*((t - s[r]) / (count - 1) for t, s in zip(totals, samples, strict=True))) for r in range(count)]
    return value, np.sqrt((count - 1) * np.var(parts, axis=0))


def control(samples, controls):
    """Samples from which what control variables explain has been taken away: the same expectation, less scatter.

    Each column of `controls` is a function of the replica whose exact equilibrium mean is 0. Samples are regressed on them and
    the fitted parts subtracted; residuals are scaled for the coefficients that were fitted.

    Parameters
    ----------
    samples : array, shape (replica, ...)
    controls : array, shape (replica, n)
    """
    samples = np.asarray(samples)
    count = len(samples)
    design = np.column_stack([np.ones(count), controls])
    coefficients, *_ = np.linalg.lstsq(design, samples.reshape(count, -1), rcond=None)
    residuals = samples.reshape(count, -1) - design @ coefficients
    # the error of the intercept: residuals, fewer degrees of freedom, the leverage of the controls
    scale = np.sqrt((count - 1) / (count - design.shape[1]) * count * np.linalg.pinv(design.T @ design)[0, 0])
    return (coefficients[0] + residuals * scale).reshape(samples.shape)


def crossing_fit(times, curves, threshold):
    """Quadratics in log t around the time at which the mean of noisy curves crosses a threshold, one per replica.

    They are fitted within a factor of 2.5 around the crossing, which the first crossing of a noisy curve, always early, only
    helps to find. The fit is linear in the data, so the mean of the coefficients is the fit of the mean.

    Parameters
    ----------
    times : array, shape (n,)
    curves : array, shape (replica, n)
    threshold : float

    Returns
    -------
    tuple, or None
        The centre in log t about which they are fitted, and the coefficients, highest power first, shape (3, replica); None if
        the curves do not reach well beyond the threshold.
    """
    x = np.log(times)
    mean, error = mean_and_error(curves)
    if mean.max() < threshold or mean.min() > threshold:
        return None
    centre = x[np.argmax(mean > threshold)]
    for attempt in range(20):
        near = np.abs(x - centre) < np.log(2.5)
        if near.sum() < 5 or x[-1] < centre + np.log(1.6):
            return None
        weight = 1 / np.maximum(error[near], 1e-300)
        coefficients = np.polyfit(x[near] - centre, curves[:, near].T, 2, w=weight)
        a, b, c = coefficients.mean(1)
        discriminant = b * b - 4 * a * (c - threshold)
        if b <= 0 or discriminant <= 0:
            return None
        shift = -2 * (c - threshold) / (b + np.sqrt(discriminant))
        if abs(shift) < 1e-3 or attempt == 19:
            break
        centre += np.clip(shift, -1, 1)
    return None if abs(shift) > 0.3 else (centre, coefficients)  # a large shift: the window jumps between noisy crossings


def crossing_time(times, curves, threshold):
    """When the mean of noisy curves crosses a threshold, by `crossing_fit`; its error follows from the scatter of replicas.

    Returns
    -------
    tuple of float, or None
        The natural logarithm of the time and its standard error; None if the curves do not reach well beyond it.
    """
    found = crossing_fit(times, curves, threshold)
    if found is None:
        return None
    centre, coefficients = found
    a, b, c = correlated_values(coefficients.mean(1), np.cov(coefficients) / len(curves))
    root = centre - 2 * (c - threshold) / (b + sqrt(b * b - 4 * a * (c - threshold)))
    return root.nominal_value, root.std_dev


def at_multiples(times, curves, threshold, factors):
    """The mean curve at multiples of the time at which it crosses a threshold, interpolated in log t.

    Curve and crossing come from the same replicas: leaving out one at a time moves both (jackknife).

    Returns
    -------
    tuple of array, or None
        Values and standard errors, each like `factors`, nan outside the curves; None if there is no crossing.
    """
    found = crossing_fit(times, curves, threshold)
    if found is None:
        return None
    (centre, coefficients), count, x = found, len(curves), np.log(times)

    def root(coefficients):
        a, b, c = coefficients
        return centre - 2 * (c - threshold) / (b + np.sqrt(b * b - 4 * a * (c - threshold)))

    def at(log_time, mean):
        return np.interp(log_time + np.log(factors), x, mean, left=np.nan, right=np.nan)

    without = (coefficients.sum(1)[:, None] - coefficients) / (count - 1)
    total = curves.sum(0)
    parts = [at(root(one), (total - curve) / (count - 1)) for one, curve in zip(without.T, curves, strict=True)]
    return at(root(coefficients.mean(1)), curves.mean(0)), np.sqrt((count - 1) * np.var(parts, axis=0))


def log_slope(x, curves, low, high, correction=False):
    """Exponent a of the mean curve over low <= x <= high: a weighted fit of log mean = c + a log x, or + b x^(-1/2) as well.

    With `correction`, a is the asymptotic exponent of a decay whose leading correction is a relative x^(-1/2), as that of
    diffusion. The error comes from leaving out one replica at a time (jackknife), so it knows that the points are correlated.

    Returns
    -------
    tuple of float, or None
        Exponent and standard error; None if too few points, or a mean that is not clearly positive, lie in the range.
    """
    inside = (x >= low) & (x <= high)
    if inside.sum() < 4 + correction or x[-1] < high:
        return None
    mean, error = mean_and_error(curves[:, inside])
    if (mean <= 3 * error).any():
        return None
    count, t = len(curves), x[inside]
    columns = [np.ones_like(t), np.log(t)] + ([t**-0.5] if correction else [])
    weight = mean / error
    solve = np.linalg.pinv(np.stack(columns, 1) * weight[:, None])[1] * weight
    parts = (count * mean - curves[:, inside]) / (count - 1)  # means without one replica
    slopes = np.log(np.maximum(parts, 1e-300)) @ solve
    return np.log(mean) @ solve, np.sqrt((count - 1) * np.var(slopes))
