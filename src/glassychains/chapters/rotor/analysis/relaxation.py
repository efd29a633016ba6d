"""Relaxation of the rotor chain: phi(t), relaxation times t0(g), and how they grow (Fig. 2 of the review)."""

import numpy as np
import pandas as pd

from glassychains.methods.einstein import controls
from glassychains.methods.estimates import at_multiples, control, crossing_time, gather, mean_and_error
from glassychains.methods.scaling import compare_models, exponent_growth, local_exponents, weighted_line
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

THRESHOLDS = (0.5, 0.7, 0.8, 0.9)
TAUS = (0.1, 0.3, 1.0, 3.0)
BALLISTIC = 10.0  # times below this many g^(-1/2) belong to the first swing of the rotors, not to the relaxation
RANGES = {"all": 9.0, "g<=0.5": 0.5, "g<=0.35": 0.35, "g<=0.2": 0.2}
"""Couplings that enter a fit. The last range was added after a referee had refitted the tables of a standard tier."""
SMALL = 0.2  # the largest coupling of the growth of the exponent where it is smallest; chosen with that range


def analyse(study):
    """Curves phi(g, t) of both estimators and, as numbers, relaxation times, collapse, exponents and model fits."""
    curves, numbers, times = [], Numbers(), {}
    for point in study.points:
        data = read_point(point)
        g = point.parameters["g"]
        lag, phi = controlled(point, data)
        for estimator, axis, samples in (("phi", lag, phi), ("phi_raw", data[0]["time"], gather(data, "phi_raw"))):
            value, stderr = mean_and_error(samples)
            curves.append(pd.DataFrame({"g": g, "estimator": estimator, "t": axis, "value": value, "stderr": stderr}))
        for threshold in THRESHOLDS:
            log_time = crossing_time(lag, phi, threshold)
            if log_time is not None and np.exp(log_time[0]) > BALLISTIC * g**-0.5:
                times[g, threshold] = log_time
        late = lag > BALLISTIC * g**-0.5
        numbers.add("largest_drop", *_drop(lag, phi), times="all", g=g)
        numbers.add("largest_drop", *_drop(lag[late], phi[:, late]), times="late", g=g)
        raw = crossing_time(data[0]["time"], gather(data, "phi_raw"), 0.9)
        if raw is not None:
            value, stderr = raw
            numbers.add("raw_time", np.exp(value), np.exp(value) * stderr, threshold=0.9, g=g)
        energy = gather(data, "energy")
        numbers.add("energy_drift", np.abs(energy[:, 1] / energy[:, 0] - 1).max(), g=g)
        if (g, 0.9) in times:
            _collapse(numbers, g, lag, phi)
    for (g, threshold), (value, stderr) in times.items():
        numbers.add("time", np.exp(value), np.exp(value) * stderr, threshold=threshold, g=g)
    _spread(numbers)
    _scaling(numbers, times)
    _monotone(numbers)
    return pd.concat(curves), numbers.table()


def controlled(point, data=None):
    """(lag, phi) of a point, phi per replica with the scatter that `controls` explain taken away."""
    data = data or read_point(point)
    return data[0]["lag"], control(gather(data, "phi"), controls(point, data))


def _collapse(numbers, g, lag, phi):
    """Add phi at fixed t / t0; the error of t0, which is that of the same replicas, is part of it."""
    t0 = np.exp(crossing_time(lag, phi, 0.9)[0])
    for tau, value, stderr in zip(TAUS, *at_multiples(lag, phi, 0.9, TAUS), strict=True):
        if tau * t0 >= BALLISTIC * g**-0.5 and np.isfinite(value) and tau != 1:
            numbers.add("phi", value, stderr, tau=tau, g=g)


def _spread(numbers):
    """Add, for phi at fixed t / t0: largest difference between couplings, smallest one against the nearest other, trend."""
    for tau in (0.1, 3.0):
        found = [(row["g"], row["value"], row["stderr"]) for row in numbers.all("phi") if row["tau"] == tau]
        if len(found) < 3:
            continue
        g, value, stderr = np.array(sorted(found)).T
        high, low = value.argmax(), value.argmin()
        numbers.add("spread", value[high] - value[low], np.hypot(stderr[high], stderr[low]), tau=tau)
        nearest = 1 + np.abs(value[1:] - value[0]).argmin()
        error = np.hypot(stderr[0], stderr[nearest])
        numbers.add("smallest_g_deviation", value[0] - value[nearest], error, tau=tau)
        numbers.add("trend", *weighted_line(np.log(g), value, stderr), tau=tau)


def _drop(lag, phi):
    """The most significant fall of phi between neighbouring times, and its error from the differences within replicas."""
    if len(lag) < 2:
        return 0.0, 0.0
    fall, stderr = mean_and_error(phi[:, :-1] - phi[:, 1:])
    worst = (fall / stderr).argmax()
    return fall[worst], stderr[worst]


def _monotone(numbers):
    """Add the most significant fall of all couplings, that of the smallest, and up to where phi falls nowhere once it swung.

    Before that samples are a few g^(-1/2) apart and can miss the dip of the first swing: nothing is said of couplings there.
    """
    for when in ("all", "late"):
        falls = {row["g"]: (row["value"], row["stderr"]) for row in numbers.all("largest_drop") if row["times"] == when}
        numbers.add("largest_drop", *max(falls.values()), times=when)
        numbers.add("largest_drop_smallest_g", *falls[min(falls)], times=when)
    below = [g for g in sorted(falls) if all(v <= 3 * s for h, (v, s) in falls.items() if h <= g)]
    if below:
        numbers.add("monotone_up_to", below[-1], times="late")


def _scaling(numbers, times):
    """Add local exponents, the growth of the exponent at the smallest couplings, and the laws fitted over each range."""
    for threshold in THRESHOLDS:
        known = sorted((g, *times[g, th]) for g, th in times if th == threshold)
        if len(known) < 3:
            continue
        g, log_t, error = np.array(known).T
        for middle, exponent, stderr in local_exponents(g, log_t, error):
            numbers.add("exponent", exponent, stderr, threshold=threshold, g=float(f"{middle:.4g}"))
        small = g <= SMALL
        if small.sum() >= 3:
            numbers.add("exponent_growth", *exponent_growth(g, log_t, error), threshold=threshold)
            for one, time, stderr in zip(g[small], np.exp(log_t[small]), error[small], strict=True):
                numbers.add("time_times_g5", time * one**5, time * one**5 * stderr, threshold=threshold, g=one)
        for name, largest in RANGES.items():
            chosen = g <= largest
            if chosen.sum() >= 3:
                compared = compare_models(g[chosen], log_t[chosen], error[chosen])
                numbers.take(compared, threshold=threshold, range=name)
                criterion = {row["law"]: row["value"] for row in compared.all("aic")}
                curved = [criterion[law] for law in ("quadratic", "log2_free", "stretched") if law in criterion]
                if curved and "saturating" in criterion:
                    difference = criterion["saturating"] - min(curved)
                    numbers.add("saturating_over_curved", difference, threshold=threshold, range=name)
