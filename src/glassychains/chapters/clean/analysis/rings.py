"""DNLS rings at infinite temperature: how their norms relax and what they conduct, over g / (U alpha), beside rotors (O1).

Of rotors, times are in units of beta^(1/2) and their conductivity in those of beta^(-5/2), the same kind of units as ours: then
both depend on the small parameter alone, which for rotors is beta g. Where times of both are divided by each other, each is in
units of the inverse spread of frequencies.
"""

import numpy as np
import pandas as pd

from glassychains.methods import onsager
from glassychains.methods.estimates import combined, crossing_time, gather, jackknife, mean_and_error
from glassychains.methods.scaling import compare_models, exponent_growth, local_exponents, weighted_line
from glassychains.methods.tables import Numbers, select
from glassychains.runs.batches import read_point

THRESHOLDS = (0.5, 0.7, 0.8)  # of phi, the part that is forgotten
BALLISTIC = 10.0  # times below this many x^(-1/2) belong to the first swing, as for rotors
RANGES = {
    "x<=0.5": 0.5,
    "x<=0.35": 0.35,
}  # couplings that enter a fit; the second is that of the review's Fig. 2(b) in claim R5
COMPARED = 0.35  # slopes of times are compared with those of rotors up to here
LARGEST = 0.5  # and those of conductivities up to here
LAWS = ("power", "quadratic")
FASTER = 2.0  # frequencies of sites, 2 U n, have the spread 2 U alpha; those of rotors, velocities, beta^(-1/2)


def analyse(study, tables):
    """Curves (kind, coupling, t, value, stderr); numbers by coupling x, all in units of methods/onsager.py.

    Kinds: `kept`, 1 - phi(t); `kappa`, `norm_norm` and `mixing`, running; `slope`, kappa from slopes over [t/4, t].
    """
    curves, numbers, times, found = [], Numbers(), {}, {}
    for point in study.points:
        p, data = point.parameters, read_point(point)
        state = onsager.State(p)
        x = state.coupling
        lag, phi = onsager.forgotten(p, data, state)
        curves.append(_curve("kept", x, lag, *mean_and_error(1 - phi)))
        for threshold in THRESHOLDS:
            log_time = crossing_time(lag, phi, threshold)
            if log_time is not None and np.exp(log_time[0]) > BALLISTIC * x**-0.5:
                times.setdefault(threshold, {})[x] = log_time
        t, integrals = onsager.carried(p, data, state)
        curves += running(x, t, integrals)
        for name in ("energy", "norm"):
            change = np.diff(gather(data, name), axis=1)[:, 0] / p["length"]
            numbers.add(f"{name}_error", np.sqrt((change**2).mean()), coupling=x)
        numbers.add("asymmetry", *onsager.asymmetry(data), coupling=x)
        rows = conducted(t, integrals, *onsager.window(x))
        for name, value, stderr in rows:
            numbers.add(name, value, stderr, coupling=x)
        if rows:
            found[x] = {name: (value, stderr) for name, value, stderr in rows}
    _times(numbers, times, tables["relaxation.numbers"])
    _conductivities(numbers, found, tables["greenkubo.numbers"])
    numbers.add(
        "asymmetry_mean", *combined(*zip(*((row["value"], row["stderr"]) for row in numbers.all("asymmetry")), strict=True))
    )
    return pd.concat(curves), numbers.table()


def _curve(kind, x, t, value, stderr):
    return pd.DataFrame({"kind": kind, "coupling": x, "t": t, "value": value, "stderr": stderr})


def running(x, t, integrals):
    """Curves of kappa(t), L_nn(t) and L_en(t) / L_nn(t), and of kappa from slopes over [t/4, t]."""
    rates = integrals / t
    kinds = {"kappa": onsager.kappa(rates), "norm_norm": mean_and_error(rates[2]), "mixing": onsager.mixing(rates)}
    found = [_curve(kind, x, t, *rows) for kind, rows in kinds.items()]
    later = [(end, onsager.slopes(t, integrals, end / 4, end)) for end in t[t >= 4 * t[3]]]
    rows = [(end, *onsager.kappa(one)) for end, one in later if one is not None]
    return [*found, _curve("slope", x, *np.array(rows).reshape(-1, 3).T)]


def conducted(t, integrals, begin, end):
    """Rows (name, value, stderr) of what the slopes over the window say; none if the run is too short."""
    chosen = onsager.slopes(t, integrals, begin, end)
    if chosen is None:
        return []
    rows = [("kappa", *onsager.kappa(chosen)), ("mixing", *onsager.mixing(chosen))]
    rows += [(name, *mean_and_error(one)) for name, one in zip(onsager.PAIRS, chosen, strict=True)]
    rows += [("window_begin", begin, 0.0), ("window_end", end, 0.0)]
    value = rows[0][1]
    for name, factor in (("earlier_window", 0.5), ("later_window", 2.0)):
        other = onsager.slopes(t, integrals, factor * begin, factor * end)
        if other is not None:
            rows.append((name, *_shift(chosen, other, value)))
    return rows


def _shift(chosen, other, value):
    """Relative change of kappa by another window, and its error from the same replicas."""
    pairs = (*chosen, *other)
    shift, stderr = jackknife(lambda *six: onsager.conductivity(*six[3:]) - onsager.conductivity(*six[:3]), *pairs)
    return shift / value, stderr / value


def _times(numbers, times, rotors):
    """Add times, local exponents, laws, and slopes less those of rotors over the same couplings."""
    for threshold, known in times.items():
        x, (log_t, error) = np.array(sorted(known)), np.array([known[one] for one in sorted(known)]).T
        for one, value, stderr in zip(x, log_t, error, strict=True):
            numbers.add("time", np.exp(value), np.exp(value) * stderr, threshold=threshold, coupling=one)
        _exponents(numbers, "exponent", x, log_t, error, threshold=threshold)
        for name, largest in RANGES.items():
            if (chosen := x <= largest).sum() >= 3:
                numbers.take(compare_models(x[chosen], log_t[chosen], error[chosen], LAWS), threshold=threshold, range=name)
        theirs = select(rotors, "time", threshold=threshold).sort_values("g")
        theirs = theirs[(theirs.g <= COMPARED) & theirs.g.isin(x)]
        ours = (x <= COMPARED) & np.isin(x, theirs.g)
        if ours.sum() < 2 or len(theirs) < 2:
            continue
        slope = weighted_line(np.log(x[ours]), log_t[ours], error[ours], scatter=True)
        _compared(numbers, "slope", slope, _slope(theirs, "g"), threshold=threshold)
        for g, time, stderr in theirs[["g", "value", "stderr"]].itertuples(index=False):
            if (same := known.get(g)) is not None:
                ratio = FASTER * np.exp(same[0]) / time
                error = ratio * np.hypot(same[1], stderr / time)
                numbers.add("time_over_rotors", ratio, error, threshold=threshold, coupling=g)


def _slope(rows, coupling):
    """(slope, stderr) of log value against the log of the column `coupling`."""
    line = np.log(rows[coupling]), np.log(rows.value), rows.stderr / rows.value
    return weighted_line(*(one.to_numpy() for one in line), scatter=True)


def _compared(numbers, name, ours, theirs, **labels):
    """Add slopes of ours and of rotors, and their difference."""
    numbers.add(f"{name}_here", *ours, **labels)
    numbers.add(f"{name}_rotors", *theirs, **labels)
    numbers.add(f"{name}_difference", ours[0] - theirs[0], np.hypot(ours[1], theirs[1]), **labels)


def _exponents(numbers, name, x, y, error, **labels):
    """Add local exponents, that at the smallest couplings, and how its size grows between the two smallest intervals."""
    local = local_exponents(x, y, error)
    for middle, exponent, stderr in local:
        numbers.add(name, exponent, stderr, coupling=float(f"{middle:.4g}"), **labels)
    if local:
        numbers.add(f"{name}_lowest", *local[0][1:], **labels)
    if len(local) >= 2:
        sign = np.sign(local[0][1])
        growth, stderr = exponent_growth(x, y, error)  # of n, where y falls like -n log x
        numbers.add(f"{name}_growth_small", -sign * growth, stderr, **labels)


def _conductivities(numbers, found, rotors):
    """Add local exponents of kappa and of L_nn, laws for kappa, and its slope less that of rotors."""
    if len(found) < 2:
        return
    x = np.array(sorted(found))
    for name in ("kappa", "norm_norm"):
        value, stderr = np.array([found[one][name] for one in x]).T
        _exponents(numbers, f"{name}_exponent", x, np.log(value), stderr / value)
        chosen = x <= LARGEST
        if chosen.sum() >= 3:
            fitted = compare_models(x[chosen], -np.log(value[chosen]), stderr[chosen] / value[chosen], LAWS)
            numbers.take(fitted, of=name, range=f"x<={LARGEST:g}")
        if name == "kappa":
            theirs = in_thermal_units(rotors)
            theirs = theirs[(theirs.bg <= LARGEST) & theirs.bg.isin(x)]
            chosen &= np.isin(x, theirs.bg)
            if chosen.sum() >= 2 and len(theirs) >= 2:
                slope = weighted_line(np.log(x[chosen]), np.log(value[chosen]), stderr[chosen] / value[chosen], scatter=True)
                _compared(numbers, "kappa_slope", slope, _slope(theirs, "bg"))


def in_thermal_units(rotors):
    """Conductivity of rotors in units of beta^(-5/2): the reduced one is that over (beta g)^(1/2)."""
    rows = select(rotors, "kappa").sort_values("bg")
    return rows.assign(value=rows.value * rows.bg**0.5, stderr=rows.stderr * rows.bg**0.5)
