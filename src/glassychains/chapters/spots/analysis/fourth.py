"""What a chaotic triple does to a fourth rotor at distance D (claim S4): how fast its window-averaged velocity spreads.

m(t) is the median over replicas of the squared change of the last rotor's average over a window, from the first window to one
t later. Its rate of growth between two lags is D4 = (m(t2) - m(t1)) / (t2 - t1): what does not grow, the wiggle that a window
leaves, drops out. The later lag is the largest up to which the fourth rotor has drawn little from the energy of the triple, of
order g per rotor: D |change| <= g / 3. The earlier one is a quarter of it. (All this was fixed before any run.)
"""

import numpy as np
import pandas as pd

from glassychains.exact.resonances import SEPARATRIX
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.medians import bootstrap
from glassychains.methods.scaling import weighted_line
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

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
}
"""What else might have been fixed, and is tried for its effect."""


def analyse(study):
    """Rows `growth` (length, offset, t, value = m) and `rate` (offset, x = measured distance, value = D4, whether fitted)."""
    curves, numbers, triples, others = [], Numbers(), {}, {}
    step = max(point.parameters["dt"] for point in study.points)
    for point in study.points:
        p, run = point.parameters, Run(point)
        labels = {"length": p["length"], "offset": p["offset"], "dt": p["dt"]}
        m, stderr, _ = bootstrap(lambda squares: np.median(squares, 0), run.squares())
        curves.append(pd.DataFrame({"kind": "growth", **labels, "t": run.lags(), "value": m, "stderr": stderr}))
        numbers.add("captured", *mean_and_error(run.captured), **labels)
        chosen = triples if p["length"] == 4 and p["dt"] == step else others
        chosen[p["length"], p["offset"]] = run
    runs = [triples[key] for key in sorted(triples)]
    for name, change in VARIANTS.items():
        found = rates(runs, **{key: value for key, value in change.items() if key not in ("low", "high")})
        chosen = fitted(found, change.get("low", LOW), change.get("high", HIGH))
        if chosen.sum() >= 3:
            _fit(numbers, found, chosen, {} if name == "as fixed" else {"variant": name})
        if name == "as fixed":
            main = found.assign(kind="rate", length=4, fitted=chosen)
            curves.append(main.drop(columns="draws"))
            for row in main.to_dict("records"):
                labels = {"length": 4, "offset": row["offset"], "dt": step}
                numbers.add("rate", row["value"], row["stderr"], **labels)
                numbers.add("lag", row["t"], **labels)
                numbers.add("distance", row["x"], row["x_stderr"], **labels)
    for (length, offset), run in others.items():
        _compare(numbers, length, main[main.offset == offset], rates([run]), run.parameters["dt"])
    return pd.concat(curves), numbers.table()


class Run:
    """Window-averaged velocities of one point."""

    def __init__(self, point):
        self.parameters, data = point.parameters, read_point(point)
        mean = gather(data, "omega_mean")  # (replica, window, half, site)
        self.window, self.begin = point.parameters["window"], data[0]["window"]
        self.last = mean[..., -1]
        self.distance = mean[..., -1] - mean[..., :-1].mean(-1)
        self.captured = np.abs(self.distance[:, -1, 0]) < SEPARATRIX * point.parameters["g"] ** 0.5

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


def rates(runs, drawn=DRAWN, apart=APART, both=False):
    """D4 of points that start from the same thermal states: a row per offset.

    Returns
    -------
    DataFrame
        offset; x, x_stderr: median distance in the first window, over g^(1/2); t: the later lag; value, stderr; draws: D4 of
        each drawing of replicas, the same replicas for all rows. nan where the change is too large at the earliest lags.
    """
    pairs = [_lags(run, drawn, apart, both) for run in runs]

    def of_all(*arrays):
        found = []
        for run, pair, squares in zip(runs, pairs, arrays[: len(runs)], strict=True):
            m = np.median(squares, 0)
            found.append(np.nan if pair is None else (m[pair[1]] - m[pair[0]]) / np.diff(run.lags(both)[list(pair)])[0])
        return np.array([found, [np.median(one) for one in arrays[len(runs) :]]])

    squares, first = [run.squares(both) for run in runs], [run.distance[:, 0].mean(-1) for run in runs]
    value, stderr, draws = bootstrap(of_all, *squares, *first)
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


def _lags(run, drawn, apart, both):
    """Indices of the earlier and the later lag, or None if already the earliest changes are too large."""
    moved = np.sqrt(np.median(run.squares(both), 0)) * run.parameters["offset"] / run.parameters["g"]
    later = np.argmax(np.append(moved > drawn, True)) - 1
    return (later - apart, later) if later >= apart else None


def fitted(found, low=LOW, high=HIGH):
    """Which rows enter the fit: those in the range whose growth is significant."""
    inside = (found.offset >= low) & (found.offset <= high)
    return (inside & (found.value > SIGNIFICANT * found.stderr)).to_numpy()


def _fit(numbers, found, chosen, labels):
    """Add c, minus the slope of log D4, and its relative change over the range; errors from drawing replicas or from scatter."""
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


def _compare(numbers, length, triple, other, dt):
    """Add the rate beside a pair, or with half the step, relative to that beside a triple."""
    value, stderr = other.value.iloc[0], other.stderr.iloc[0]
    of_triple, its_error = triple.value.iloc[0], triple.stderr.iloc[0]
    ratio = value / of_triple
    error = np.hypot(stderr, ratio * its_error) / of_triple
    if length == 4:
        numbers.add("step_effect", np.log(ratio), error / ratio, offset=other.offset.iloc[0], dt=dt)
    else:
        numbers.add("rate", value, stderr, length=length, offset=other.offset.iloc[0], dt=dt)
        numbers.add("pair_over_triple", ratio, error)
