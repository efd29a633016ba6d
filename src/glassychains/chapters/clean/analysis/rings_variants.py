"""DNLS rings of another length, another step, or another temperature beside those of the study that is used (O1).

A temperature other than infinity, beta U alpha^2 != 0, may be negative. The state is then metastable: a site that has come to
more norm than mu / (2 U) condenses. `square_excess` says whether the mean square of norms grew during the run, `second_half`
whether the rings conducted differently in its second half.
"""

import numpy as np
import pandas as pd

from glassychains.chapters.clean.analysis.rings import conducted, running
from glassychains.methods import onsager
from glassychains.methods.estimates import crossing_time, gather, jackknife, mean_and_error
from glassychains.methods.tables import Numbers, lookup
from glassychains.runs.batches import read_point

THRESHOLD = 0.5  # of phi


def analyse(study, tables):
    """Running curves; kappa and the others of each point, and what they differ by from the rings that are used."""
    reference, curves, numbers = tables[f"{study.uses[0]}.numbers"], [], Numbers()
    for point in study.points:
        p, data = point.parameters, read_point(point)
        state = onsager.State(p)
        x, reduced = float(f"{state.coupling:.3g}"), round(p.get("beta", 0.0) * p["U"] * state.alpha**2, 4)
        labels = {"coupling": x, "beta": reduced, "length": p["length"], "dt": p["dt"]}
        t, integrals = onsager.carried(p, data, state)
        curves += [rows.assign(**labels) for rows in running(x, t, integrals)]
        known = conducted(t, integrals, *onsager.window(x))
        for name, value, stderr in known:
            numbers.add(name, value, stderr, **labels)
        lag, phi = onsager.forgotten(p, data, state)
        if (time := crossing_time(lag, phi, THRESHOLD)) is not None:
            _compared(numbers, "time", np.exp(time[0]), np.exp(time[0]) * time[1], reference, labels, threshold=THRESHOLD)
        for name, value, stderr in known:
            if name in ("kappa", "norm_norm"):
                _compared(numbers, name, value, stderr, reference, labels)
        numbers.add("energy_of_a_site", state.energy / (p["U"] * state.alpha**2), **labels)
        numbers.add("asymmetry", *onsager.asymmetry(data), **labels)
        excess, stderr = mean_and_error(gather(data, "product")[:, 0] / state.square)
        numbers.add("square_excess", excess - 1, stderr, **labels)
        numbers.add("second_half", *second_half(data), **labels)
        change = np.diff(gather(data, "energy"), axis=1)[:, 0] / (p["length"] * p["U"] * state.alpha**2)
        numbers.add("energy_error", np.sqrt((change**2).mean()), **labels)
    return pd.concat(curves), numbers.table()


def _compared(numbers, name, value, stderr, reference, labels, **further):
    """Add a number over that of the rings that are used, if they have it."""
    key = ",".join(f"{label}={one:g}" for label, one in ({"coupling": labels["coupling"]} | further).items())
    try:
        other, error = lookup(reference, f"{name}({key})")
    except KeyError:
        return
    ratio = value / other
    numbers.add(f"{name}_ratio", ratio, ratio * np.hypot(stderr / value, error / other), **labels)


def second_half(data):
    """kappa of single blocks in the second half of the run over that in the first, and its error."""
    e, n = (gather(data, f"{name}_carried") for name in ("energy", "norm"))
    half = e.shape[1] // 2
    parts = [(a * b)[:, where].mean(1) for where in (slice(half), slice(half, None)) for a, b in ((e, e), (e, n), (n, n))]
    return jackknife(lambda *six: onsager.conductivity(*six[3:]) / onsager.conductivity(*six[:3]), *parts)
