"""Chains of n rotors, fast at one end, damped at the other: the linear fall of w^(4(n-1)), linear response and its asymptote.

Curves (kind power, `length` n, `w`, small parameter `small` = g / w^2): `value` is the power that friction takes, `ratio` the
time of the fall over that of linear response, `law` the slope of w^(4(n-1)) over 2 gamma (n-1) g^(2(n-1)). Kind fall: `value`
is how far replica 0 has fallen at `t`, w^(4(n-1)) over that slope, both from where the fall begins. Numbers (length) of fits
where g / w^2 < 0.03 (fixed before production): `power` of w in the power, `prefactor`, `ratio` (what=far, what=fall, and
what=coarse with a longer step).
"""

import numpy as np
import pandas as pd

from glassychains.exact import leaks
from glassychains.methods.estimates import mean_and_error
from glassychains.methods.leaking import SETTLED, asymptotic, energies, leak_of
from glassychains.methods.tables import Numbers

WIDE = 2.0  # ratio of velocities above which a point is one of many velocities, not of falls
LOWEST = 0.05  # of g / w^2: falls are followed down to there
ROWS = 100  # of a curve of a fall


def analyse(study):
    """Curves and numbers of all points."""
    curves, numbers = [], Numbers()
    for point in study.points:
        p = point.parameters
        g, gamma, sites = p["g"], p["damping"], p["length"] - 1
        labels = {"length": p["length"]}
        slope = 2 * gamma * sites * g ** (2 * sites)

        def speed(energy, g=g):
            return np.sqrt(2 * (energy - g))

        wait = SETTLED / leaks.slowest(sites, g, gamma, False)
        leak, lost = leak_of(point, wait, g + 0.5 * g / LOWEST)
        keep = np.isfinite(leak.time)
        known = np.geomspace(0.9 * (g / LOWEST) ** 0.5, 1.1 * speed(leak.begin.max()), 200)
        powers = leaks.rotor_power(known, sites, g, gamma)
        theory = np.full(len(keep), np.nan)
        for k in np.flatnonzero(keep):
            if lost[k] < 1e-6 * leak.begin[k]:
                theory[k] = lost[k] / leaks.rotor_power(speed(leak.begin[k]), sites, g, gamma)[0]
            else:
                theory[k] = leaks.fall_time(0.5 * known**2 + g, powers, leak.begin[k], leak.begin[k] - lost[k])
        ratio, power, energy = leak.time / theory, lost / leak.time, leak.begin - 0.5 * lost
        w = speed(energy)
        small = g / w**2
        if p["raised_range"] < WIDE:
            steps = [o.parameters["dt"] for o in study.points if _same_fall(o.parameters, p)]
            if p["dt"] > min(steps):
                numbers.add("ratio", *mean_and_error(ratio[keep]), **labels, what="coarse")
                continue
            numbers.add("ratio", *mean_and_error(ratio[keep]), **labels, what="fall")
            numbers.add("time", *mean_and_error(leak.time[keep]), **labels, what="fall")
            numbers.add("from", speed(leak.begin)[keep].mean(), 0.0, **labels, what="fall")
            numbers.add("to", speed(leak.begin - lost)[keep].mean(), 0.0, **labels, what="fall")
            t, energy, _ = energies(point)
            inside = np.flatnonzero((t > wait) & (energy[0] > g + 0.5 * g / LOWEST))
            inside = inside[:: max(1, len(inside) // ROWS)]
            fast, t = speed(energy[0, inside]), t[inside]
            line = fast ** (4 * sites) / slope
            curves.append(
                pd.DataFrame({"kind": "fall", **labels, "t": t - t[0], "w": fast, "value": line[0] - line, "stderr": 0.0})
            )
            continue
        law_of = power * w ** (4 * sites - 2) / (0.5 * gamma * g ** (2 * sites))
        rows = {"kind": "power", **labels, "w": w, "small": small, "value": power, "stderr": 0.0}
        curves.append(pd.DataFrame(rows | {"ratio": ratio, "law": law_of, "response": power * ratio})[keep])
        numbers.add("expected_power", 4 * sites - 2, 0.0, **labels)
        asymptotic(numbers, "power", *(one[keep] for one in (w, power, small, ratio, law_of)), **labels)
    return pd.concat(curves), numbers.table()


def _same_fall(one, other):
    """Do two points differ in the step alone, as far as falls go?"""
    return all(one[key] == other[key] for key in ("length", "raised_to", "raised_range"))
