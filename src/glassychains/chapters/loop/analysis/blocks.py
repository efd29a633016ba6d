r"""Do blocks of equal density spread as functions of t / w^2? Local diffusion tested without a parameter (claims L5f to L5j).

If the energy per site e obeys the diffusion equation :math:`\partial_t e = \partial_x (D(e) \partial_x e)`, so does
e(x / a, t / a^2), whatever D: packets that begin with one density on w sites have m2 / w^2 and P / w that depend on t / w^2
alone. For w and 2 w at equal t / w^2,

.. math:: r = \log \frac{m_2(2w, 4t)}{4\, m_2(w, t)}

vanishes. If modes of a length l add l^2 to m2, r is about -(3/4) l^2 / m2(w, t). If times grew as w^z, r would be
a (2 - z) log 2 with the exponent a of m2, from which z follows. Means over realizations come first, then the logarithm: the
scatter of m2 falls with w, and means of logarithms would show it as a departure. Mulansky, Ahnert and Pikovsky
(arXiv:1007.3427) scale time by the density.
"""

import numpy as np
import pandas as pd

from glassychains.methods.estimates import gather, jackknife, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

SCALED = (2.5, 25.0, 250.0)
"""t / w^2 at which blocks are compared."""
GRID = 10 ** np.arange(0, 3.01, 0.1)
"""t / w^2 at which the log ratio is drawn."""
AROUND = 10**0.25  # an exponent is that between t / AROUND and t
FEATURES = {"m2": 2, "participation": 1}
"""Power of w with which each grows at equal t / w^2."""


def at(times, values, t):
    """Values of each replica at time t, interpolated as powers of time; None where the run is too short."""
    if not 0.999 * times[0] <= t <= 1.001 * times[-1]:
        return None
    x = np.clip(np.log(t), np.log(times[0]), np.log(times[-1]))
    high = np.clip(np.searchsorted(np.log(times), x), 1, len(times) - 1)
    part = (x - np.log(times[high - 1])) / np.log(times[high] / times[high - 1])
    return values[:, high - 1] ** (1 - part) * values[:, high] ** part


def log_mean(samples):
    """Logarithm of the mean over replicas, and its error."""
    return jackknife(np.log, samples)


def log_ratio(small, large, power):
    """log of the mean of `large` over 2^power times that of `small`, and its error; both arrays of replicas."""
    (a, error_a), (b, error_b) = log_mean(small), log_mean(large)
    return b - a - power * np.log(2), np.hypot(error_a, error_b)


def exponent(times, values, t):
    """Exponent of the mean between t / AROUND and t, at which runs may end, and its error."""
    one, two = at(times, values, t / AROUND), at(times, values, t)
    return jackknife(lambda a, b: np.log(b / a) / np.log(AROUND), one, two)


def analyse(study):
    """Curves (sites, kind, t, scaled, value, stderr) and numbers log_ratio, bend, alpha, z.

    m2, participation   means over realizations
    log_ratio           of m2, from `sites` to twice as many
    """
    curves, numbers, runs = [], Numbers(), {}
    for point in sorted(study.points, key=lambda point: point.parameters["duration"]):  # the longest run of each width stays
        data = read_point(point)
        runs[point.parameters["packet_sites"]] = data[0]["time"], {name: gather(data, name) for name in FEATURES}
        labels = {"sites": point.parameters["packet_sites"], "duration": point.parameters["duration"]}
        energy = gather(data, "energy")
        numbers.add("edge", gather(data, "edge").max(), **labels)
        numbers.add("energy_error", np.abs(energy / energy[:, :1] - 1).max(), **labels)
    for sites, (times, features) in sorted(runs.items()):
        for kind, values in features.items():
            mean, stderr = mean_and_error(values)
            rows = {"sites": sites, "kind": kind, "t": times, "scaled": times / sites**2, "value": mean, "stderr": stderr}
            curves.append(pd.DataFrame(rows))
        numbers.add("realizations", len(features["m2"]), sites=sites)
    for kind, power in FEATURES.items():
        for scaled in SCALED:
            known = {sites: at(times, features[kind], scaled * sites**2) for sites, (times, features) in runs.items()}
            for sites, small in sorted(known.items()):
                large, labels = known.get(2 * sites), {"sites": sites, "scaled": scaled}
                if small is None or large is None:
                    continue
                ratio, error = log_ratio(small, large, power)
                numbers.add(f"log_ratio_{kind}", ratio, error, **labels)
                if kind == "m2":
                    times, features = runs[2 * sites]
                    a, its_error = exponent(times, features[kind], 4 * scaled * sites**2)
                    numbers.add("alpha", a, its_error, sites=2 * sites, scaled=scaled)
                    if a > 3 * its_error:
                        numbers.add("z", 2 - ratio / (a * np.log(2)), error / (a * np.log(2)), **labels)
                larger = known.get(4 * sites)
                if larger is not None:  # what the next doubling departs less: positive if r comes to 0 from below
                    (one, e1), (two, e2), (four, e4) = map(log_mean, (small, large, larger))
                    numbers.add(f"bend_{kind}", four - 2 * two + one, np.sqrt(e1**2 + 4 * e2**2 + e4**2), **labels)
    for sites, (times, features) in sorted(runs.items()):
        rows = []
        for scaled in GRID if 2 * sites in runs else ():
            others, bigger = runs[2 * sites]
            pair = at(times, features["m2"], scaled * sites**2), at(others, bigger["m2"], 4 * scaled * sites**2)
            if all(one is not None for one in pair):
                rows.append((scaled * sites**2, scaled, *log_ratio(*pair, 2)))
        shown = pd.DataFrame(rows, columns=["t", "scaled", "value", "stderr"])
        curves.append(shown.assign(sites=sites, kind="log_ratio"))
    return pd.concat(curves), numbers.table()
