r"""Energy diffusivity and conductivity of chain (15) itself, in equilibrium on rings (claims L2).

With B(t) the energy times distance moved along a ring, <B(t)^2> / (2 L T^2 c) = integral of D, with the exact c = de/dT, and
kappa = c D. The chain of the packets (g0 = 1/8, g = 1), and one with twice the coupling, whose modes are longer.

Two things hide D. Within localized modes energy sloshes back and forth: <B^2> begins with a bounded part, of the order of
the localization length squared, so that D is a slope, not a ratio. And stretches of a disordered chain conduct unequally:
until energy has crossed many of them, the mean of D is measured, but a long chain is all of them in series.

The rule, written down before the production runs (pilots of seconds had shown the bounded part, 20 squared sites at g0 = 1/8
and 200 at 1/4, and slopes that still fall at D t = 100 squared sites): D of the rings is the slope over [w, 4 w] with
D w = `TURNS` (L / 2 pi)^2. By w, what was unequal around the ring has decayed to exp(-`TURNS`). For this purpose D is
`PILOTS`. The bulk follows by `methods.series`, from halves of each history at the lag 2 w, where the bounded part matters less;
the logarithms there are a change made after the first production run, and that the spread is not inflated by the regression on
the energy, and what the bounded part hides of it, are corrections made after the second (both are told in `methods.series`).

Points of one length share their disorder, ring by ring. Errors of what joins temperatures know it: each ring moves log D of all
of them (`covariance`).
"""

import numpy as np
import pandas as pd
from scipy.stats import chi2
from scipy.stats import f as f_distribution

from glassychains.chapters.disorder.analysis.currents import quartic
from glassychains.exact.disordered import energy_and_capacity
from glassychains.exact.springs import localization_length
from glassychains.methods.einstein import shifts, slope
from glassychains.methods.estimates import combined, gather, jackknife, mean_and_error
from glassychains.methods.scaling import add_rivals, compare_models
from glassychains.methods.series import at_mean_energy, bulk, halves, leave_one_out, without_energy
from glassychains.methods.tables import Numbers
from glassychains.numerics.realizations import generator
from glassychains.runs.batches import read_point

TURNS = 2.0
WIDTH = 4.0  # the window is [w, WIDTH * w]
PILOTS = {0.125: (10.0, 0.06), 0.25: (200.0, 0.6)}
"""By g0: D is about the first times (g T)^2, but no more than the second; a scale for windows and nothing more."""
USUAL = {0.125: 64, 0.25: 128}
"""Sites by g0: ten and five localization lengths. Points with others, or with another step, are checks."""
STEP = 0.2
COLD = 50.0
"""Smallest beta whose windows are judged apart: those of hot points, which are known better, decide the mean of all."""
SITES = 100_000
"""Length of the chain that gives the localization length."""
SMALL = {0.125: 2.0, 0.25: 0.7}
"""Largest x for the growth of the exponent: where pilots had less than half of the largest kappa. Chosen with the windows."""
FALLING = {0.125: 6.4, 0.25: 3.2}
"""Largest x of what enters laws: below the maximum of kappa. Chosen with the windows."""
LAWS = ("power", "quadratic", "q_gaussian")


def coupling(p):
    """g0 of eq. (15): half the coefficient v_2."""
    return 0.5 * p["coupling"][1]


def thermal(p):
    """g T: trajectories depend on nothing else once q is measured in g^(-1/2)."""
    return quartic(p) / p["beta"]


def small_parameter(p):
    """x = g T / g0^2, to the digits that a person would write."""
    return float(f"{thermal(p) / coupling(p) ** 2:.4g}")


def window(p):
    """The times between which t D(t) is fitted by a line, for parameters `p`."""
    factor, largest = PILOTS[coupling(p)]
    begin = TURNS * (p["length"] / (2 * np.pi)) ** 2 / min(largest, factor * thermal(p) ** 2)
    begin = float(f"{begin:.2g}")
    return begin, WIDTH * begin


def excess(p, data):
    """(E - <E>) / <E> of each ring, with the exact mean over disorder."""
    mean, _ = energy_and_capacity(p["pinning"], p["coupling"], p["disorder"], p["beta"])
    return gather(data, "energy")[:, 0] / (p["length"] * mean) - 1


def running(p, data):
    """(t, t D(t)) of each ring at the mean energy."""
    _, heat = energy_and_capacity(p["pinning"], p["coupling"], p["disorder"], p["beta"])
    moved = gather(data, "einstein") * p["beta"] ** 2 / heat
    return data[0]["lag"], at_mean_energy(moved, excess(p, data))


def analyse(study):
    """Curves (g0, beta, length, dt, kind, t, value, stderr): running D(t), slopes over [t/4, t], the window.

    Numbers, by g0 and beta:


    energy, capacity    exact e(T) and c = de/dT per site, means over disorder
    diffusivity         D of the bulk, 1 / <1/D>
    ring_diffusivity    mean of D over rings
    ring_variance       variance s^2 of log D among rings
    series              the first over the second
    kappa, kappa_over_g0, x
    bounded             b, from the mean over rings
    share               f = t <D> / (b + t <D>) at the lag t of the halves
    shift_without_bounded, shift_as_before   log D with b left out, and of the second version of `methods.series`, minus log D
    covariance          of log D at beta and at `other`

    By g0: localization_length; power_small, one power of kappa for small x, power_of_energy of D; cold_windows_p, the
    probability of larger shifts of windows from beta = `COLD` on.
    """
    curves, numbers, found, moved, windows = [], Numbers(), {}, {}, {}
    for point in sorted(study.points, key=lambda point: point.parameters["beta"]):
        p, data = point.parameters, read_point(point)
        curve, measured, deviations, shifted = one_point(p, data)
        g0, labels = coupling(p), {"g0": coupling(p), "beta": p["beta"]}
        curves.append(curve.assign(**labels, length=p["length"], dt=p["dt"]))
        if measured is None:
            continue
        moved[g0, p["beta"], p["length"], p["dt"]] = deviations
        if (p["length"], p["dt"]) == (USUAL[g0], STEP):
            numbers.take(measured, **labels)
            windows[g0, p["beta"]] = shifted
            found.setdefault(g0, []).append(
                (
                    small_parameter(p),
                    *measured.get("kappa"),
                    thermal(p) / g0,
                    p["beta"],
                    measured.get("energy")[0],
                    measured.get("diffusivity")[0],
                )
            )
        else:
            numbers.take(_named(measured, "check"), **labels, length=p["length"], dt=p["dt"])
    _checks(numbers, moved)
    for quantity in ("energy_over_exact", "earlier_window"):
        values = [(row["value"], row["stderr"]) for row in numbers.all(quantity)]
        numbers.add(f"{quantity}_all", *combined(*np.array(values).T))
    for g0, rows in found.items():
        numbers.add("localization_length", *_localization_length(study.points[0].parameters, g0), g0=g0)
        _cold_windows(numbers, g0, [both for (coupled, beta), both in windows.items() if coupled == g0 and beta >= COLD])
        rows = sorted(rows)
        betas = [row[4] for row in rows]
        joint = covariance([moved[g0, beta, USUAL[g0], STEP] for beta in betas])
        for beta, row in zip(betas, joint, strict=True):
            for other, value in zip(betas, row, strict=True):
                numbers.add("covariance", value, g0=g0, beta=beta, other=other)
        _laws(numbers, g0, np.array(rows).T, joint)
    _two_couplings(numbers, found)
    return pd.concat(curves), numbers.table()


def covariance(moved):
    """Covariance matrix of log D of points that share their disorder, from what each ring moves each of them by.

    Points may have different numbers of rings: those that they do not share are independent.
    """
    padded = np.zeros((len(moved), max(len(one) for one in moved)))
    for row, one in zip(padded, moved, strict=True):
        row[: len(one)] = one
    return padded @ padded.T


def one_point(p, data):
    """Curves of a point, its numbers without labels, what each ring moves log D by, and `window_shifts`.

    Without the last three, each None, if the run is too short.
    """
    energy, heat = energy_and_capacity(p["pinning"], p["coupling"], p["disorder"], p["beta"])
    times, moved = running(p, data)
    begin, end = window(p)
    kept = times <= 1.01 * p["duration"] / 2
    parts = [("running", times[kept], *mean_and_error(moved[:, kept] / times[kept]))]
    slopes = [(t, slope(times, moved, t / WIDTH, t)) for t in times[kept & (times >= WIDTH * times[3])]]
    rows = [(t, *mean_and_error(s)) for t, s in slopes if s is not None]
    parts.append(("slope", *np.array(rows).T))
    chosen, numbers, deviations, shifted = slope(times, moved, begin, end), None, None, None
    if chosen is not None:
        numbers, ring = Numbers(), mean_and_error(chosen)
        parts.append(("window", np.array([begin, end]), *ring))
        lag = max(1, round(2 * begin / p["block"]))
        first, second = (without_energy(np.log(half), excess(p, data)) for half in halves(gather(data, "carried"), lag))
        time = lag * p["block"]
        seen = np.array([np.interp(time, times, ring_moved) for ring_moved in moved])
        D, variance, series, deviations = bulk(chosen, first, second, seen, time)
        numbers.add("energy", energy)
        numbers.add("capacity", heat)
        numbers.add("diffusivity", *D)
        numbers.add("error_percent", 100 * D[1] / D[0])
        numbers.add("ring_diffusivity", *ring)
        numbers.add("ring_variance", *variance)
        numbers.add("series", *series)
        numbers.add("kappa", heat * D[0], heat * D[1])
        numbers.add("kappa_over_g0", heat * D[0] / coupling(p), heat * D[1] / coupling(p))
        numbers.add("x", small_parameter(p))
        at_begin = np.array([np.interp(begin, times, ring_moved) for ring_moved in moved])
        numbers.add("bounded", *mean_and_error(at_begin - chosen * begin))
        numbers.add("share", *jackknife(lambda mean, whole: time * mean / whole, chosen, seen))
        seen_covariance = (first * second).mean()
        numbers.add("shift_without_bounded", round(variance[0] - seen_covariance, 3))
        inflated = [at_mean_energy(np.log(half), excess(p, data)) for half in halves(gather(data, "carried"), lag)]
        numbers.add("shift_as_before", round(variance[0] - np.cov(*inflated, bias=True)[0, 1], 3))
        numbers.add("rings", len(chosen))
        numbers.add("window_begin", begin)
        for name, *shift in shifts(times, moved, begin, end):
            numbers.add(name, *shift)
        shifted = window_shifts(times, moved, begin, end)
        numbers.add("energy_over_exact", *mean_and_error(1 + excess(p, data)))
    return (
        pd.concat([pd.DataFrame({"kind": k, "t": t, "value": v, "stderr": s}) for k, t, v, s in parts]),
        numbers,
        deviations,
        shifted,
    )


def window_shifts(times, moved, begin, end):
    """Relative shifts of the mean slope in windows half and twice as late, and what each ring moves them by.

    Returns
    -------
    list of tuple
        (shift, deviations) as of `leave_one_out`, of the windows for which the run is long enough.
    """
    chosen = slope(times, moved, begin, end)
    others = [slope(times, moved, factor * begin, factor * end) for factor in (0.5, 2.0)]
    return [leave_one_out(lambda late, mean: late / mean - 1, other, chosen) for other in others if other is not None]


def _cold_windows(numbers, g0, points):
    """Add shifts of windows where it is cold: means over temperatures, and chi^2 of all with joint errors (Hotelling's)."""
    points = [both for both in points if both is not None and len(both) == 2]
    if len(points) < 2:
        return
    for which, name in enumerate(("earlier_window_cold", "later_window_cold")):
        values, joint = np.array([both[which][0] for both in points]), covariance([both[which][1] for both in points])
        weights = 1 / np.diag(joint) / (1 / np.diag(joint)).sum()
        numbers.add(name, weights @ values, np.sqrt(weights @ joint @ weights), g0=g0)
    every = [one for both in points for one in both]
    values, joint = np.array([value for value, _ in every]), covariance([deviations for _, deviations in every])
    n, rings = len(values), min(len(deviations) for _, deviations in every)
    if rings <= n or np.linalg.matrix_rank(joint) < n:
        return  # too few rings for a covariance of so many shifts
    square = values @ np.linalg.solve(joint, values)
    numbers.add("cold_windows_chi2", square, g0=g0)
    numbers.add("cold_windows_n", n, g0=g0)
    numbers.add("cold_windows_p", f_distribution.sf(square * (rings - n) / (n * (rings - 1)), n, rings - n), g0=g0)


def _localization_length(p, g0):
    """Localization length of the linear chain, amplitudes falling as exp(-x / xi), in the middle of its band."""
    eps = p["pinning"][1] * (1 + p["disorder"] * (2 * generator("localization length").random(SITES) - 1))
    xi, error = localization_length(eps, 2 * g0, np.array([np.sqrt(p["pinning"][1] + 4 * g0)]))
    return xi[0], error[0]


def _named(numbers, prefix):
    """The same numbers, each name with a prefix."""
    named = Numbers()
    named.rows = [row | {"quantity": f"{prefix}_{row['quantity']}"} for row in numbers.rows]
    return named


def _checks(numbers, moved):
    """Add the difference of log D between a check and the usual length and step, of the bulk and of the mean over rings.

    With another step the rings have the same disorder, so that errors of the bulk are those of pairs; with another length they
    are independent.
    """
    for quantity, name in (("diffusivity", "log_difference"), ("ring_diffusivity", "log_difference_rings")):
        for row in numbers.all(f"check_{quantity}"):
            known = numbers.get(quantity, g0=row["g0"], beta=row["beta"])
            if known:
                labels = {key: row[key] for key in ("g0", "beta", "length", "dt")}
                variance = (row["stderr"] / row["value"]) ** 2 + (known[1] / known[0]) ** 2
                usual = moved[row["g0"], row["beta"], USUAL[row["g0"]], STEP]
                if quantity == "diffusivity" and row["length"] == USUAL[row["g0"]]:
                    variance -= 2 * covariance([moved[tuple(labels.values())], usual])[0, 1]
                numbers.add(name, np.log(row["value"] / known[0]), np.sqrt(variance), **labels)


def line(x, error):
    """Weights of the ordinates in the slope of a weighted line."""
    weight = np.asarray(error) ** -2.0
    centred = weight * (x - np.average(x, weights=weight))
    return centred / (centred @ x)


def _laws(numbers, g0, rows, joint):
    """Add local exponents of kappa against x, their growth where x is small, one power there, and laws.

    Exponents have the errors of the covariance matrix `joint` of log D. Laws are fitted with its diagonal alone.
    """
    x, kappa, stderr, _, beta, energy, D = rows
    if len(x) < 2:
        return
    error, log_x, log_kappa = stderr / kappa, np.log(x), np.log(kappa)

    def exponent(part):
        weights = np.zeros(len(x))
        weights[part] = line(log_x[part], error[part])
        return weights

    def measured(weights):
        return weights @ log_kappa, np.sqrt(weights @ joint @ weights)

    for i in range(len(x) - 1):
        numbers.add("exponent", *measured(exponent(slice(i, i + 2))), g0=g0, x=float(f"{np.sqrt(x[i] * x[i + 1]):.3g}"))
    numbers.add("exponent_lowest", *measured(exponent(slice(2))), g0=g0)
    small = (x <= SMALL[g0]).sum()
    if small >= 4:
        low, high = (exponent(part) for part in (slice(small // 2), slice(small - small // 2, small)))
        numbers.add("exponent_low", *measured(low), g0=g0)
        numbers.add("exponent_high", *measured(high), g0=g0)
        numbers.add("growth", *measured(low - high), g0=g0)
    if small >= 3:
        for name, points, values in (("power_small", x, kappa), ("power_of_energy", energy, D)):
            numbers.take(one_power(name, np.log(points[:small]), np.log(values[:small]), joint[:small, :small]), g0=g0)
        rings = np.array([numbers.get("ring_diffusivity", g0=g0, beta=b)[0] for b in beta[:small]])
        unseen = np.array([numbers.get("shift_without_bounded", g0=g0, beta=b)[0] for b in beta[:small]])
        for with_d, values in (("rings", rings), ("without_bounded", D[:small] * np.exp(unseen))):
            other = one_power("power", np.log(energy[:small]), np.log(values), joint[:small, :small])
            numbers.add("power_of_energy_otherwise", other.get("power")[0], None, g0=g0, with_D=with_d)
    falling = x <= FALLING[g0]
    if falling.sum() < 3:
        return
    compared = compare_models(x[falling], -np.log(kappa[falling]), error[falling], LAWS)
    if small >= 4 and compared.get("fit", law="quadratic", parameter="k"):
        n, k = (compared.get("fit", law="quadratic", parameter=name)[0] for name in "nk")
        numbers.add("growth_of_quadratic", (low - high) @ (n * log_x - k * log_x**2), None, g0=g0)
    add_rivals(compared)
    numbers.take(compared, g0=g0)


def one_power(name, x, y, joint):
    """Slope of one line by generalized least squares, with its chi^2, degrees of freedom and probability of a larger chi^2."""
    numbers, design = Numbers(), np.stack([np.ones(len(x)), x], 1)
    weighted = np.linalg.solve(joint, design)
    spread = np.linalg.inv(design.T @ weighted)
    coefficients = spread @ weighted.T @ y
    residuals = y - design @ coefficients
    value, dof = residuals @ np.linalg.solve(joint, residuals), len(x) - 2
    numbers.add(name, coefficients[1], spread[1, 1] ** 0.5)
    numbers.add(f"{name}_chi2", value)
    numbers.add(f"{name}_dof", dof)
    numbers.add(f"{name}_p", chi2.sf(value, dof))
    return numbers


def _two_couplings(numbers, found):
    """Add kappa / g0 of the larger g0 over that of the smaller, at the same x = g T / g0^2 and at the same y = g T / g0."""
    if len(found) < 2:
        return
    small, large = (found[g0] for g0 in sorted(found))
    ratio = min(found) / max(found)
    for quantity, column in (("ratio_same_x", 0), ("ratio_same_y", 3)):
        for one in small:
            for other in large:
                if np.isclose(one[column], other[column], rtol=0.01):
                    value = other[1] / one[1] * ratio
                    error = value * np.hypot(one[2] / one[1], other[2] / other[1])
                    numbers.add(quantity, value, error, **{"x" if column == 0 else "y": float(f"{one[column]:.4g}")})
