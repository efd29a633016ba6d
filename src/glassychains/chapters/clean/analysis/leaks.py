"""What breathers leak into friction at the ends of their chains (eq. 14), beside linear response and its asymptotic law.

Curves (kind power, a, length, `energy`, small parameter `small`): `value` is the power that friction takes, `ratio` the time of
the fall over that of linear response, `law` the power over the asymptotic law. Kind exponent: `value` is f between neighbouring
energies. Numbers (a, length) of fits where H^(2/a - 1) < 0.03 (fixed before production): `f`, `prefactor` over the law, `ratio`
(what=far there, what=fall of falls from a start of the same energy within a factor 1.5).
"""

import numpy as np
import pandas as pd

from glassychains.exact import leaks
from glassychains.methods.estimates import mean_and_error
from glassychains.methods.leaking import SETTLED, asymptotic, energies, leak_of
from glassychains.methods.tables import Numbers

FLOOR = 20.0  # energy down to which falls are followed, when the breather's frequency is still above those of the arms
WIDE = 2.0  # ratio of momenta above which a point is one of many energies, not of falls


def analyse(study):
    """Curves and numbers of all points."""
    curves, numbers = [], Numbers()
    for point in study.points:
        p = point.parameters
        a, b, sites = len(p["pinning"]), len(p["coupling"]), (p["length"] - 1) // 2
        labels = {"a": a, "length": p["length"]}
        if b == a:
            _control(point, labels, numbers)
            continue
        leak, lost = leak_of(point, SETTLED / leaks.slowest(sites, p["coupling"][1], p["damping"]), FLOOR)
        keep = np.isfinite(leak.time) & (lost > 0)
        known, powers, _ = leaks.breathers(a, sites, p["damping"], 0.7 * FLOOR, 1.1 * leak.begin.max())
        theory = np.full(len(keep), np.nan)
        for k in np.flatnonzero(keep):
            theory[k] = fall(known, powers, leak.begin[k], lost[k])
        ratio, power, energy = leak.time / theory, lost / leak.time, leak.begin - 0.5 * lost
        small = energy ** (2 / a - 1)
        if p["raised_range"] < WIDE:
            name = "fall" if p["dt"] == min(o.parameters["dt"] for o in _falls(study, p)) else "coarse"
            numbers.add("ratio", *mean_and_error(ratio[keep]), **labels, what=name)
            numbers.add("time", *mean_and_error(leak.time[keep]), **labels, what=name)
            numbers.add("from", leak.begin[keep].mean(), 0.0, **labels, what=name)
            numbers.add("to", (leak.begin - lost)[keep].mean(), 0.0, **labels, what=name)
            continue
        constant, f = leaks.breather_law(a, sites, p["damping"])
        over = power * energy**f / constant
        rows = {"kind": "power", **labels, "energy": energy, "small": small, "value": power, "stderr": 0.0}
        curves.append(pd.DataFrame(rows | {"ratio": ratio, "law": over, "response": power * ratio})[keep])
        local = -np.diff(np.log(power)) / np.diff(np.log(energy))
        middle = np.sqrt(energy[1:] * energy[:-1])
        rows = {"kind": "exponent", **labels, "energy": middle, "small": middle ** (2 / a - 1), "value": local, "stderr": 0.0}
        curves.append(pd.DataFrame(rows)[keep[1:] & keep[:-1]])
        numbers.add("expected_f", f, 0.0, **labels)
        numbers.add("smallest", small[keep].min(), 0.0, **labels)
        asymptotic(numbers, "f", *(one[keep] for one in (energy, power, small, ratio, over)), **labels)
    return pd.concat(curves), numbers.table()


def _falls(study, p):
    """Points of the study that differ from `p` in the step alone."""
    same = ("pinning", "length", "raised_to", "raised_range")
    return [one for one in study.points if all(one.parameters[key] == p[key] for key in same)]


def fall(known, powers, begin, lost):
    """Time in which linear response lets the energy fall by `lost`; a loss without digits in H itself is one at one power."""
    if lost < 1e-6 * begin:
        return lost / np.exp(np.interp(np.log(begin), np.log(known), np.log(powers)))
    return leaks.fall_time(known, powers, begin, begin - lost)


def _control(point, labels, numbers):
    """Pinning that grows no faster than the coupling: the time to lose half, against the energy."""
    t, energy, _ = energies(point)
    start = energy[:, 0]
    half = np.array([np.interp(-0.5, -row / row[0], t) for row in energy])
    count = len(start)
    log_start, log_half = np.log(start), np.log(half)
    slope = [np.polyfit(np.delete(log_start, k), np.delete(log_half, k), 1)[0] for k in range(count)]
    value = np.polyfit(log_start, log_half, 1)[0]
    numbers.add("half_slope", value, np.sqrt((count - 1) * np.var(slope)), **labels)
    numbers.add("half_time", *mean_and_error(half), **labels)
