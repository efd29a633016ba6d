"""Exact motion of thermal rotors against first order in the coupling (claim S1): how well it does, and where it fails.

At each snapshot a site has an *error*, |exact - eq. (5)|, a *change*, |exact - start|, and a *distance*, the difference of
velocities to the closer of its neighbours at the start. A site is *resonant* if that is within the band of a pair,
(8 g)^(1/2), and first order *fails* there if its error exceeds the median change of all sites. The error *shifted* is that of
eq. (5) with angles that turn at the mean velocities that eq. (5) itself gives.
"""

import itertools

import numpy as np
import pandas as pd

from glassychains.exact.firstorder import closer_neighbour, first_order, mean_velocity
from glassychains.exact.resonances import SEPARATRIX
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.medians import bootstrap
from glassychains.methods.scaling import weighted_line
from glassychains.methods.tables import Numbers
from glassychains.models.rotor import from_parameters
from glassychains.runs.batches import read_point

TURNED = 0.3  # the largest g t of a fit: what g adds to the phases is then small
EDGES = np.geomspace(0.1, 100, 19)  # of the bins of distance / g^(1/2)
LEAST = 100  # sites that a bin must have
SHOWN = 0.01  # the coupling of the chain that is shown site by site


def analyse(study):
    """Rows `median` (what, g, t), `mean` of the same, `bin` (g, t, x = distance / g^(1/2)) and `site` (of one chain)."""
    curves, numbers, steps = [], Numbers(), {}
    step = max(point.parameters["dt"] for point in study.points)
    for point in study.points:
        found = _of_point(point)
        if point.parameters["dt"] < step:
            _halved(numbers, point, found, steps[point.parameters["g"]])
            continue
        g = point.parameters["g"]
        steps[g] = found
        distance, omega = found["distance"], found["omega"]
        resonant = distance < SEPARATRIX * g**0.5
        for i, t in enumerate(found["times"]):
            error, change = found["error"][i], found["change"][i]
            for what in ("error", "change", "shifted"):
                one = found[what][i]
                value, stderr, _ = bootstrap(np.median, one)
                numbers.add("median", value, stderr, what=what, g=g, t=t)
                row = {"kind": "median", "what": what, "g": g, "t": t, "value": value, "stderr": stderr}
                curves.append(pd.DataFrame(row, [0]))
                numbers.add("mean", *mean_and_error(one.mean(-1)), what=what, g=g, t=t)
            _failures(numbers, error, change, resonant, g=g, t=t)
            for what in ("error", "shifted"):
                curves.append(_bins(found[what][i], distance / g**0.5).assign(kind="bin", what=what, g=g, t=t))
            if g == SHOWN:
                sites = pd.DataFrame({"x": distance[0] / g**0.5, "value": error[0], "omega": omega[0]})
                sites = sites.assign(site=sites.index + 1, change=np.median(change))
                curves.append(sites.assign(kind="site", what="error", g=g, t=t))
        for what in ("error", "change", "shifted"):
            growth = bootstrap(lambda late, early: np.median(late) / np.median(early), found[what][-1], found[what][0])
            numbers.add("growth", *growth[:2], what=what, g=g)
    _slopes(numbers)
    return pd.concat(curves), numbers.table()


def _of_point(point):
    """Error and change (time, replica, site), distance and velocity (replica, site) at the start."""
    model, data = from_parameters(point.parameters), read_point(point)
    theta, omega, times = gather(data, "position")[:, 0], gather(data, "momentum"), data[0]["snapshot"][1:]
    start = omega[:, 0]
    exact = omega[:, 1:].swapaxes(0, 1)
    predicted = np.array([first_order(model, theta, start, t) for t in times])
    rates = mean_velocity(model, theta, start)
    shifted = np.array([first_order(model, theta, start, t, rates) for t in times])
    return {
        "times": times,
        "error": np.abs(exact - predicted),
        "change": np.abs(exact - start),
        "shifted": np.abs(exact - shifted),
        "distance": closer_neighbour(model, start),
        "omega": start,
        "exact": exact,
    }


def _failures(numbers, error, change, resonant, **labels):
    """Add how much larger errors are at resonant sites, and which share of all sites and of those that fail is resonant."""

    def ratio(error, resonant):
        return np.median(error[resonant]) / np.median(error[~resonant])

    failing = error > np.median(change)
    numbers.add("resonant_over_other", *bootstrap(ratio, error, resonant)[:2], **labels)
    numbers.add("resonant", *mean_and_error(resonant.mean(-1)), **labels)
    numbers.add("failing", *mean_and_error(failing.mean(-1)), **labels)
    if failing.sum() >= LEAST:
        both = bootstrap(lambda failing, resonant: (failing & resonant).sum() / failing.sum(), failing, resonant)
        numbers.add("failures_resonant", *both[:2], **labels)


def _bins(error, x):
    """Median error in bins of x, with its error from drawing replicas anew where there are enough sites."""
    rows = []
    for low, high in itertools.pairwise(EDGES):
        inside = (x >= low) & (x < high)
        if inside.sum() >= LEAST:
            value, stderr, _ = bootstrap(lambda error, inside: np.median(error[inside]), error, inside, draws=50)
            rows.append({"x": (low * high) ** 0.5, "value": value, "stderr": stderr})
    return pd.DataFrame(rows, columns=["x", "value", "stderr"])


def _halved(numbers, point, halved, base):
    """Add by how much a smaller step changes the log of the median error, and how much of that error the step is."""
    if "stream" not in point.parameters:
        return
    labels = {"g": point.parameters["g"], "dt": point.parameters["dt"]}
    for i, t in enumerate(halved["times"]):
        change = bootstrap(lambda a, b: np.log(np.median(a) / np.median(b)), base["error"][i], halved["error"][i])
        numbers.add("step_effect", *change[:2], t=t, **labels)
        share = np.median(np.abs(base["exact"][i] - halved["exact"][i])) / np.median(halved["error"][i])
        numbers.add("step_share", share, t=t, **labels)


def _slopes(numbers):
    """Add slopes of log medians, and of log means, against log g where g t is at most `TURNED`."""
    for quantity, name in (("median", "slope"), ("mean", "mean_slope")):
        rows = pd.DataFrame(numbers.all(quantity))
        for (what, t), chosen in rows[rows.g * rows.t <= TURNED * (1 + 1e-9)].groupby(["what", "t"]):
            if len(chosen) >= 3:
                log, error = np.log(chosen.value.to_numpy()), (chosen.stderr / chosen.value).to_numpy()
                numbers.add(name, *weighted_line(np.log(chosen.g.to_numpy()), log, error, scatter=True), what=what, t=t)
