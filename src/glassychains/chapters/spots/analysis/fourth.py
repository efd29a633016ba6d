"""What a chaotic triple does to a fourth rotor at distance D (claim S4): how fast its window-averaged velocity spreads.

A triple is *active*, a spot, if early on, before the fourth rotor has done much to it, the average velocities of one of its
rotors over two neighbouring windows differ by more than g^(1/2) / 2. m(t) is the median over replicas with an active triple of
the squared change of the fourth rotor's average over a window, from the first window to one t later. Its rate of growth between
two lags is D4 = (m(t2) - m(t1)) / (t2 - t1): what does not grow, the wiggle that a window leaves, drops out. The later lag is
the largest up to which the fourth rotor has drawn little from the energy of the triple, of order g per rotor:
D |change| <= g / 3. The earlier one is a quarter of it. (All but activity was fixed before any run.)
"""

import copy

import numpy as np
import pandas as pd

from glassychains.exact.resonances import SEPARATRIX
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.medians import bootstrap
from glassychains.methods.scaling import weighted_line
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

ACTIVE = 0.5  # change of a window average, over g^(1/2), of an active rotor: as in the study `raster`
EARLY = 512.0  # the latest time g^(1/2) t at which a window begins that tells of activity
LOW, HIGH = 6.0, 11.0  # range of D / g^(1/2) of the fit
DRAWN = 1 / 3  # largest D |change| / g at the later lag
APART = 2  # the earlier lag, in powers of two before the later one
SIGNIFICANT = 3  # standard errors that a rate in the fit must have
VARIANTS = {
    "as fixed": {},
    "half the change": {"drawn": DRAWN / 2},
    "twice the change": {"drawn": DRAWN * 2},
    "lags a factor of two apart": {"apart": 1},
    "lags a factor of eight apart": {"apart": 3},
    "windows twice as long": {"both": True},
    "lower half of the range": {"high": 8.5},
    "upper half of the range": {"low": 8.5},
    "activity at any time": {"who": "ever"},
    "active in two early windows": {"who": "twice"},
    "regular triples too": {"who": "everyone"},
}
"""What else might have been fixed, and is tried for its effect."""


def analyse(study):
    """Rows `growth` (length, offset, t, value = m) and `rate` (offset, x = measured distance, value = D4, whether fitted)."""
    curves, numbers, triples, others = [], Numbers(), {}, []
    first = study.points[0].parameters
    for point in study.points:
        p, run = point.parameters, Run(point)
        labels = {"length": p["length"], "offset": p["offset"], "dt": p["dt"], "beta": p["beta"]}
        members = run.active if p["length"] == first["length"] else run.everyone
        m, stderr, _ = bootstrap(lambda squares: np.median(squares, 0), run.squares()[members])
        curves.append(pd.DataFrame({"kind": "growth", **labels, "t": run.lags(), "value": m, "stderr": stderr}))
        for who in ("active", "ever"):
            numbers.add(who, *mean_and_error(getattr(run, who)), **labels)
        numbers.add("captured", *mean_and_error(run.captured[members]), **labels)
        if all(p[key] == first[key] for key in ("length", "dt", "beta")):
            triples[p["offset"]] = run
        else:
            others.append(run)
    runs = [triples[offset] for offset in sorted(triples)]
    for name, change in VARIANTS.items():
        found = rates(runs, **{key: value for key, value in change.items() if key not in ("low", "high")})
        chosen = fitted(found, change.get("low", LOW), change.get("high", HIGH))
        if chosen.sum() >= 3:
            _fit(numbers, found, chosen, {} if name == "as fixed" else {"variant": name})
        if name == "as fixed":
            main = found.assign(kind="rate", **{key: first[key] for key in ("length", "dt", "beta")}, fitted=chosen)
            curves.append(main.drop(columns="draws"))
            for row in main.to_dict("records"):
                labels = {key: row[key] for key in ("length", "offset", "dt", "beta")}
                if np.isfinite(row["value"]):
                    numbers.add("rate", row["value"], row["stderr"], **labels)
                    numbers.add("lag", row["t"], **labels)
                numbers.add("distance", row["x"], row["x_stderr"], **labels)
    for name, key in (("half the time step", "dt"), ("hotter triples", "beta")):
        chosen = [run for run in others if run.parameters["length"] == first["length"] and run.parameters[key] < first[key]]
        if len(chosen) >= 3:
            found = rates(chosen)
            _fit(numbers, found, fitted(found), {"variant": name})
    for run in others:
        _compare(numbers, triples[run.parameters["offset"]], run)
    return pd.concat(curves), numbers.table()


class Run:
    """Window-averaged velocities of one point."""

    def __init__(self, point):
        self.parameters, data = point.parameters, read_point(point)
        mean = gather(data, "omega_mean")  # (replica, window, half, site)
        self.window, self.begin = point.parameters["window"], data[0]["window"]
        self.last = mean[..., -1]
        self.distance = mean[..., -1] - mean[..., :-1].mean(-1)
        width = point.parameters["g"] ** 0.5
        self.captured = np.abs(self.distance[:, -1, 0]) < SEPARATRIX * width
        active = (np.abs(mean[..., 1, :-1] - mean[..., 0, :-1]) > ACTIVE * width).any(-1)
        early = active[:, self.begin <= EARLY / width].sum(1)
        self.active, self.twice, self.ever = early > 0, early > 1, active.any(1)
        self.everyone = np.ones(len(active), bool)

    def first(self, number):
        """The same with the first `number` replicas."""
        found = copy.copy(self)
        for name in ("last", "distance", "captured", "active", "twice", "ever", "everyone"):
            setattr(found, name, getattr(self, name)[:number])
        return found

    def lags(self, both=False):
        """Time from the first window to each later one."""
        return self.begin[1:] if both else np.append(self.window, self.begin[1:])

    def squares(self, both=False):
        """Squared change (replica, lag), of windows or, with `both`, of windows twice as long."""
        if both:
            mean = self.last.mean(-1)
            return (mean[:, 1:] - mean[:, :1]) ** 2
        change = np.column_stack([self.last[:, 0, 1], self.last[:, 1:, 0]]) - self.last[:, :1, 0]
        return change**2


def rates(runs, drawn=DRAWN, apart=APART, both=False, who="active"):
    """D4 of points that start from the same thermal states: a row per offset. `who` says which triples.

    Returns
    -------
    DataFrame
        offset; x, x_stderr: median distance in the first window, over g^(1/2); t: the later lag; value, stderr; draws: D4 of
        each drawing of replicas, the same replicas for all rows. nan where the change is too large at the earliest lags.
    """
    members = [getattr(run, who) for run in runs]
    pairs = [_lags(run, of, drawn, apart, both) for run, of in zip(runs, members, strict=True)]
    spans = [np.nan if pair is None else np.diff(run.lags(both)[list(pair)])[0] for run, pair in zip(runs, pairs, strict=True)]

    def of_all(*arrays):
        found = []
        for span, squares, first, of in zip(spans, *(arrays[i::3] for i in range(3)), strict=True):
            early, late = np.median(squares[of], 0)
            found.append([(late - early) / span, np.median(first[of])])
        return np.transpose(found)

    arrays = []
    for run, pair, of in zip(runs, pairs, members, strict=True):
        arrays += [run.squares(both)[:, list(pair or (0, 0))], run.distance[:, 0].mean(-1), of]
    value, stderr, draws = bootstrap(of_all, *arrays)
    scale = [run.parameters["g"] ** 0.5 for run in runs]
    return pd.DataFrame(
        {
            "offset": [run.parameters["offset"] for run in runs],
            "x": value[1] / scale,
            "x_stderr": stderr[1] / scale,
            "t": [np.nan if pair is None else run.lags(both)[pair[1]] for run, pair in zip(runs, pairs, strict=True)],
            "value": value[0],
            "stderr": stderr[0],
            "draws": list(draws[:, 0].T),
        }
    )


def _lags(run, of, drawn, apart, both):
    """Indices of the earlier and the later lag, or None if already the earliest changes are too large; `of` says of whom."""
    moved = np.sqrt(np.median(run.squares(both)[of], 0)) * run.parameters["offset"] / run.parameters["g"]
    later = np.argmax(np.append(moved > drawn, True)) - 1
    return (later - apart, later) if later >= apart else None


def fitted(found, low=LOW, high=HIGH):
    """Which rows enter the fit: those in the range whose growth is significant."""
    inside = (found.offset >= low) & (found.offset <= high)
    return (inside & (found.value > SIGNIFICANT * found.stderr)).to_numpy()


def _fit(numbers, found, chosen, labels):
    """Add c, minus the slope of log D4, and its relative change over it; errors from drawing replicas, or from scatter."""
    rows = found[chosen]
    x, log = rows.x.to_numpy(), np.log(rows.value.to_numpy())
    error = (rows.stderr / rows.value).to_numpy()
    draws = np.log(np.maximum(np.stack(rows.draws), 1e-300)).T
    slope, scattered = weighted_line(x, log, error, scatter=True)

    def line(log):
        return -np.polyfit(x, log, 1, w=1 / error)[0]

    def bend(log):
        curvature = np.polyfit(x, log, 2, w=1 / error)[0]
        return -2 * curvature * (HIGH - LOW) / line(log)

    numbers.add("c", -slope, max(scattered, np.std([line(one) for one in draws])), **labels)
    numbers.add("points", len(rows), **labels)
    rest = log - np.polyval(np.polyfit(x, log, 1, w=1 / error), x)
    numbers.add("chi2", np.sum((rest / error) ** 2), **labels)
    curved = np.polyval(np.polyfit(x, log, 2, w=1 / error), x)
    spare = max(len(rows) - 3, 1)
    scatter = max(1.0, np.sum(((log - curved) / error) ** 2) / spare) ** 0.5
    numbers.add("bend", bend(log), np.std([bend(one) for one in draws]) * scatter, **labels)
    if not labels:
        numbers.add("intercept", np.polyfit(x, log, 1, w=1 / error)[1])


def _compare(numbers, triple, other):
    """Add the rate beside a pair relative to that beside a triple, or what half the step or another temperature changes.

    As many replicas are taken of both; those of half the step start from the same thermal states.
    """
    p = other.parameters
    alike = p["length"] == triple.parameters["length"]
    found = rates([triple.first(len(other.active)), other], who="active" if alike else "everyone")  # a pair is never active
    value, draws = found.value, np.stack(found.draws)
    labels = {key: p[key] for key in ("length", "offset", "dt", "beta")}
    numbers.add("rate", value[1], found.stderr[1], **labels)
    if alike:
        numbers.add("log_ratio", np.log(value[1] / value[0]), np.std(np.log(np.maximum(draws[1] / draws[0], 1e-300))), **labels)
    else:
        numbers.add("pair_over_triple", value[1] / value[0], np.std(draws[1] / draws[0]))
