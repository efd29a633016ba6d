"""The time step does not matter: relaxation at several steps from the same thermal states."""

import numpy as np
import pandas as pd

from glassychains.chapters.rotor.analysis.relaxation import controlled
from glassychains.methods.estimates import crossing_time, gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

THRESHOLDS = (0.9, 0.8, 0.7, 0.5)  # log t is compared at the first of these that every step reaches


def analyse(study):
    """phi(t) for each (g, dt); log t at a threshold and velocity variance minus those of the smallest step; energy error."""
    curves, numbers, logs, variances = [], Numbers(), {}, {}
    for point in study.points:
        g, dt = point.parameters["g"], point.parameters["dt"]
        lag, phi = controlled(point)
        value, stderr = mean_and_error(phi)
        curves.append(pd.DataFrame({"g": g, "dt": dt, "t": lag, "value": value, "stderr": stderr}))
        logs[g, dt] = [crossing_time(lag, phi, threshold) for threshold in THRESHOLDS]
        energy = gather(read_point(point), "energy")
        error, stderr = mean_and_error(np.abs(energy[:, 1] / energy[:, 0] - 1))
        numbers.add("energy_error", error, stderr, g=g, dt=dt)
        variances[g, dt] = gather(read_point(point), "variance")
    for (g, dt), crossings in logs.items():
        steps = sorted(step for coupling, step in logs if coupling == g)
        shared = [k for k in range(len(THRESHOLDS)) if all(logs[g, step][k] for step in steps)]
        if dt == steps[0] and shared:
            numbers.add("threshold", THRESHOLDS[shared[0]], g=g)
        if dt != steps[0]:  # replica by replica, since all steps begin in the same thermal states
            numbers.add("variance_shift", *mean_and_error(variances[g, dt] - variances[g, steps[0]]), g=g, dt=dt)
        if dt != steps[0] and shared:
            (value, stderr), (reference, error) = crossings[shared[0]], logs[g, steps[0]][shared[0]]
            numbers.add("log_time_difference", value - reference, np.hypot(stderr, error), g=g, dt=dt)
    return pd.concat(curves), numbers.table()
