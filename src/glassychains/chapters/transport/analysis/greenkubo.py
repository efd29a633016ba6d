"""The conductivity of rotor rings by the Green-Kubo relation (eq. 2), and how it falls with beta g (eq. 10)."""

import numpy as np
import pandas as pd
import stacie

from glassychains.methods.einstein import coupling, running, shifts, slope, unit, window
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.scaling import OF_CONDUCTIVITIES, add_rivals, compare_models, exponent_growth, local_exponents
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

LARGEST = 1.0  # couplings up to this enter exponents: the review's regime is beta g << 1
RANGES = (1.0, 0.5, 0.2)  # largest coupling that enters a law; the last two were added after a referee had refitted the tables
SMALL = 0.2  # the largest coupling of the growth of the exponent where it is smallest; chosen with these ranges
GROUPS = 8  # of replicas, for the error of the spectral estimate
EARLIER = (1 / 256, 1 / 64, 1 / 16, 1 / 4, 1)  # parts of the rule's window at which the estimators are also given


def analyse(study):
    """Curves: running kappa(t) (kind einstein) and slopes of t kappa(t) over [t/4, t] (kind slope), in reduced units.

    Numbers: `kappa` (bg) by the rule of `methods.einstein`; what the windows half and twice as late give, paired; `running`
    and `slope_until` (bg, t), which are kappa(t) and the slope over [t/4, t] up to the end of the window; an independent
    estimate from the power spectrum; local exponents; laws for log kappa against log (beta g).
    """
    curves, numbers, found = [], Numbers(), {}
    for point in study.points:
        p, data = point.parameters, read_point(point)
        bg = coupling(p)
        times, integral = running(point, data)
        value, stderr = mean_and_error(integral / times)
        curves.append(pd.DataFrame({"bg": bg, "kind": "einstein", "t": times, "value": value, "stderr": stderr}))
        slopes = [(t, slope(times, integral, t / 4, t)) for t in times[times >= 4 * times[3]]]
        rows = [(t, *mean_and_error(s)) for t, s in slopes if s is not None]
        curves.append(pd.DataFrame(rows, columns=["t", "value", "stderr"]).assign(bg=bg, kind="slope"))
        begin, end = window(p)
        chosen = slope(times, integral, begin, end)
        if chosen is None:
            continue
        found[bg] = value, stderr = mean_and_error(chosen)
        numbers.add("kappa", value, stderr, bg=bg)
        numbers.add("kappa_error_percent", 100 * stderr / value, bg=bg)
        numbers.add("window_begin", begin, bg=bg)
        numbers.add("window_end", end, bg=bg)
        for name, *shift in shifts(times, integral, begin, end):
            numbers.add(name, *shift, bg=bg)
        for t, running_kappa, slope_kappa in earlier(times, integral, end):
            numbers.add("running", *running_kappa, bg=bg, t=t)
            numbers.add("slope_until", *slope_kappa, bg=bg, t=t)
        independent, ratio = compare(p, data, chosen)
        numbers.add("spectral_kappa", *independent, bg=bg)
        numbers.add("spectral_ratio", *ratio, bg=bg)
    _laws(numbers, found)
    return pd.concat(curves), numbers.table()


def earlier(times, integral, end):
    """What a shorter run would have said: rows (t, kappa(t), slope over [t/4, t]), each (value, error), t parts of `end`."""
    rows = []
    for part in EARLIER:
        t = float(f"{part * end:.4g}")
        chosen = slope(times, integral, t / 4, t)
        if chosen is not None:
            running_kappa = [np.interp(np.log(t), np.log(times), one) for one in integral / times]
            rows.append((t, mean_and_error(running_kappa), mean_and_error(chosen)))
    return rows


def spectral(p, carried, step):
    """Reduced kappa from the low end of the power spectrum of the current, by STACIE.

    The estimator chooses the range of its fit itself; the logarithm of the spectrum is fitted by a constant and a square of
    the frequency, in which a spectrum is even.

    Parameters
    ----------
    p : dict
        Parameters of the point.
    carried : array, shape (replica, block)
    step : float
        Length of a block.
    """
    prefactor = unit(p) / p["length"]
    spectrum = stacie.compute_spectrum(carried / step, prefactors=prefactor, timestep=step, include_zero_freq=False)
    return stacie.estimate_acint(spectrum, stacie.ExpPolyModel([0, 2])).acint


def compare(p, data, ours):
    """The spectral estimate and its ratio to the mean of `ours`, each (value, error).

    STACIE's own error supposes that all replicas are alike, but each has its energy and conducts accordingly. Errors come from
    leaving out one of `GROUPS` groups of replicas at a time, the same for both estimates.
    """
    carried, step = gather(data, "carried"), data[0]["block"][1] - data[0]["block"][0]
    group = np.arange(len(ours)) * GROUPS // len(ours)
    parts = np.array([(spectral(p, carried[group != k], step), ours[group != k].mean()) for k in range(GROUPS)])
    value = spectral(p, carried, step)
    scale = np.sqrt(GROUPS - 1)
    return (value, scale * parts[:, 0].std()), (value / ours.mean(), scale * (parts[:, 0] / parts[:, 1]).std())


def _laws(numbers, found):
    """Add local exponents and the laws fitted over the couplings up to `LARGEST`."""
    if len(found) < 3:
        return
    bg, (value, stderr) = np.array(sorted(found)), np.array([found[x] for x in sorted(found)]).T
    error = stderr / value
    local = local_exponents(bg, np.log(value), error)
    for middle, exponent, stderr in local:
        numbers.add("exponent", exponent, stderr, bg=float(f"{middle:.4g}"))
    small = [row for row in local if row[0] < LARGEST]
    numbers.add("exponent_lowest", *small[0][1:])
    numbers.add("exponent_highest", *small[-1][1:])
    numbers.add("exponent_growth", small[0][1] - small[-1][1], np.hypot(small[0][2], small[-1][2]))
    for largest in RANGES:
        chosen = bg <= largest
        if chosen.sum() >= 3:
            compared = compare_models(bg[chosen], -np.log(value[chosen]), error[chosen], OF_CONDUCTIVITIES)
            add_rivals(compared)
            numbers.take(compared, range=f"bg<={largest:g}")
    small = bg <= SMALL
    if small.sum() >= 3:
        numbers.add("exponent_growth_small", *exponent_growth(bg, -np.log(value), error))
        curvature = numbers.get("fit", law="quadratic", parameter="k", range=f"bg<={RANGES[1]:g}")
        if curvature:  # the exponent is n - 2 k log(beta g), from the middle of one interval to that of the next
            numbers.add("exponent_growth_quadratic", *np.log(bg[2] / bg[0]) * np.array(curvature))
        for one, kappa, stderr in zip(bg[small], value[small], error[small], strict=True):
            numbers.add("kappa_over_fourth_power", kappa / one**4, kappa / one**4 * stderr, bg=one)
