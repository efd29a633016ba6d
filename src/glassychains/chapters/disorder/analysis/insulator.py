"""The Anderson insulator, eq. (15) at g = 0, without sampling: modes, localization lengths, currents, profiles (claim Q1)."""

from itertools import pairwise

import numpy as np
import pandas as pd
from uncertainties import ufloat

from glassychains.exact.springs import localization_length
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.numerics.realizations import generator
from glassychains.runs.batches import read_point

SITES = 400_000  # of the chain of transfer matrices
FREQUENCIES = 24
BINS = 12


def analyse(study):
    """Curves (kind, length, x, value, stderr): participation, localization (against frequency), current, typical, profile.

    current     mean over realizations of J L; typical: exp of the mean of log J, times L
    profile     temperature of each site of realization 0 of the longest chain below 33 sites, x from 0 to 1
    """
    curves, numbers, flows = [], Numbers(), {}

    def add(kind, length, x, value, stderr):
        curves.append(pd.DataFrame({"kind": kind, "length": length, "x": x, "value": value, "stderr": stderr}))

    for point in sorted(study.points, key=lambda point: point.parameters["length"]):
        p, data = point.parameters, read_point(point)
        length, current = p["length"], gather(data, "current")
        frequency, sharing, temperature = (gather(data, name) for name in ("frequency", "participation", "temperature"))
        flows[length] = np.log(current)
        add("current", length, [length], *([x] for x in mean_and_error(current * length)))
        typical, error = mean_and_error(np.log(current))
        add("typical", length, [length], [np.exp(typical) * length], [np.exp(typical) * length * error])
        numbers.add("JL", *mean_and_error(current * length), length=length)
        numbers.add("log_J", typical, error, length=length)
        numbers.add("participation", *mean_and_error(sharing.mean(1)), length=length)
        edges = np.quantile(frequency, np.linspace(0, 1, BINS + 1))
        for low, high in pairwise(edges):
            inside = (frequency >= low) & (frequency < high)
            some = inside.any(1)
            means = (sharing * inside)[some].sum(1) / inside[some].sum(1)
            add("participation", length, [(low + high) / 2], *([x] for x in mean_and_error(means)))
        hot, cold = 1 / p["beta_left"], 1 / p["beta_right"]
        variation = np.abs(np.diff(temperature, axis=1)).sum(1) / (hot - cold)
        numbers.add("variation", *mean_and_error(variation), length=length)
    shown = max(point.parameters["length"] for point in study.points if point.parameters["length"] <= 32)
    for point in study.points:
        if point.parameters["length"] == shown:
            profile = read_point(point)[0]["temperature"][0]
            add("profile", shown, (np.arange(shown) + 0.5) / shown, profile, 0.0)
    typical = {length: ufloat(*mean_and_error(flow)) for length, flow in sorted(flows.items())}  # of log J
    steps, slopes = [], []
    for short, long in pairwise(typical):
        fall = typical[short] - typical[long]
        steps.append(fall / (long - short))
        slopes.append(-fall / np.log(long / short))
        numbers.add("slope", slopes[-1].nominal_value, slopes[-1].std_dev, short=short, long=long)
        numbers.add("decay", steps[-1].nominal_value, steps[-1].std_dev, short=short, long=long)
    ratio, growth = steps[-1] / steps[-2], slopes[-1] - slopes[-2]  # the length between them enters both
    numbers.add("decay_ratio", ratio.nominal_value, ratio.std_dev)
    numbers.add("slope_growth", growth.nominal_value, growth.std_dev)
    both = {32, 64} <= flows.keys()  # the lengths that the claims compare
    if both:
        one, two = (ufloat(*numbers.get("participation", length=length)) for length in (32, 64))
        numbers.add("participation_ratio", (two / one).nominal_value, (two / one).std_dev)
    p = study.points[0].parameters
    pinning, spring = p["pinning"][1], p["coupling"][1]
    chain = pinning * (1 + p["disorder"] * (2 * generator("localization length").random(SITES) - 1))
    lowest, highest = pinning * (1 - p["disorder"]), pinning * (1 + p["disorder"]) + 4 * spring
    grid = np.sqrt(np.linspace(lowest, highest, FREQUENCIES + 2)[1:-1])
    xi, error = localization_length(chain, spring, grid)
    add("localization", 0, grid, xi, error)
    numbers.add("localization_largest", xi.max(), error[xi.argmax()])
    over = steps[-1] * ufloat(xi.max(), error[xi.argmax()])
    numbers.add("decay_over_expected", over.nominal_value, over.std_dev)
    return pd.concat(curves), numbers.table()
