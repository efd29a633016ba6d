"""Spreading of a packet by nonlinear diffusion, and which law of diffusivity a measured spreading follows.

The energy per site e(x, t) obeys de/dt = d/dx (D(e) de/dx). The laws of D:

power   D = d e^p                           spreads for ever as m2 ~ t^(2/(2+p))
log2    D = d e^(1/2) exp(-c log(e/e0)^2)   eq. (6) of the review with e as the temperature; d e^(1/2) above e0
tabulated   through measured values of D, for predictions without a free parameter

Under log2, D falls faster than any power of e, so the exponent of m2 falls for ever. d multiplies D, hence only divides time.
"""

from functools import lru_cache, partial
from typing import NamedTuple

import lmfit
import numpy as np
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicSpline, PchipInterpolator
from scipy.linalg import cholesky, solve_triangular

CUT = 12.0
"""Power of D below a table when D is cut off there: a few thousand times smaller at half the density, yet without a jump."""
RTOL, ATOL = 1e-5, 1e-10  # the latter, and EMPTY, as a fraction of the packet's energy
EMPTY = 1e-9  # a last cell with more has been reached by the front
STEP = 0.01  # of log parameters, for derivatives: far above the noise of the solver
REACH = np.log(30.0)  # how far a fit moves log parameters other than d, lest it tries what no solver can do


def power(e, d, p):
    """D = d e^p."""
    return d * e**p


def log2(e, d, c, e0):
    """D = d e^(1/2) exp(-c log(e/e0)^2) for e < e0, from there on d e^(1/2): it rises with e everywhere, and smoothly."""
    return d * np.sqrt(e) * np.exp(-c * np.log(np.clip(e / e0, 1e-300, 1.0)) ** 2)


LAWS = {"power": power, "log2": log2}


def tabulated(density, diffusivity, stderr, below="exponent"):
    """D(e) through measured values: a monotone cubic (PCHIP) of log D against log e, a power of e beyond either end.

    Parameters
    ----------
    density, diffusivity, stderr : array, shape (n,)
        Measured D and its standard errors, by ascending e.
    below : {"exponent", "parabola", "cut"}
        How D goes on below the smallest density: with the last local exponent; as the parabola fitted to all log D, shifted to
        meet the last of them; or with the power `CUT`, next to nothing, which tells how much rests on what was not measured.

    Returns
    -------
    callable
        D of an array of densities e >= 0.
    """
    x, y = np.log(density), np.log(diffusivity)
    inside = PchipInterpolator(x, y)
    first, last = (y[1] - y[0]) / (x[1] - x[0]), (y[-1] - y[-2]) / (x[-1] - x[-2])
    # the solver asks for D millions of times: a fine table serves as well as the cubic itself
    fine = np.linspace(x[0], x[-1], 1 + 64 * (len(x) - 1))
    of_fine, bend = inside(fine), 0.0
    if below == "parabola":
        bend, first, _ = np.polyfit(x - x[0], y, 2, w=np.asarray(diffusivity) / stderr)
    elif below == "cut":
        first = CUT

    def law(e):
        z = np.log(np.maximum(e, 1e-300))  # D of an empty site is 0
        short = np.minimum(z - x[0], 0.0)
        # beyond the top of a parabola D would rise again as e falls
        return np.exp(
            np.interp(z, fine, of_fine) + last * np.maximum(z - x[-1], 0.0) + short * np.maximum(first + bend * short, 0.0)
        )

    return law


def _evolve(law, energy, width, times, cells, largest=np.inf, start=None):
    """Right half of the packet: sites x and densities (time, site) at the `times` before m2 reaches `largest`.

    An odd `width` has a site at 0, half of which belongs to this half. The packet begins as a block, unless its densities
    `start` are given.
    """
    x = np.arange(cells) + (0.0 if width % 2 else 0.5)
    size = np.where(x == 0, 0.5, 1.0)
    if start is None:
        start = np.where(x < width / 2, energy / width, 0.0)
    grid, flux = np.empty(2 * cells - 1), np.zeros(cells + 1)

    def rate(t, e):
        # D between two sites is its mean over the densities from one to the other, by Simpson's rule: the flux is then the
        # difference of the integral of D. An empty site has D = 0; a harmonic mean would let nothing into it, the front would
        # stand still, and D of the mean density moves it by the wrong amount.
        grid[::2] = np.maximum(e, 0.0)  # rounding can leave a density just below 0
        grid[1::2] = (grid[:-2:2] + grid[2::2]) / 2
        at = law(grid)
        flux[1:-1] = (at[:-2:2] + 4 * at[1::2] + at[2::2]) / 6 * (e[1:] - e[:-1])
        return (flux[1:] - flux[:-1]) / size

    def front(t, e):
        return e[-1] - EMPTY * energy

    def wide(t, e):
        return 2 * x**2 @ e / energy - largest

    front.terminal = wide.terminal = True
    if start[-1] > 0:
        raise ValueError(f"a packet of {width} sites fills all of the {cells} cells of its half line: more cells are needed")
    found = solve_ivp(
        rate, (0, times[-1]), start, "LSODA", times, events=(front, wide), rtol=RTOL, atol=ATOL * energy, lband=1, uband=1
    )
    if found.status < 0:
        raise RuntimeError(f"the solver stopped before t = {times[-1]:.4g}: {found.message}")
    if found.t_events[0].size:
        when = found.t_events[0][0]
        raise ValueError(
            f"the front reached the end of the {cells} cells at t = {when:.4g}, before {times[-1]:.4g}: more cells are needed"
        )
    return x, found.y.T


def spread(law, energy, width, times, cells=400):
    """Second moment m2 = sum_x x^2 e_x / sum_x e_x of a packet that starts as a block of equal density.

    Parameters
    ----------
    law : callable
        D of an array of densities e >= 0.
    energy : float
        The sum of e over the sites.
    width : int
        Sites of the block, centred at 0.
    times : array, shape (n,)
        Ascending, from 0 or later.
    cells : int
        Sites of half the line. ValueError if the front reaches the last.

    Returns
    -------
    array, shape (n,)
    """
    x, e = _evolve(law, energy, width, times, cells)
    return 2 * e @ x**2 / energy


def profile(law, energy, width, times, cells=400):
    """Sites x of the whole line and densities e, shape (time, site), of the packet of `spread`."""
    x, e = _evolve(law, energy, width, times, cells)
    mirror = slice(None, 0 if width % 2 else None, -1)
    return np.concatenate([-x[mirror], x]), np.concatenate([e[:, mirror], e], axis=1)


def folded(density, middle):
    """Densities at the distances 0, 1, 2, ... from site `middle`, mean over both sides, shape (..., distance)."""
    reach = min(middle, density.shape[-1] - 1 - middle)
    sites = np.arange(reach + 1)
    return 0.5 * (density[..., middle + sites] + density[..., middle - sites])


def continued(law, half, times, cells=400):
    """What becomes of a symmetric packet: densities at the distances 0 to `cells` - 1 at the `times`, shape (time, distance).

    Parameters
    ----------
    law : callable
        D of an array of densities.
    half : array, shape (n,)
        Densities at the distances 0 to n - 1 from its middle site, as of `folded`; 0 beyond.
    times : array
        Counted from this beginning.
    cells : int
        ValueError if the front, or what a flat halo counts for, reaches the last.
    """
    start = np.zeros(cells)
    start[: len(half)] = half[:cells]
    return _evolve(law, 2 * start.sum() - start[0], 1, np.asarray(times), cells, start=start)[1]


def moment(half, power):
    """<|x|^power> of symmetric densities at the distances 0, 1, 2, ..., shape (..., distance)."""
    x = np.arange(half.shape[-1])
    count = np.where(x == 0, 1.0, 2.0)
    return half @ (count * x**power) / (half @ count)


def local_exponent(times, m2):
    """(t, d log m2 / d log t) between neighbouring times, t being their geometric mean."""
    return np.sqrt(times[1:] * times[:-1]), np.diff(np.log(m2)) / np.diff(np.log(times))


def telling_time(times, exponents_a, exponents_b, difference):
    """First of the times at which two exponents differ by more than `difference`; inf if they never do."""
    apart = np.abs(np.subtract(exponents_a, exponents_b)) > difference
    return times[apart.argmax()] if apart.any() else np.inf


class Fit(NamedTuple):
    """A law fitted to a spreading. `spread(fit.law, energy, width, times)` extrapolates it."""

    values: dict  # of all parameters of the law
    errors: dict  # standard errors, 0 for fixed parameters, nan if the data do not bound a parameter
    chi2: float
    dof: int
    law: partial  # D of e, with these values
    result: lmfit.minimizer.MinimizerResult  # `covar` is that of the logarithms of the free parameters, `var_names`


@lru_cache(maxsize=256)
def _curve(law, shape, energy, width, largest):
    """log m2 as a spline of log(d t) until m2 = `largest`; `shape` holds the parameters other than d, as pairs."""
    unit = partial(LAWS[law], d=1.0, **dict(shape))
    log_time = np.log(10) * np.arange(-3, 30, 0.025) - np.log(unit(energy / width))
    # enough cells for the widest packet of all, a Gaussian, to 8 standard deviations
    x, e = _evolve(unit, energy, width, np.exp(log_time), width + 16 + int(8 * largest**0.5), largest)
    return CubicSpline(log_time[: len(e)], np.log(2 * e @ x**2 / energy))


def precision_of_mean(samples):
    """Covariance of the mean of `samples`, shape (replica, n), scaled so that its inverse is the unbiased precision.

    The inverse of a covariance that is itself estimated from N samples is too large by (N - 1) / (N - n - 2) (Hartlap, Simon
    and Schneider, Astron. Astrophys. 464, 399, 2007).
    """
    count, size = samples.shape
    return np.atleast_2d(np.cov(samples, rowvar=False)) / count * (count - 1) / (count - size - 2)


def fit(times, log_m2, stderr, law, energy, width, start, fixed=()):
    """Weighted least-squares fit of one of `LAWS` to a spreading; errors are those of the data, not rescaled by chi^2.

    Times of one packet are correlated: with their covariance this is the generalized least-squares fit, whose chi^2 has its
    usual distribution. With standard errors alone, times are taken to be independent.

    The fit moves the logarithms of the parameters. d only shifts log t, so one solution of the equation serves for all d.

    Parameters
    ----------
    times, log_m2 : array, shape (n,)
        Natural logarithm of m2.
    stderr : array, shape (n,) or (n, n)
        Its standard errors, or its covariance.
    law : str
    energy, width : float, int
        As in `spread`.
    start : dict
        A value for each parameter of the law; that of d counts only if d is fixed.
    fixed : sequence of str
        Parameters that stay at their start.

    Returns
    -------
    Fit
    """
    # above the data and the block itself; a power of 2, so that a fit to similar data finds the same curves
    largest = 2.0 ** np.ceil(max(np.max(log_m2) / np.log(2), 2 * np.log2(width) - 3) + 1)

    root = cholesky(stderr, lower=True) if np.ndim(stderr) == 2 else None

    def in_errors(values, unit=1.0):
        return values / (unit * stderr) if root is None else solve_triangular(root, values / unit, lower=True)

    def complete(logs):
        return start | {name: float(np.exp(value)) for name, value in logs.items()}

    def curve_of(values):
        shape = tuple(sorted((name, value) for name, value in values.items() if name != "d"))
        return _curve(law, shape, energy, width, largest)

    def predicted(logs):
        values = complete(logs)
        curve, log_time = curve_of(values), np.log(values["d"] * times)
        return curve(np.clip(log_time, curve.x[0], curve.x[-1]))

    def residuals(params):
        return in_errors(predicted(params.valuesdict()) - log_m2)

    def derivatives(params):
        logs = params.valuesdict()
        here = predicted(logs)
        return np.stack([in_errors(predicted(logs | {name: logs[name] + STEP}) - here, STEP) for name in logs])

    params = lmfit.Parameters()
    for name in [name for name in start if name not in fixed]:
        if name == "d":  # better than any guess: the one with which the last point fits
            curve = curve_of(start)
            params.add(name, np.interp(log_m2[-1], curve(curve.x), curve.x) - np.log(times[-1]))
        else:
            value = np.log(start[name])
            params.add(name, value, min=value - REACH, max=value + REACH)
    result = lmfit.minimize(residuals, params, Dfun=derivatives, col_deriv=True, scale_covar=False, xtol=1e-5, ftol=1e-5)
    values, errors = complete(result.params.valuesdict()), dict.fromkeys(start, 0.0)
    for name, found in result.params.items():
        errors[name] = values[name] * (np.nan if found.stderr is None else found.stderr)
    return Fit(values, errors, result.chisqr, result.nfree, partial(LAWS[law], **values), result)
