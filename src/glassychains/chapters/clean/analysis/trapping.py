r"""A wave packet in a clean DNLS chain at zero density: self-trapping against spreading.

All norm n begins on one site, with the energy U n^2 + 2 g n. Hopping can hold at most 4 g n, and the rest must stay in
U sum_x n_x^2, so that at all times

.. math:: \sum_x (n_x / n)^2 \ge 1 - \frac{2g}{U n} :

for U n / g > 2 the packet occupies no more than 1 / (1 - 2 g / (U n)) sites, for ever. Below that spreading is allowed, and
what spreads in a clean chain at vanishing density is linear, m_2 = 2 (g t)^2.
"""

import numpy as np
import pandas as pd

from glassychains.methods.estimates import gather
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

LATE = 0.1  # exponents are fitted over the last decade of a run


def bound(ratio):
    """Most sites that a packet of U n / g = `ratio` can occupy; infinite if there is no such limit."""
    return 1 / (1 - 2 / ratio) if ratio > 2 else np.inf


def analyse(study):
    """Curves (ratio, duration, dt, kind, t, value): participation, m2 / (g t)^2, and the part on the fullest site.

    Replicas differ by a phase which nothing depends on: there is no error but that of the step.
    """
    curves, numbers = [], Numbers()
    usual = study.points[0].parameters
    for point in study.points:
        p, data = point.parameters, read_point(point)
        ratio, g, times = p["U"] * p["packet_density"] / p["g"], p["g"], data[0]["time"]
        participation, m2 = (gather(data, name).mean(0) for name in ("participation", "m2"))
        largest = data[0]["density"].max(-1) / p["packet_density"]
        labels = {"ratio": ratio, "duration": p["duration"], "dt": p["dt"]}
        for kind, values in (("participation", participation), ("m2", m2 / (g * times) ** 2), ("largest", largest)):
            curves.append(pd.DataFrame(labels | {"kind": kind, "t": times, "value": values}))
        who = {"ratio": ratio} | {key: p[key] for key in ("duration", "dt") if p[key] != usual[key]}
        late = times >= LATE * times[-1]
        for name, values in (("m2", m2), ("participation", participation), ("largest", largest)):
            numbers.add(f"exponent_{name}", np.polyfit(np.log(times[late]), np.log(values[late]), 1)[0], **who)
        numbers.add("most_sites", participation.max(), **who)
        numbers.add("least_largest", largest.min(), **who)
        numbers.add("largest", largest[-1], **who)
        numbers.add("speed", np.sqrt(m2[-1]) / (g * times[-1]), **who)
        numbers.add("small", 1 / ratio, **who)
        if ratio > 2:
            numbers.add("bound", bound(ratio), **who)
            numbers.add("most_sites_over_bound", participation.max() / bound(ratio), **who)
        energy = gather(data, "energy")
        numbers.add("energy_error", np.abs(energy / energy[:, :1] - 1).max(), **who)
        numbers.add("edge", gather(data, "edge").max(), **who)
    return pd.concat(curves), numbers.table()
