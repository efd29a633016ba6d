"""Relaxation of the rotor chain: phi(t), relaxation times t0(g), and how they grow (Fig. 2 of the review)."""

import numpy as np
import pandas as pd

from glassychains.methods.einstein import controls
from glassychains.methods.estimates import control, crossing_time, gather, mean_and_error
from glassychains.methods.scaling import compare_models, local_exponents, weighted_line
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

THRESHOLDS = (0.5, 0.7, 0.8, 0.9)
TAUS = (0.1, 0.3, 1.0, 3.0)
BALLISTIC = 10.0  # times below this many g^(-1/2) belong to the first swing of the rotors, not to the relaxation
RANGES = {"all": 9.0, "g<=0.5": 0.5, "g<=0.35": 0.35}  # couplings that enter a fit, fixed before looking


def analyse(study):
    """Curves phi(g, t) of both estimators and, as numbers, relaxation times, collapse, exponents and model fits."""
    curves, numbers, times, drops = [], Numbers(), {}, {"all": [], "late": []}
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
        drops["all"].append(_drop(lag, phi))
        drops["late"].append(_drop(lag[late], phi[:, late]))
        raw = crossing_time(data[0]["time"], gather(data, "phi_raw"), 0.9)
        if raw is not None:
            value, stderr = raw
            numbers.add("raw_time", np.exp(value), np.exp(value) * stderr, threshold=0.9, g=g)
        energy = gather(data, "energy")
        numbers.add("energy_drift", np.abs(energy[:, 1] / energy[:, 0] - 1).max(), g=g)
        if (g, 0.9) in times:
            _collapse(numbers, g, lag, phi, np.exp(times[g, 0.9][0]))
    for (g, threshold), (value, stderr) in times.items():
        numbers.add("time", np.exp(value), np.exp(value) * stderr, threshold=threshold, g=g)
    _spread(numbers)
    _scaling(numbers, times)
    for when, falls in drops.items():
        numbers.add("largest_drop", *max(falls), times=when)
    return pd.concat(curves), numbers.table()


def controlled(point, data=None):
    """(lag, phi) of a point, phi per replica with the scatter that `controls` explain taken away."""
    data = data or read_point(point)
    return data[0]["lag"], control(gather(data, "phi"), controls(point, data))


def _collapse(numbers, g, lag, phi, t0):
    """Add phi at fixed t / t0, interpolated in log t."""
    for tau in TAUS:
        if max(lag[0], BALLISTIC * g**-0.5) <= tau * t0 <= lag[-1]:
            at = np.array([np.interp(np.log(tau * t0), np.log(lag), one) for one in phi])
            numbers.add("phi", *mean_and_error(at), tau=tau, g=g)


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


def _scaling(numbers, times):
    """Add local exponents and the laws fitted over each range of couplings."""
    for threshold in THRESHOLDS:
        known = sorted((g, *times[g, th]) for g, th in times if th == threshold)
        if len(known) < 3:
            continue
        g, log_t, error = np.array(known).T
        for middle, exponent, stderr in local_exponents(g, log_t, error):
            numbers.add("exponent", exponent, stderr, threshold=threshold, g=float(f"{middle:.4g}"))
        for name, largest in RANGES.items():
            chosen = g <= largest
            if chosen.sum() >= 3:
                numbers.take(compare_models(g[chosen], log_t[chosen], error[chosen]), threshold=threshold, range=name)
