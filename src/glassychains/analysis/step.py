"""The time step does not matter: relaxation at several steps from the same thermal states."""

import numpy as np
import pandas as pd

from glassychains.analysis.estimates import crossing_time, gather, mean_and_error
from glassychains.analysis.relaxation import controlled
from glassychains.tables import numbers_table

THRESHOLD = {1.0: 0.9, 0.25: 0.7}  # where log t is compared: at weak coupling a shorter run reaches 0.7


def analyse(study):
    """phi(t) for each (g, dt); log t at a threshold minus that of the smallest step; energy error."""
    curves, numbers, logs = [], [], {}
    for point in study.points:
        g, dt = point.parameters["g"], point.parameters["dt"]
        lag, phi = controlled(point)
        value, stderr = mean_and_error(phi)
        curves.append(pd.DataFrame({"g": g, "dt": dt, "t": lag, "value": value, "stderr": stderr}))
        logs[g, dt] = crossing_time(lag, phi, THRESHOLD[g])
        energy = gather(point.read(), "energy")
        error, stderr = mean_and_error(np.abs(energy[:, 1] / energy[:, 0] - 1))
        numbers.append((f"energy_error(g={g!r},dt={dt!r})", error, stderr))
    for (g, dt), (value, stderr) in logs.items():
        finest = min(step for coupling, step in logs if coupling == g)
        if dt != finest:
            reference, error = logs[g, finest]
            numbers.append((f"log_time_difference(g={g!r},dt={dt!r})", value - reference, np.hypot(stderr, error)))
    return pd.concat(curves), numbers_table(numbers)
