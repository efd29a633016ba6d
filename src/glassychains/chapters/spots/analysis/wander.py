"""Where activity is after times of the order of the relaxation time (claim S5e)."""

import numpy as np
import pandas as pd

from glassychains.chapters.spots.analysis.patterns import WIDTH, excess, half_life, near, pair_density
from glassychains.methods.estimates import gather, jackknife, mean_and_error
from glassychains.methods.tables import Numbers, lookup
from glassychains.runs.batches import read_point

EARLY = 1 / 8  # of a time: patterns until then count as earlier ones


def analyse(study, tables):
    """Curves (g, kind, t, t0, value, stderr): excess of activity of the same sites (`same`) and with those around (`near`).

    Both are relative to their value at the first lag. Numbers: `excess` (g), that value for the same sites; `remaining` (g, t)
    and, at the last time, `remaining` (g); `time_over_t0` (g), what that time is; `half_life` (g) and `half_life_over_t0`.
    """
    numbers, curves = Numbers(), []
    for point in study.points:
        p = point.parameters
        labels, data = {"g": p["g"]}, read_point(point)
        means, times = gather(data, "omega_mean"), data[0]["window"]
        activity = np.abs(means[:, :, 1] - means[:, :, 0]) > WIDTH * p["g"] ** 0.5
        spectra, density = np.fft.rfft(activity, axis=-1), activity.mean((1, 2))
        pairs = []
        for k, t in enumerate(times[1:], 1):
            earlier = np.flatnonzero(times <= EARLY * t) if t > 1.5 * times[1] else np.zeros(1, int)
            earlier = earlier if earlier.size else np.zeros(1, int)
            pairs.append(pair_density(spectra[:, earlier], spectra[:, k : k + 1]))
        pairs = np.stack(pairs, 1)  # replica, time, distance
        first = jackknife(lambda pair, n: excess(pair[0], n)[0], pairs, density)
        numbers.add("excess", *first, **labels)
        numbers.add("density", *mean_and_error(density), **labels)
        try:
            t0 = lookup(tables[f"{study.uses[0]}.numbers"], f"time(g={p['g']:g},threshold=0.9)")[0]
        except KeyError:
            t0 = np.nan
        for kind, of in (("same", lambda e: e[..., 0]), ("near", near)):
            value, stderr = jackknife(lambda pair, n, of=of: of(excess(pair, n)) / of(excess(pair[0], n)), pairs, density)
            curves.append(pd.DataFrame(labels | {"kind": kind, "t": times[1:], "t0": t0, "value": value, "stderr": stderr}))
            if kind == "same":
                for t, v, s in zip(times[1:], value, stderr, strict=True):
                    numbers.add("remaining", v, s, **labels, t=t)
                numbers.add("remaining", value[-1], stderr[-1], **labels)
        numbers.add("time_over_t0", times[-1] / t0, **labels)
        log_half, error = jackknife(lambda pair, n, t=times[1:]: half_life(t, excess(pair, n)[:, 0]), pairs, density)
        if np.isfinite(log_half) and np.isfinite(error):
            half = np.exp(log_half)
            numbers.add("half_life", half, half * error, **labels)
            numbers.add("half_life_over_t0", half / t0, half / t0 * error, **labels)
    return pd.concat(curves), numbers.table()
