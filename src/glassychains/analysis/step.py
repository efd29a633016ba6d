"""The time step does not matter: relaxation at several steps from the same thermal states."""

import numpy as np
import pandas as pd

from glassychains.analysis.estimates import crossing_time, gather, mean_and_error
from glassychains.analysis.relaxation import controlled
from glassychains.tables import numbers_table

THRESHOLDS = (0.9, 0.8, 0.7, 0.5)  # log t is compared at the first of these that every step reaches


def analyse(study):
    """phi(t) for each (g, dt); log t at a threshold and velocity variance minus those of the smallest step; energy error."""
    curves, numbers, logs, variances = [], [], {}, {}
    for point in study.points:
        g, dt = point.parameters["g"], point.parameters["dt"]
        lag, phi = controlled(point)
        value, stderr = mean_and_error(phi)
        curves.append(pd.DataFrame({"g": g, "dt": dt, "t": lag, "value": value, "stderr": stderr}))
        logs[g, dt] = [crossing_time(lag, phi, threshold) for threshold in THRESHOLDS]
        energy = gather(point.read(), "energy")
        error, stderr = mean_and_error(np.abs(energy[:, 1] / energy[:, 0] - 1))
        numbers.append((f"energy_error(g={g!r},dt={dt!r})", error, stderr))
        variances[g, dt] = gather(point.read(), "variance")
    for (g, dt), crossings in logs.items():
        steps = sorted(step for coupling, step in logs if coupling == g)
        shared = [k for k in range(len(THRESHOLDS)) if all(logs[g, step][k] for step in steps)]
        if dt == steps[0] and shared:
            numbers.append((f"threshold(g={g!r})", THRESHOLDS[shared[0]], 0.0))
        if dt != steps[0]:  # replica by replica, since all steps begin in the same thermal states
            shift = mean_and_error(variances[g, dt] - variances[g, steps[0]])
            numbers.append((f"variance_shift(g={g!r},dt={dt!r})", *shift))
        if dt != steps[0] and shared:
            (value, stderr), (reference, error) = crossings[shared[0]], logs[g, steps[0]][shared[0]]
            numbers.append((f"log_time_difference(g={g!r},dt={dt!r})", value - reference, np.hypot(stderr, error)))
    return pd.concat(curves), numbers_table(numbers)
