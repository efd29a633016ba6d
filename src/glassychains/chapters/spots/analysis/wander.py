"""Where activity is after times of the order of the relaxation time (claim S5e)."""

import numpy as np
import pandas as pd

from glassychains.methods import patterns
from glassychains.methods.estimates import gather, jackknife, mean_and_error
from glassychains.methods.tables import Numbers, lookup
from glassychains.runs.batches import read_point

EARLY = 1 / 8  # of a time: patterns until then count as earlier ones


def analyse(study, tables):
    """Curves (g, kind, t, t0, value, stderr): excess of activity of the same sites (`same`) and with those around (`near`).

    Both are relative to their value at the first lag. Numbers: `excess` (g), that value for the same sites; `remaining` (g, t)
    and, at the last time, `remaining` (g); `time_over_t0` (g), what that time is.
    """
    numbers, curves = Numbers(), []
    for point in study.points:
        p, data = point.parameters, read_point(point)
        labels, times = {"g": p["g"]}, data[0]["window"]
        activity = patterns.active(gather(data, "omega_mean"), p["g"], axis=2)[:, :, 0]
        spectra, density = np.fft.rfft(activity, axis=-1), activity.mean((1, 2))
        pairs = []
        for k in range(1, len(times)):
            earlier = (times <= EARLY * times[k]).sum()  # at least the first, at time 0
            pairs.append(patterns.pair_density(spectra[:, :earlier], spectra[:, k : k + 1]))
        pairs = np.stack(pairs, 1)  # replica, time, distance
        first = jackknife(lambda pair, n: patterns.excess(pair[0], n)[0], pairs, density)
        numbers.add("excess", *first, **labels)
        numbers.add("density", *mean_and_error(density), **labels)
        try:
            t0 = lookup(tables[f"{study.uses[0]}.numbers"], f"time(g={p['g']:g},threshold=0.9)")[0]
        except KeyError:
            t0 = np.nan
        for kind, of in (("same", patterns.same), ("near", patterns.near)):
            value, stderr = jackknife(lambda pair, n, of=of: patterns.remaining(pair, n, of), pairs, density)
            curves.append(pd.DataFrame(labels | {"kind": kind, "t": times[1:], "t0": t0, "value": value, "stderr": stderr}))
            if kind == "same":
                for t, v, s in zip(times[1:], value, stderr, strict=True):
                    numbers.add("remaining", v, s, **labels, t=t)
                numbers.add("remaining", value[-1], stderr[-1], **labels)
        if np.isfinite(t0):
            numbers.add("time_over_t0", times[-1] / t0, **labels)
    return pd.concat(curves), numbers.table()
