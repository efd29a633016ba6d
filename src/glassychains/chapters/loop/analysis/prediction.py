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
- Added after the data had been seen, since m2 alone passes through its prediction while the middle of the packet does not empty
  as predicted: the drop of the middle, the change of the ratio from one decade to the next, exponents of packets against those
  of D in equilibrium, growth with wrong laws, and what a mixture of unequal thermal packets would do. An earlier rule called
  a decade explained if its ratio was near 1, whatever its neighbours had; it is gone.
- Errors of the data come from leaving out one batch of realizations at a time, and are unknown with fewer than `FEWEST`. They
  are enlarged so that three of them mean, in Student's distribution, what three standard errors mean. Those of D come
  from moving each measured log D, with the covariance that temperatures have which share their disorder.
"""

import numpy as np
import pandas as pd
from scipy import stats
from scipy.interpolate import CubicSpline
from scipy.optimize import minimize_scalar
from scipy.special import betainc

from glassychains.chapters.packets.analysis.packets import FITTED_FROM, LAWS
from glassychains.exact.springs import site_fluctuations
from glassychains.methods import diffusion
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.fluctuations import thermal_packets
from glassychains.methods.tables import Numbers, select
from glassychains.numerics.realizations import generator, uniform
from glassychains.runs.batches import read_point

ALLOWANCE = 0.1  # of growth, with the reasons of claim L1a
FEWEST = 4  # batches that give an error
FROM = 1e4  # from where profile and m2 are followed, besides from the packet's own beginning
STARTS = 10.0 ** np.arange(2, 5.6, 0.5)  # of windows
AT = (1e3, 1e4, 1e5, 1e6)  # where packets are compared with thermal ones
DRAWS = 1000  # thermal packets
P4 = 1.25  # 1 + 1/p of Barenblatt's profile for p = 4
CHAIN = 2000  # sites of the chain that gives the exact fluctuations
BELOW = ("parabola", "cut")
CORE, TEN, WING = 3, 10, 30  # distances of the middle, from 0; distances within and beyond which energy is counted
WRONG = {"constant": 0.0, "e": 1.0, "e4": 4.0}  # powers of e, with the measured D at the mean density
WIDE = 1600  # cells for them
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
        of_rings = rings.value.loc[bulk.index].to_numpy()
        self.otherwise["rings"] = self.with_d(of_rings)
        # s^2 falls like one over the length of a stretch: half as long, the mean is larger by the same factor again
        self.otherwise["short"] = self.with_d(of_rings**2 / self.d)
        joint = select(table, "covariance", g0=g0).pivot(index="beta", columns="other", values="value")
        self.covariance = joint.loc[bulk.index, bulk.index].to_numpy()
        sigma = np.sqrt(np.diag(self.covariance))
        self.correlation = self.covariance / np.outer(sigma, sigma)
        self.moved = [self.with_d(self.d * up) for up in np.exp(np.diag(sigma))]

    def with_d(self, d, below="exponent"):
        """The law through other values."""
        return diffusion.tabulated(self.e, d, self.stderr, below)

    def spread(self, differences):
        """Standard error from the differences, first axis, that moving each log D by its error makes."""
        d = np.asarray(differences)
        return np.sqrt(np.maximum(np.einsum("i...,ij,j...->...", d, self.correlation, d), 0.0))

    def error(self, function, value):
        """Standard error of `function` of the law, whose value is known, from the errors of D."""
        return self.spread([function(law) - value for law in self.moved])


class Packets:
    """The packets of one run: features (replica, time), and the energies `half` (batch, time, distance) on both sides of x0."""

    def __init__(self, point):
        p, data = point.parameters, read_point(point)
        middle = (p["length"] - p["packet_sites"]) // 2 + p["packet_sites"] // 2
        self.times, self.batch = data[0]["time"], p["batch"]
        self.energy, self.sites = p["packet_density"], p["packet_sites"]
        self.total = self.energy * self.sites
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

    def leaving_out(self, function):
        """A function of the batches that are kept: of all, and with one left out at a time, unless they are few."""
        count = len(self.half)
        value = function(np.ones(count, bool))
        return value, [function(np.arange(count) != out) for out in range(count if count >= FEWEST else 0)]

    def by_batches(self, function):
        """A function of the batches that are kept, and its error."""
        value, parts = self.leaving_out(function)
        return value, batch_error(parts, np.shape(value))


def batch_error(parts, shape=()):
    """Jackknife error from values with one batch left out, times what makes three of them cover as much as of a normal one."""
    count = len(parts)
    if not count:
        return np.full(shape, np.nan)
    student = stats.t.ppf(stats.norm.cdf(3), count - 1) / 3
    return student * np.sqrt((count - 1) * np.var(parts, axis=0))


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
    local = select(tables["chain15.numbers"], "power_of_energy", g0=0.5 * first["coupling"][1])
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
        _exponents(runs[0], measured, found)
        _growth_of_participation(runs[0], measured, exact, found)
        _mixture(runs[0], measured, exact, found)
        _profiles(runs[0], measured, found, drawn)
        if (energy, sites) == next(iter(groups)):
            _wrong(runs[0], measured, found)
        numbers.take(found, **labels)
        curves += [_rows(name, *part) for part in drawn]
        if (energy, sites) == next(iter(groups)):
            numbers.take(joint(runs[0], measured))
            power = numbers.get("gls_fit", law="power_free", parameter="p")
            if power and len(local):
                p, error = local.value.iloc[0], local.stderr.iloc[0]
                numbers.add("equilibrium_alpha", 2 / (2 + p), 2 * error / (2 + p) ** 2)
                numbers.add("exponent_difference", p - power[0], np.hypot(error, power[1]))
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
        numbers.add("middle_density", *run.by_batches(lambda keep, k=k: middle(run.half[keep][:, k].mean(0))), t=t)
        share = run.by_batches(lambda keep, k=k: run.half[keep][:, k, 0].mean() / run.total)
        numbers.add("first_site", *share, t=t)
        out = np.arange(len(half)) > WING
        numbers.add("energy_beyond", (count * half)[out].sum() / (count * half).sum(), t=t)
        numbers.add("m2_beyond", (count * half * np.arange(len(half)) ** 2)[out].sum() / (count * half).sum() / value[k], t=t)
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


def middle(half):
    """Mean energy of the sites within two of the middle of a packet."""
    return (2 * half[:CORE].sum() - half[0]) / (2 * CORE - 1)


def growth(run, law, begin, end, keep=slice(None), cells=400):
    """Growth of m2 of the mean profile, and drop of its middle, over what `law` makes of the profile at `begin`: two ratios."""
    first, last = run.index(begin), run.index(end)
    start, stop = run.half[keep].mean(0)[[first, last]]
    predicted = diffusion.continued(law, start, [run.times[last] - run.times[first]], cells)[0]
    return np.array([(of(stop) - of(start)) / (of(predicted) - of(start)) for of in (_second, middle)])


def _second(half):
    return diffusion.moment(half, 2)


def _beyond(value, others):
    """Error from how D goes on below the table: the parabola's, or half of what next to no D there would change."""
    return np.maximum(np.abs(others["parabola"] - value), np.abs(others["cut"] - value) / 2)


def _growths(runs, measured, numbers, curves):
    """Growth of m2 and drop of the middle over decades, each from the run with the most realizations that reaches its end."""
    rows, before = [], None
    for begin in STARTS:
        able = [run for run in runs if run.reaches(10 * begin)]
        if not able:
            continue
        run = max(able, key=lambda run: len(run.m2))
        span = (begin, 10 * begin)
        value, parts = run.leaving_out(lambda keep, run=run, span=span: growth(run, measured.law, *span, keep))
        moved = np.array([growth(run, law, *span) for law in measured.moved])
        others = {name: growth(run, law, *span) for name, law in measured.otherwise.items()}
        errors = {
            "data": batch_error(parts, value.shape),
            "diffusivity": measured.spread(moved - value),
            "continuation": _beyond(value, others),
        }
        stderr = np.sqrt(sum(error**2 for error in errors.values()))
        rows.append((begin, value[0], stderr[0]))
        if abs(np.log10(begin) % 1) > 0.01:
            continue
        labels = {"begin": begin, "end": 10 * begin}
        for k, name in enumerate(("growth", "core_drop")):
            numbers.add(name, value[k], stderr[k], **labels)
            for source, error in errors.items():
                numbers.add(f"{name}_error_of_{source}", error[k], **labels)
            for with_d, other in others.items():
                numbers.add(f"{name}_otherwise", other[k], **labels, with_D=with_d)
        now = run, [np.log(np.abs(one)) for one in (value, np.reshape(parts, (-1, 2)), moved)], others
        if before is not None and before[0] is run:
            change, of_parts, of_moved = (new[..., 0] - old[..., 0] for new, old in zip(now[1], before[1], strict=True))
            of_others = {name: np.log(np.abs(others[name][0] / before[2][name][0])) for name in others}
            error = np.sqrt(
                batch_error(of_parts) ** 2 + measured.spread(of_moved - change) ** 2 + _beyond(change, of_others) ** 2
            )
            numbers.add("growth_change", change, error, **labels)
        before = now
    if rows:
        t, value, stderr = np.array(rows).T
        curves.append(("growth", t, np.nan, value, stderr))


def _wrong(run, measured, numbers):
    """Both ratios over the decade from `FROM` on for other D that agree at the mean density, and for half and twice the D."""
    if not run.reaches(10 * FROM):
        return
    start = run.half[:, run.index(FROM)].mean(0)
    count = np.where(np.arange(len(start)) == 0, 1, 2)
    mean = (count * start**2).sum() / (count * start).sum()
    laws = {name: lambda e, p=p: measured.law(mean) * (np.maximum(e, 0.0) / mean) ** p for name, p in WRONG.items()}
    laws |= {name: lambda e, by=by: by * measured.law(e) for name, by in (("half", 0.5), ("twice", 2.0))}
    for with_d, law in laws.items():
        for name, ratio in zip(("growth", "core_drop"), growth(run, law, FROM, 10 * FROM, cells=WIDE), strict=True):
            numbers.add(f"{name}_wrong", ratio, begin=FROM, end=10 * FROM, with_D=with_d)


def _exponents(run, measured, numbers):
    """Mean exponent of m2 from `FROM` to the end, or over the last decade before, and that predicted from the beginning."""
    if not run.reaches(10 * FROM):
        return
    end = max(t for t in AT if run.reaches(t))
    ends = [run.index(FROM), run.index(end)]
    decades = np.log(run.times[ends[1]] / run.times[ends[0]])

    def predicted(law):
        return np.diff(np.log(_second(run.beginning(law, run.times[ends]))))[0] / decades

    value, of_data = run.by_batches(lambda keep: np.diff(np.log(_second(run.half[keep][:, ends].mean(0))))[0] / decades)
    expected = predicted(measured.law)
    of_d = measured.error(predicted, expected)
    of_continuation = _beyond(expected, {name: predicted(measured.otherwise[name]) for name in BELOW})
    of_law = np.hypot(of_d, of_continuation)
    numbers.add("exponent", value, of_data, begin=FROM, end=end)
    numbers.add("exponent_predicted", expected, of_law, begin=FROM, end=end)
    numbers.add("exponent_minus_predicted", value - expected, np.hypot(of_data, of_law), begin=FROM, end=end)


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


def _mixture(run, measured, exact, numbers):
    """What unequal packets would do of which each is in local equilibrium: a rounder mean, but for how long?

    Each measured packet is replaced by the predicted one at the age at which that has its participation, and followed over a
    decade. Ratios are over what the equation makes of their mean profile.
    """
    times = 10.0 ** np.arange(0, np.log10(run.times[-1]) + 1.1, 0.25)
    halves, x = run.beginning(measured.law, times), np.log(times)
    sizes = np.maximum.accumulate([np.log(_thermal_packets(half, exact)["participation"]).mean() for half in halves])

    def mean_profile(ages):
        place = np.interp(np.log(ages), x, np.arange(len(x)))
        low = np.minimum(place.astype(int), len(x) - 2)
        part = (place - low)[:, None]
        return ((1 - part) * halves[low] + part * halves[low + 1]).mean(0)

    for begin in (t for t in AT if t >= FROM and run.reaches(10 * t)):
        first, last = run.index(begin), run.index(10 * begin)
        ages = np.exp(np.interp(np.log(run.participation[:, first]), sizes, x))
        later = run.times[last] - run.times[first]
        start, stop = mean_profile(ages), mean_profile(ages + later)
        predicted = diffusion.continued(measured.law, start, [later])[0]
        labels = {"begin": begin, "end": 10 * begin}
        for name, of in (("growth", _second), ("core_drop", middle)):
            numbers.add(f"mixture_{name}", (of(stop) - of(start)) / (of(predicted) - of(start)), **labels)
        numbers.add("mixture_shape_first", shape(start), **labels)
        numbers.add("mixture_shape_last", shape(stop), **labels)
        numbers.add("mixture_scatter_last", np.interp(np.log(ages + later), x, sizes).std(), **labels)


def _thermal_packets(half, exact):
    """The same draws each time, so that what differs is the profile."""
    return thermal_packets(half, exact, DRAWS, generator("thermal packets"))


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
        # the same with the measured mean profile, halo and all, in place of the predicted one
        packets = thermal(run.half[:, k].mean(0))
        of_profile = (packets["participation"] ** 2 / packets["m2"]).mean()
        numbers.add("compactness_over_profile", value / of_profile, stderr / of_profile, t=t)
        size, moment = _smooth(run.half[:, k].mean(0))
        numbers.add("compactness_over_smooth_profile", value * moment / size**2, stderr * moment / size**2, t=t)


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
        numbers.add("first_site_predicted", there[0] / run.total, t=t)
        numbers.add("within_ten", within(half)[TEN], t=t)
        numbers.add("within_ten_predicted", within(there)[TEN], t=t)
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


def joint(run, measured):
    """Laws fitted to the mean of log m2 from `FITTED_FROM` on with the covariance of times, which realizations give.

    `gls_p` is the probability of a chi^2 as large if the law is right. With a covariance from N realizations, chi^2 with k
    degrees of freedom is Hotelling's T^2 but for the factor of `diffusion.precision_of_mean`, so that T^2 (N - k) / ((N - 1) k)
    has the F distribution with k and N - k degrees of freedom.
    """
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
    replicas, first = len(logs), None

    def judged(labels, chi2, dof):
        numbers.add("gls_chi2", chi2, **labels)
        numbers.add("gls_dof", dof, **labels)
        ratio = chi2 / (replicas - count - 2) * (replicas - dof) / dof
        numbers.add("gls_p", stats.f.sf(ratio, dof, replicas - dof), **labels)

    for labels, law, start, fixed in LAWS:
        if len(start) - len(fixed) >= count:
            continue
        args = (law, run.energy * run.sites, run.sites, start, fixed)
        fit = diffusion.fit(times, mean, covariance, *args)
        for name, value in fit.values.items():
            numbers.add("gls_fit", value, fit.errors[name], **labels, parameter=name)
        judged(labels, fit.chi2, fit.dof)
        if first is None:
            first = fit.chi2
        else:
            numbers.add("gls_difference", fit.chi2 - first, **labels)
    # the measured D times a factor, which only divides time
    grid = np.geomspace(times[0] / 30, times[-1] * 30, 100)
    curve, weight = CubicSpline(np.log(grid), np.log(_second(run.beginning(measured.law, grid)))), np.linalg.inv(covariance)

    def chi2(log_factor):
        r = curve(np.log(times) + log_factor) - mean
        return r @ weight @ r

    best = minimize_scalar(chi2, bounds=(-np.log(25), np.log(25)), method="bounded")
    numbers.add("gls_factor", np.exp(best.x))
    judged({"law": "equilibrium"}, best.fun, count - 1)
    return numbers
