"""Chaotic spots at weak coupling (claim R2): which sites have moved, and three snapshots to look at (Fig. 1)."""

import numpy as np
import pandas as pd

from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

MOVED = 0.3  # a site has moved if its window-averaged velocity changed by more


def analyse(study):
    """Rows `moved`, `active` and `overlap` (t, value, error), and `trace` (start, t, site, omega of replica 0).

    moved    fraction of sites whose averaged velocity differs from that of the first window
    ever     fraction of sites for which it did in some recorded window up to then
    active   fraction of sites whose averaged velocity differs between two neighbouring windows: the chaotic spots of that time
    overlap  probability that a site active at t = 0 is active at t, over that of any site: 1 once spots forget where they were
    """
    curves, numbers = [], Numbers()
    for point in study.points:
        data = read_point(point)
        mean, times = gather(data, "omega_mean"), data[0]["window"]
        moved = np.abs(mean[:, 1:, 0] - mean[:, :1, 0]) > MOVED
        active = np.abs(mean[:, :, 1] - mean[:, :, 0]) > MOVED
        ever = np.maximum.accumulate(moved, axis=1)
        for kind, start, flags in (("ever", 1, ever), ("moved", 1, moved), ("active", 0, active)):
            value, stderr = mean_and_error(flags.mean(-1))
            curves.append(pd.DataFrame({"kind": kind, "t": times[start:], "value": value, "stderr": stderr}))
            for t, v, s in zip(times[start:], value, stderr, strict=True):
                numbers.add(kind, v, s, t=t)
        density = active.mean(-1)
        numbers.add("active_mean", *mean_and_error(density.mean(1)))
        numbers.add("chains_with_a_spot", *mean_and_error(active.any(-1).mean(1)))
        overlap = np.array([_overlap(active[:, 0], later) for later in active.swapaxes(0, 1)[1:]])
        curves.append(pd.DataFrame({"kind": "overlap", "t": times[1:], "value": overlap[:, 0], "stderr": overlap[:, 1]}))
        for t, (v, s) in zip(times[1:], overlap, strict=True):
            numbers.add("overlap", v, s, t=t)
        fall = overlap[0] - overlap[-1]
        numbers.add("overlap_fall", fall[0], np.hypot(overlap[0, 1], overlap[-1, 1]))
        for trace, omega in zip(data[0]["trace"], data[0]["omega_trace"], strict=True):
            frame = pd.DataFrame(omega, index=data[0]["sample"], columns=range(1, omega.shape[1] + 1))
            frame = frame.rename_axis(index="t").reset_index().melt("t", var_name="site", value_name="value")
            curves.append(frame.assign(kind="trace", start=trace))
    return pd.concat(curves), numbers.table()


def _overlap(early, late):
    """P(late | early) / P(late) and its jackknife error over replicas. Arrays (replica, site) of bool."""
    both, e, l_ = ((x.sum(1).sum() - np.append(0, x.sum(1))) for x in (early & late, early, late))
    sites = early.size - np.append(0, np.full(len(early), early.shape[1]))
    ratio = both * sites / np.maximum(e * l_, 1)  # the first with all replicas, then without one
    count = len(early)
    return ratio[0], np.sqrt((count - 1) * np.var(ratio[1:]))
