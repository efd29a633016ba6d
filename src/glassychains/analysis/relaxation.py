"""Relaxation of the rotor chain: phi(t), relaxation times t0(g), and how they grow (Fig. 2 of the review)."""

import numpy as np
import pandas as pd

from glassychains.analysis.conductivity import controls
from glassychains.analysis.estimates import control, crossing_time, gather, mean_and_error
from glassychains.analysis.scaling import compare_models, local_exponents, weighted_line
from glassychains.tables import numbers_table

THRESHOLDS = (0.5, 0.7, 0.8, 0.9)
TAUS = (0.1, 0.3, 1.0, 3.0)
BALLISTIC = 10.0  # times below this many g^(-1/2) belong to the first swing of the rotors, not to the relaxation
RANGES = {"all": 9.0, "g<=0.5": 0.5, "g<=0.35": 0.35}  # couplings that enter a fit, fixed before looking


def analyse(study):
    """Curves phi(g, t) of both estimators and, as numbers, relaxation times, collapse, exponents and model fits."""
    curves, numbers, times, drops = [], [], {}, {"all": [], "late": []}
    for point in study.points:
        data = point.read()
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
            numbers.append((f"t0_raw(g={g!r})", np.exp(value), np.exp(value) * stderr))
        numbers += _energy_drift(g, data)
        if (g, 0.9) in times:
            numbers += _collapse(g, lag, phi, np.exp(times[g, 0.9][0]))
    for (g, threshold), (value, stderr) in times.items():
        numbers.append((f"t{threshold:g}(g={g!r})", np.exp(value), np.exp(value) * stderr))
    numbers += _spread(numbers) + _scaling(times)
    for when, falls in drops.items():
        numbers.append((f"largest_drop({when})", *max(falls)))
    return pd.concat(curves), numbers_table(numbers)


def controlled(point, data=None):
    """(lag, phi) of a point, phi per replica with the scatter that `controls` explain taken away."""
    data = data or point.read()
    return data[0]["lag"], control(gather(data, "phi"), controls(point, data))


def _energy_drift(g, data):
    energy = gather(data, "energy")
    return [(f"energy_drift(g={g!r})", np.abs(energy[:, 1] / energy[:, 0] - 1).max(), 0.0)]


def _collapse(g, lag, phi, t0):
    """phi at fixed t / t0, interpolated in log t."""
    rows = []
    for tau in TAUS:
        if max(lag[0], BALLISTIC * g**-0.5) <= tau * t0 <= lag[-1]:
            at = np.array([np.interp(np.log(tau * t0), np.log(lag), one) for one in phi])
            value, stderr = mean_and_error(at)
            rows.append((f"phi(tau={tau:g},g={g!r})", value, stderr))
    return rows


def _spread(numbers):
    """phi at fixed t/t0: largest difference between couplings, smallest one against the nearest other, trend with log g."""
    rows = []
    for tau in (0.1, 3.0):
        found = [(float(q[q.index("g=") + 2 : -1]), v, s) for q, v, s in numbers if q.startswith(f"phi(tau={tau:g},")]
        if len(found) < 3:
            continue
        g, value, stderr = np.array(sorted(found)).T
        high, low = value.argmax(), value.argmin()
        rows.append((f"spread(tau={tau:g})", value[high] - value[low], np.hypot(stderr[high], stderr[low])))
        nearest = 1 + np.abs(value[1:] - value[0]).argmin()
        error = np.hypot(stderr[0], stderr[nearest])
        rows.append((f"smallest_g_deviation(tau={tau:g})", value[0] - value[nearest], error))
        rows.append((f"trend(tau={tau:g})", *weighted_line(np.log(g), value, stderr)))
    return rows


def _drop(lag, phi):
    """The most significant fall of phi between neighbouring times, and its error from the differences within replicas."""
    if len(lag) < 2:
        return 0.0, 0.0
    fall, stderr = mean_and_error(phi[:, :-1] - phi[:, 1:])
    worst = (fall / stderr).argmax()
    return fall[worst], stderr[worst]


def _scaling(times):
    rows = []
    for threshold in THRESHOLDS:
        known = sorted((g, *times[g, th]) for g, th in times if th == threshold)
        if len(known) < 3:
            continue
        g, log_t, error = np.array(known).T
        for middle, exponent, stderr in local_exponents(g, log_t, error):
            rows.append((f"exponent(phi={threshold:g},g={middle:.4g})", exponent, stderr))
        for name, largest in RANGES.items():
            chosen = g <= largest
            if chosen.sum() >= 3:
                rows += compare_models(g[chosen], log_t[chosen], error[chosen], f"phi={threshold:g},{name}")
    return rows
