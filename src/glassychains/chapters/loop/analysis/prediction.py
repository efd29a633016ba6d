"""Packets predicted by nonlinear diffusion with the diffusivity that their chain has in equilibrium (claims L1).

How it is judged was fixed before the packets of this study were run:

- D(e) goes through the values of the study `chain15` for the bulk as in `methods.diffusion.tabulated`, below the lowest density
  with the last local exponent. Other continuations, and D of single rings, are shown beside it.
- m2 here is the second moment of the mean profile about the site where packets begin, sum (x - x0)^2 <e_x> / E. The equation
  is one for this profile; the centres of packets, which the disorder scatters, belong to it, and their share is given.
- The *growth* over a window is that of this m2, over what the equation makes of the measured profile at its beginning, made
  symmetric: before a packet has filled its linear modes nothing is in local equilibrium, and later windows do not inherit it.
  Rows judge decades; windows of a decade that begin every half decade are drawn.
- Added when 32 packets of the study `packets` had shown that widths scatter among packets and that a halo holds most of m2: the
  growth of P^2 of the single packet, which the halo hardly enters. The predicted curve is taken up where it has the measured P.
- A decade is *explained* if growth differs from 1 by no more than two standard errors and `ALLOWANCE`.
- Errors of the data come from leaving out one batch of realizations at a time, and are unknown with fewer than `FEWEST`. Those
  of D come from moving each measured log D by its error.
"""

import numpy as np
import pandas as pd
from scipy.special import betainc

from glassychains.chapters.packets.analysis.packets import FITTED_FROM, LAWS
from glassychains.exact.springs import site_fluctuations
from glassychains.methods import diffusion
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.fluctuations import thermal_packets
from glassychains.methods.tables import Numbers, select
from glassychains.numerics.realizations import generator, uniform
from glassychains.runs.batches import read_point

ALLOWANCE = 0.25  # of growth, with the reasons of claim L1a
FEWEST = 4  # batches that give an error
FROM = 1e4  # from where profile and m2 are followed, besides from the packet's own beginning
STARTS = 10.0 ** np.arange(2, 5.6, 0.5)  # of windows
AT = (1e3, 1e4, 1e5, 1e6)  # where packets are compared with thermal ones
DRAWS = 1000  # thermal packets
P4 = 1.25  # 1 + 1/p of Barenblatt's profile for p = 4
CHAIN = 2000  # sites of the chain that gives the exact fluctuations
BELOW = ("parabola", "cut")
ENOUGH = 16  # realizations for each of the times of a joint fit
PER_DECADE = 2  # times of the joint fits: correlated ones add little, and a covariance of many is poorly known


class Measured:
    """D(e) of the chain with half the coupling `g0`, and what its errors do: `law`, and `moved`, one law for each measured D.

    `otherwise` has laws that differ in what one could have taken as well: by name.
    """

    def __init__(self, table, g0):
        found = [select(table, name, g0=g0).set_index("beta") for name in ("energy", "diffusivity", "ring_diffusivity")]
        energies, bulk, rings = (rows.sort_index(ascending=False) for rows in found)
        self.e, self.d, self.stderr = energies.value.loc[bulk.index].to_numpy(), bulk.value.to_numpy(), bulk.stderr.to_numpy()
        self.law = self.with_d(self.d)
        self.otherwise = {below: self.with_d(self.d, below) for below in BELOW}
        self.otherwise["rings"] = self.with_d(rings.value.loc[bulk.index].to_numpy())
        ups = np.exp(np.diag(self.stderr / self.d))
        self.moved = [self.with_d(self.d * up) for up in ups]

    def with_d(self, d, below="exponent"):
        """The law through other values."""
        return diffusion.tabulated(self.e, d, self.stderr, below)

    def error(self, function, value):
        """Standard error of `function` of the law, whose value is known, from the errors of D."""
        return np.sqrt(sum((function(law) - value) ** 2 for law in self.moved))


class Packets:
    """The packets of one run: features (replica, time), and the energies `half` (batch, time, distance) on both sides of x0."""

    def __init__(self, point):
        p, data = point.parameters, read_point(point)
        middle = (p["length"] - p["packet_sites"]) // 2 + p["packet_sites"] // 2
        self.times, self.batch = data[0]["time"], p["batch"]
        self.energy, self.sites = p["packet_density"], p["packet_sites"]
        self.density = np.array([record["density"] for record in data])
        self.half = diffusion.folded(self.density, middle)
        self.m2, self.participation, centre = (gather(data, name) for name in ("m2", "participation", "centre"))
        self.offset = centre + 0.5 * (p["length"] - 1) - middle

    def reaches(self, t):
        return self.times[-1] > 0.98 * t

    def index(self, t):
        return np.abs(np.log(self.times / t)).argmin()

    def beginning(self, law, times):
        """Profiles predicted from the packet's own beginning, shape (time, distance)."""
        x, e = diffusion.profile(law, self.energy * self.sites, self.sites, times)
        return e[:, len(x) // 2 :]

    def by_batches(self, function):
        """A function of the batches that are kept, and its error from leaving out one at a time."""
        count = len(self.half)
        value = function(np.ones(count, bool))
        if count < FEWEST:
            return value, np.full(np.shape(value), np.nan)
        parts = [function(np.arange(count) != out) for out in range(count)]
        return value, np.sqrt((count - 1) * np.var(parts, axis=0))


def analyse(study, tables):
    """Curves (packet, kind, t, x, value, stderr) and numbers.

    m2              second moment of the mean profile; typical is exp of the mean logarithm of that of each packet
    beginning       predicted from the beginning; beginning_parabola, _cut, _rings with other D
    continued       predicted from the measured profile at `FROM`
    participation   exp of the mean logarithm; thermal and smooth of the predicted profile with and without fluctuations
    profile         energies at distance x, over those of a flat packet, m2 and all; profile_predicted, profile_barenblatt
    growth          growth over the decade that begins at t
    diffusivity     D at the densities x
    """
    first = study.points[0].parameters
    measured, numbers, curves = Measured(tables["chain15.numbers"], 0.5 * first["coupling"][1]), Numbers(), []
    exact = fluctuations(first)
    numbers.add("exact_fluctuation", exact)
    numbers.add("lowest_density", measured.e[0])
    groups = {}
    for point in study.points:
        p = point.parameters
        groups.setdefault((p["packet_density"], p["packet_sites"]), []).append(Packets(point))
    grid = np.geomspace(measured.e[0] / 30, measured.e[-1] * 3, 200)
    parts = [("diffusivity", np.nan, grid, measured.law(grid), measured.error(lambda law: law(grid), measured.law(grid)))]
    parts += [(f"diffusivity_{name}", np.nan, grid, law(grid), 0.0) for name, law in measured.otherwise.items()]
    parts += [("diffusivity_measured", np.nan, measured.e, measured.d, measured.stderr)]
    curves += [_rows("chain15", *part) for part in parts]
    for (energy, sites), runs in groups.items():
        runs.sort(key=lambda run: -run.times[-1])
        labels, name = {"energy": energy, "sites": sites}, f"E={energy:g},sites={sites}"
        found, drawn = Numbers(), []
        numbers.add("realizations", len(runs[0].m2), **labels)
        _moments(runs[0], measured, found, drawn)
        _growths(runs, measured, found, drawn)
        _thermal(runs[0], measured, exact, found, drawn)
        _growth_of_participation(runs[0], measured, exact, found)
        _profiles(runs[0], measured, found, drawn)
        numbers.take(found, **labels)
        curves += [_rows(name, *part) for part in drawn]
        if (energy, sites) == next(iter(groups)):
            numbers.take(joint(runs[0]))
            explained = _explained(found)
            if explained is not None:
                numbers.add("explained_from", explained)
    return pd.concat(curves), numbers.table()


def _rows(packet, kind, t, x, value, stderr):
    return pd.DataFrame({"packet": packet, "kind": kind, "t": t, "x": x, "value": value, "stderr": stderr})


def fluctuations(p):
    """sum <e^2> / sum <e>^2 of the linear chain of these packets in equilibrium."""
    eps = p["pinning"][1] * (1 + p["disorder"] * (2 * uniform(["fluctuations of a chain"], CHAIN)[0] - 1))
    return site_fluctuations(eps, p["coupling"][1])


def _moments(run, measured, numbers, curves):
    """m2 against what is predicted from the beginning and from `FROM`."""
    times = run.times[run.times >= 10]
    value, stderr = run.by_batches(lambda keep: diffusion.moment(run.half[keep].mean(0), 2))
    curves.append(("m2", run.times, np.nan, value, stderr))
    mean, error = mean_and_error(np.log(run.m2))
    curves.append(("typical", run.times, np.nan, np.exp(mean), np.exp(mean) * error))

    def beginning(law, times=times):
        return diffusion.moment(run.beginning(law, times), 2)

    first = beginning(measured.law)
    of_d = measured.error(beginning, first)
    curves.append(("beginning", times, np.nan, first, of_d))
    for name, law in measured.otherwise.items():
        curves.append((f"beginning_{name}", times, np.nan, beginning(law), 0.0))
    numbers.add("centre_share", (run.offset[:, -1] ** 2).mean() / value[-1])
    for t in (t for t in AT if run.reaches(t)):
        k, j = run.index(t), np.abs(np.log(times / t)).argmin()
        ratio = value[k] / first[j]
        spread = np.hypot(stderr[k] / value[k], of_d[j] / first[j])
        numbers.add("m2", value[k], stderr[k], t=t)
        numbers.add("m2_over_beginning", ratio, ratio * spread, t=t)
        half = run.half[:, k].mean(0)
        count = np.where(np.arange(len(half)) == 0, 1, 2)
        numbers.add("middle_density", half[:3].mean(), t=t)
        numbers.add("share_below_table", (count * half)[half < measured.e[0]].sum() / (count * half).sum(), t=t)
    if not run.reaches(2 * FROM):
        return
    k = run.index(FROM)
    start = run.half[:, k].mean(0)
    later = run.times[k:] - run.times[k]

    def from_there(law):
        return diffusion.moment(diffusion.continued(law, start, later), 2)

    second = from_there(measured.law)
    curves.append(("continued", run.times[k:], np.nan, second, measured.error(from_there, second)))


def growth(run, law, begin, end, keep=slice(None)):
    """Growth of m2 of the mean profile from `begin` to `end` over what `law` makes of the profile at `begin`."""
    first, last = run.index(begin), run.index(end)
    half = run.half[keep].mean(0)
    start, stop = diffusion.moment(half[[first, last]], 2)
    predicted = diffusion.continued(law, half[first], [run.times[last] - run.times[first]])
    return (stop - start) / (diffusion.moment(predicted[0], 2) - start)


def _growths(runs, measured, numbers, curves):
    """Growth over decades, each from the run with the most realizations that reaches its end."""
    rows = []
    for begin in STARTS:
        able = [run for run in runs if run.reaches(10 * begin)]
        if not able:
            continue
        run = max(able, key=lambda run: len(run.m2))
        span = (begin, 10 * begin)
        value, of_data = run.by_batches(lambda keep, run=run, span=span: growth(run, measured.law, *span, keep))
        of_d = measured.error(lambda law, run=run, span=span: growth(run, law, *span), value)
        rows.append((begin, value, np.hypot(of_data, of_d)))
        if abs(np.log10(begin) % 1) > 0.01:
            continue
        labels = {"begin": begin, "end": 10 * begin}
        numbers.add("growth", value, np.hypot(of_data, of_d), **labels)
        numbers.add("growth_error_of_data", of_data, **labels)
        numbers.add("growth_error_of_diffusivity", of_d, **labels)
        for name, law in measured.otherwise.items():
            numbers.add("growth_otherwise", growth(run, law, *span), **labels, with_D=name)
    if rows:
        t, value, stderr = np.array(rows).T
        curves.append(("growth", t, np.nan, value, stderr))


def _growth_of_participation(run, measured, exact, numbers):
    """Growth of P^2 over decades, P being exp of the mean logarithm, over that of thermal packets which began with the same P.

    The predicted P(t) from the packet's own beginning is a curve; where it has the measured P of `begin`, it is taken up.
    """
    times = 10.0 ** np.arange(1, np.log10(run.times[-1]) + 1.1, 0.5)
    logs = np.log(run.participation)
    mean, _ = mean_and_error(logs)
    x = np.log(times)

    def expected(law):
        halves = run.beginning(law, times)
        return np.maximum.accumulate([np.log(_thermal_packets(half, exact)["participation"]).mean() for half in halves])

    curves = [expected(law) for law in (measured.law, *measured.moved)]

    def ratio(curve, logs, first, last):
        start, stop = logs[[first, last]]
        taken_up = np.exp(np.interp(start, curve, x))
        predicted = np.interp(np.log(taken_up + run.times[last] - run.times[first]), x, curve)
        return (np.exp(2 * stop) - np.exp(2 * start)) / (np.exp(2 * predicted) - np.exp(2 * start))

    for begin in (t for t in AT if run.reaches(10 * t)):
        first, last = run.index(begin), run.index(10 * begin)
        value = ratio(curves[0], mean, first, last)
        if not curves[0][0] < mean[first] < curves[0][-1]:
            continue
        parts = [ratio(curves[0], (logs.sum(0) - one) / (len(logs) - 1), first, last) for one in logs]
        of_data = np.sqrt((len(logs) - 1) * np.var(parts))
        of_d = np.sqrt(sum((ratio(curve, mean, first, last) - value) ** 2 for curve in curves[1:]))
        numbers.add("growth_of_participation", value, np.hypot(of_data, of_d), begin=begin, end=10 * begin)


def _thermal_packets(half, exact):
    """The same draws each time, so that what differs is the profile."""
    return thermal_packets(half, exact, DRAWS, generator("thermal packets"))


def _explained(numbers):
    """Beginning of the earliest decade from which on all decades are explained; inf if the last is not, None if unknown."""
    rows = sorted(numbers.all("growth"), key=lambda row: -row["begin"])
    if not rows or any(np.isnan(row["stderr"]) for row in rows):
        return None
    first = np.inf
    for row in rows:
        if abs(row["value"] - 1) > 2 * row["stderr"] + ALLOWANCE:
            break
        first = row["begin"]
    return first


def fluctuation(run, t, keep=slice(None)):
    """<sum e^2> / sum <e>^2 over the realizations.

    The square of a mean over N realizations holds 1/N of the mean square, which is taken out.
    """
    k, energy = run.index(t), run.energy * run.sites
    sharing = run.participation[:, k].reshape(-1, run.batch)[keep].ravel()
    square, count = energy**2 * (1 / sharing).mean(), len(sharing)
    of_mean = (run.density[keep][:, k].mean(0) ** 2).sum()
    return square * (count - 1) / (count * of_mean - square)


def _thermal(run, measured, exact, numbers, curves):
    """Participation and compactness against those of thermal packets with the profile predicted from the beginning."""
    mean, error = mean_and_error(np.log(run.participation))
    curves.append(("participation", run.times, np.nan, np.exp(mean), np.exp(mean) * error))
    times = run.times[[run.index(t) for t in 10.0 ** np.arange(2, np.log10(run.times[-1]) + 0.01, 0.5)]]

    def thermal(half):
        return _thermal_packets(half, exact)

    def shares(law, times=times):
        halves = run.beginning(law, times)
        return np.array([np.log(thermal(half)["participation"]).mean() for half in halves])

    expected = shares(measured.law)
    curves.append(("thermal", times, np.nan, np.exp(expected), np.exp(expected) * measured.error(shares, expected)))
    halves = run.beginning(measured.law, times)
    smooth = np.array([_smooth(half) for half in halves])
    curves.append(("smooth", times, np.nan, smooth[:, 0], 0.0))
    for t in (t for t in AT if run.reaches(t)):
        k, j = run.index(t), np.abs(np.log(times / t)).argmin()
        ratio = np.exp(mean[k] - expected[j])
        of_d = measured.error(lambda law, j=j: shares(law, times[[j]])[0], expected[j])
        numbers.add("participation_over_thermal", ratio, ratio * np.hypot(error[k], of_d), t=t)
        value, stderr = run.by_batches(lambda keep, t=t: fluctuation(run, t, keep))
        numbers.add("fluctuation", value, stderr, t=t)
        numbers.add("fluctuation_over_exact", value / exact, stderr / exact, t=t)
        packets = thermal(halves[j])
        numbers.add("scatter", *_scatter(run.participation[:, k]), t=t)
        numbers.add("scatter_thermal", np.log(packets["participation"]).std(), t=t)
        of_thermal = (packets["participation"] ** 2 / packets["m2"]).mean()
        value, stderr = mean_and_error(run.participation[:, k] ** 2 / run.m2[:, k])
        numbers.add("compactness", value, stderr, t=t)
        numbers.add("compactness_thermal", of_thermal, t=t)
        numbers.add("compactness_smooth", smooth[j, 0] ** 2 / smooth[j, 1], t=t)
        numbers.add("compactness_over_thermal", value / of_thermal, stderr / of_thermal, t=t)
        of_smooth = smooth[j, 0] ** 2 / smooth[j, 1]
        numbers.add("compactness_over_smooth", value / of_smooth, stderr / of_smooth, t=t)
        # the same with the measured mean profile, halo and all, in place of the predicted one
        packets = thermal(run.half[:, k].mean(0))
        of_profile = (packets["participation"] ** 2 / packets["m2"]).mean()
        numbers.add("compactness_over_profile", value / of_profile, stderr / of_profile, t=t)


def _scatter(sizes):
    """Standard deviation of the logarithm, and its error for a normal one."""
    found = np.log(sizes).std(ddof=1)
    return found, found / np.sqrt(2 * (len(sizes) - 1))


def _smooth(half):
    """P and m2 of a symmetric profile."""
    square = 2 * (half**2).sum() - half[0] ** 2
    return (2 * half.sum() - half[0]) ** 2 / square, diffusion.moment(half, 2)


def shape(half):
    """<|x|>^2 / <x^2>: 3/4 of a flat packet, 0.733 of Barenblatt's for p = 4, 2/pi of a Gaussian, 1/2 of an exponential."""
    return diffusion.moment(half, 1) ** 2 / diffusion.moment(half, 2)


def within(half):
    """Share of the energy within the distances 0, 1, 2, ..."""
    count = np.where(np.arange(half.shape[-1]) == 0, 1.0, 2.0)
    shares = np.cumsum(count * half, axis=-1)
    return shares / shares[..., -1:]


def barenblatt_within(cells, m2):
    """That of Barenblatt's profile for p = 4 with this m2; a site ends half way to the next."""
    edge = 3.5 * m2
    return betainc(0.5, P4, np.minimum((np.arange(cells) + 0.5) ** 2 / edge, 1.0))


def _profiles(run, measured, numbers, curves):
    """The mean profile against Barenblatt's with the same m2, and against what the equation makes of it from `FROM` on."""
    for t in (t for t in AT if run.reaches(t)):
        k = run.index(t)
        half = run.half[:, k].mean(0)
        m2 = diffusion.moment(half, 2)
        value, stderr = run.by_batches(lambda keep, k=k: run.half[keep][:, k].mean(0))
        x, flat = np.arange(len(half)), 2 * half.sum() - half[0]
        curves.append(("profile", run.times[k], x / m2**0.5, value * m2**0.5 / flat, stderr * m2**0.5 / flat))
        edges = np.diff(barenblatt_within(len(half), m2), prepend=0.0) / np.where(x == 0, 1, 2)
        curves.append(("profile_barenblatt", run.times[k], x / m2**0.5, edges * m2**0.5, 0.0))
        numbers.add("shape", *run.by_batches(lambda keep, k=k: shape(run.half[keep][:, k].mean(0))), t=t)

        def apart(keep, k=k):
            half = run.half[keep][:, k].mean(0)
            return np.abs(within(half) - barenblatt_within(len(half), diffusion.moment(half, 2))).max()

        numbers.add("distance_to_barenblatt", *run.by_batches(apart), t=t)
        if t < 2 * FROM:
            continue
        begin = run.index(FROM)

        def predicted(law, keep=slice(None), k=k, begin=begin):
            start = run.half[keep][:, begin].mean(0)
            return diffusion.continued(law, start, [run.times[k] - run.times[begin]])[0]

        there = predicted(measured.law)
        curves.append(("profile_predicted", run.times[k], np.arange(len(there)) / m2**0.5, there * m2**0.5 / flat, 0.0))

        def less(keep, law=measured.law, k=k, predicted=predicted):
            return shape(run.half[keep][:, k].mean(0)) - shape(predicted(law, keep))

        value, of_data = run.by_batches(less)
        of_d = measured.error(lambda law, less=less: less(slice(None), law), value)
        numbers.add("shape_minus_predicted", value, np.hypot(of_data, of_d), t=t)

        def far(keep, law=measured.law, k=k, predicted=predicted):
            half = run.half[keep][:, k].mean(0)
            return np.abs(within(half) - within(predicted(law, keep))[: len(half)]).max()

        value, of_data = run.by_batches(far)
        of_d = measured.error(lambda law, far=far: far(slice(None), law), value)
        numbers.add("distance_to_predicted", value, np.hypot(of_data, of_d), t=t)


def joint(run):
    """Laws fitted to the mean of log m2 from `FITTED_FROM` on with the covariance of times, which realizations give."""
    numbers = Numbers()
    count = int(np.floor(PER_DECADE * np.log10(run.times[-1] / FITTED_FROM) + 0.01)) + 1
    chosen = [run.index(FITTED_FROM * 10 ** (k / PER_DECADE)) for k in range(count)]
    logs, times = np.log(run.m2[:, chosen]), run.times[chosen]
    if count < 2 or len(logs) < ENOUGH * count:
        return numbers
    mean = logs.mean(0)
    scatter = np.corrcoef(logs, rowvar=False)
    numbers.add("correlation", np.diag(scatter, 1).mean())
    numbers.add("condition", np.linalg.cond(scatter))
    covariance = diffusion.precision_of_mean(logs)
    first = None
    for labels, law, start, fixed in LAWS:
        if len(start) - len(fixed) >= count:
            continue
        args = (law, run.energy * run.sites, run.sites, start, fixed)
        fit = diffusion.fit(times, mean, covariance, *args)
        for name, value in fit.values.items():
            numbers.add("gls_fit", value, fit.errors[name], **labels, parameter=name)
        numbers.add("gls_chi2", fit.chi2, **labels)
        numbers.add("gls_dof", fit.dof, **labels)
        numbers.add("gls_excess", (fit.chi2 - fit.dof) / np.sqrt(2 * fit.dof), 1.0, **labels)
        if first is None:
            first = fit.chi2
        else:
            numbers.add("gls_difference", fit.chi2 - first, **labels)
    return numbers
