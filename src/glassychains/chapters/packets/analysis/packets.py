"""Wave packets in disordered chains: second moment, participation and compactness, and their exponents (claims Q5, Q6)."""

import numpy as np
import pandas as pd

from glassychains.chapters.disorder.analysis.currents import quartic
from glassychains.methods import diffusion
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point
from glassychains.runs.points import model_module

RANGES = ((1e2, 1e4), (1e3, 1e4), (1e3, 1e5), (1e4, 1e5), (1e4, 1e6), (1e5, 1e6), (1e6, 1e8))
"""Times between which exponents are fitted."""
HALF = 0.5  # decades on each side of a local exponent
DRIFT = ((1e2, 1e5), (1e3, 1e6), (1e4, 1e6), (1e4, 1e8))  # where the exponent's own slope is fitted

FITTED_FROM = 1e4  # when laws of diffusion begin to be fitted: before, a packet still fills its linear modes
LAWS = (
    ({"law": "power"}, "power", {"d": 1.0, "p": 4.0}, ("p",)),
    ({"law": "power_free"}, "power", {"d": 1.0, "p": 4.0}, ()),
    ({"law": "log2", "e0": 1.0}, "log2", {"d": 1.0, "c": 0.5, "e0": 1.0}, ("e0",)),
    ({"law": "log2", "e0": 0.1}, "log2", {"d": 1.0, "c": 1.0, "e0": 0.1}, ("e0",)),
    ({"law": "log2", "e0": 1 / 64}, "log2", {"d": 0.1, "c": 8.0, "e0": 1 / 64}, ("e0",)),
)
"""Labels, law of `methods.diffusion`, starting values, what is fixed. p = 4 is alpha = 1/3. e0 = 1 is where the quartic term is
as large as the pinning, 1/64 is g0^2 / g, the scale of the small parameter of the review."""
DRAWN = (LAWS[0][0], LAWS[2][0])  # laws that are followed into the future
HORIZON = 1e12
CELLS = 800
GRID = 4  # times per decade


def spreads(point):
    """What spreads: the norm where the model has one, else the energy."""
    return "norm" if "norm" in model_module(point.model).conserved else "energy"


def packets_of(points):
    """Each packet by name, with the labels of its numbers and its runs, the longest first.

    Runs that differ in more than their length are not merged.
    """
    first, found = {}, {}
    for point in points:
        p, density = point.parameters, spreads(point)
        name = f"{'E' if density == 'energy' else density}={p['packet_density']:g},sites={p['packet_sites']}"
        usual = first.setdefault(name, p)
        other = {key: value for key, value in p.items() if key not in ("duration", "batch") and value != usual.get(key)}
        name += "".join(f",{key}={value}" for key, value in other.items())
        # a list, such as the coefficients of a potential, becomes a word without commas
        other = {key: str(value).replace(",", "") if isinstance(value, list) else value for key, value in other.items()}
        labels = {density: p["packet_density"], "sites": p["packet_sites"]} | other
        found.setdefault(name, (labels, []))[1].append(point)
    return {name: (labels, sorted(runs, key=lambda run: -run.parameters["duration"])) for name, (labels, runs) in found.items()}


def scale(p):
    """What P divides to give x = g e / g0^2: the review's parameter, with the energy e per occupied site as temperature."""
    return p["packet_density"] * p["packet_sites"] * quartic(p) / (0.5 * p["coupling"][1]) ** 2


def exponents(times, logs, low, high, degree=1):
    """Coefficients of a polynomial in log t (natural) through each replica's logarithm over [low, high], the highest first.

    Times are equally spaced in log t, so all weigh the same, whatever their errors: an average of fits is then the fit of the
    average, and the scatter over realizations is its error. Shape (degree + 1, replica); None if the run is too short.
    """
    inside = (times >= 0.98 * low) & (times <= 1.02 * high)
    if inside.sum() < degree + 3 or times[-1] < 0.98 * high:
        return None
    x = np.log(times[inside])
    return np.polyfit(x - x.mean(), logs[:, inside].T, degree)


def analyse(study):
    """Curves (packet, kind, t, x, value, stderr) and the exponents of each packet.

    m2, participation   exp of the mean over realizations of the logarithm, as the literature averages
    m2_mean             mean over realizations
    compactness         mean of P^2 / m2
    alpha               exponent of m2 over a decade around t, from the mean logarithm
    first               site densities of one realization, x counted from the middle of the window, for a picture
    """
    curves, numbers, energies = [], Numbers(), []
    for name, (labels, points) in packets_of(study.points).items():
        density = next(iter(labels))
        every = [read_point(point) for point in points]
        p, data = points[0].parameters, every[0]
        runs = [(run[0]["time"], gather(run, "m2"), gather(run, "participation")) for run in every]
        times, m2, participation = runs[0]
        logs = np.log(m2)

        def add(kind, t, value, stderr, name=name):
            curves.append(pd.DataFrame({"packet": name, "kind": kind, "t": t, "value": value, "stderr": stderr}))

        for kind, values in (("m2", m2), ("participation", participation)):
            mean, error = mean_and_error(np.log(values))
            add(kind, times, np.exp(mean), np.exp(mean) * error)
        add("m2_mean", times, *mean_and_error(m2))
        add("compactness", times, *mean_and_error(participation**2 / m2))
        local = [(t, exponents(times, logs, t / 10**HALF, t * 10**HALF)) for t in times]
        local = [(t, *mean_and_error(found[0])) for t, found in local if found is not None and t >= 10**HALF]
        add("alpha", *np.array(local).T)
        numbers.take(_numbers(runs, scale(p) if density == "energy" else None), **labels)
        numbers.add("edge", max(gather(run, "edge").max() for run in every), **labels)
        for quantity in ("energy", "norm"):
            if quantity in data[0].variables:
                error = max(_largest_change(gather(run, quantity)) for run in every)
                numbers.add(f"{quantity}_error", error, **labels)
                if quantity == "energy":
                    energies.append(error)
        if study.points[0] in points:
            if density == "energy":  # the question is about energy
                laws, found = tension(p, times, logs, participation)
                curves.append(laws.assign(packet=name))
                numbers.take(found)
            picture = data[0]["first"]
            x = np.arange(picture.shape[1]) - (picture.shape[1] - 1) // 2
            rows = pd.DataFrame(picture, index=times, columns=x).rename_axis(index="t", columns="x")
            curves.append(rows.stack().rename("value").reset_index().assign(packet=name, kind="first"))
    numbers.add("energy_error_largest", max(energies))
    return pd.concat(curves), numbers.table()


def tension(p, times, logs, participation):
    """Two laws of diffusion fitted to the mean of log m2, followed to `HORIZON`; and when they could be told apart.

    Exponents over the last two decades before t are compared; they can be told apart when they differ by three times the
    error of that of these packets over their own last two decades. Errors of m2 at different times are correlated, so chi^2
    only orders the laws.
    """
    mean, stderr = mean_and_error(logs)
    late = times >= FITTED_FROM
    energy = p["packet_density"] * p["packet_sites"]
    grid = 10.0 ** np.arange(1, np.log10(HORIZON) + 0.01, 1 / GRID)
    curves, numbers, exponent = [], Numbers(), {}
    if late.sum() < 8:
        return pd.DataFrame(columns=["kind", "t", "value", "stderr"]), numbers
    for labels, law, start, fixed in LAWS:
        fit = diffusion.fit(times[late], mean[late], stderr[late], law, energy, p["packet_sites"], start, fixed)
        for name, value in fit.values.items():
            numbers.add("fit", value, fit.errors[name], **labels, parameter=name)
        fitted_m2 = diffusion.spread(fit.law, energy, p["packet_sites"], times[late], CELLS)
        for low, high in DRIFT:
            found = exponents(times[late], np.log(fitted_m2)[None], low, high, 2) if low >= FITTED_FROM else None
            if found is not None:
                numbers.add("drift_of_law", 2 * np.log(10) * found[0, 0], **labels, begin=low, end=high)
        numbers.add("chi2", fit.chi2, **labels)
        numbers.add("dof", fit.dof, **labels)
        if labels not in DRAWN:
            continue
        m2 = diffusion.spread(fit.law, energy, p["packet_sites"], grid, CELLS)
        middle, local = diffusion.local_exponent(grid, m2)
        exponent[law] = np.log(m2[2 * GRID :] / m2[: -2 * GRID]) / np.log(100)  # over the two decades before grid[2 * GRID:]
        for kind, t, values in ((law, grid, m2), (f"alpha_{law}", middle, local)):
            curves.append(pd.DataFrame({"kind": kind, "t": t, "value": values, "stderr": 0.0}))
        ends = np.log10(grid[2 * GRID :])
        for decade in (6, 8, 10, 12):
            span = {"begin": 10.0 ** (decade - 2), "end": 10.0**decade}
            numbers.add("alpha_of_law", np.interp(decade, ends, exponent[law]), **labels, **span)
    numbers.add("x_end", scale(p) / np.exp(np.log(participation[:, -1]).mean()))
    error = mean_and_error(exponents(times, logs, times[-1] / 100, times[-1])[0])[1]
    fitted = 10**ends > 99 * FITTED_FROM
    telling = diffusion.telling_time(10 ** ends[fitted], *(known[fitted] for known in exponent.values()), 3 * error)
    numbers.add("log10_telling_time", np.log10(telling))
    return pd.concat(curves), numbers


def _largest_change(series):
    """Of any realization at any time, relative to the size of all: that of one may nearly vanish."""
    return np.abs(series - series[:, :1]).max() / np.sqrt((series[:, 0] ** 2).mean())


def _numbers(runs, scale=None):
    """Exponents over `RANGES`, each from the run with the most realizations among those that reach its end.

    With a `scale`, also x = scale / P at the end of each range, P being exp of the mean of its logarithm.
    """
    times, m2, participation = runs[0]
    numbers = Numbers()
    numbers.add("realizations", len(m2))
    numbers.add("compactness_end", *mean_and_error((participation**2 / m2)[:, -1]))
    last = exponents(times, np.log(m2), times[-1] / 100, times[-1])
    if last is not None:
        numbers.add("alpha_last", *mean_and_error(last[0]))
    for low, high in RANGES:
        long_enough = [run for run in runs if exponents(run[0], np.log(run[1]), low, high) is not None]
        if not long_enough:
            continue
        t, m2, participation = max(long_enough, key=lambda run: len(run[1]))
        span = {"begin": low, "end": high}
        numbers.add("alpha", *mean_and_error(exponents(t, np.log(m2), low, high)[0]), **span)
        numbers.add("alpha_participation", *mean_and_error(exponents(t, np.log(participation), low, high)[0]), **span)
        if scale is not None:
            last = np.abs(np.log(t / high)).argmin()
            numbers.add("x", scale / np.exp(np.log(participation[:, last]).mean()), **span)
        count = len(m2)
        parts = (m2.sum(0) - m2) / (count - 1)  # means without one realization
        slopes = exponents(t, np.log(parts), low, high)[0]
        whole = exponents(t, np.log(m2.mean(0))[None], low, high)[0, 0]
        numbers.add("alpha_of_mean", whole, np.sqrt((count - 1) * np.var(slopes)), **span)
    for low, high in DRIFT:
        found = exponents(times, np.log(runs[0][1]), low, high, 2)
        if found is not None:  # alpha = 2 a log t + b: its change per decade
            numbers.add("drift", *(2 * np.log(10) * x for x in mean_and_error(found[0])), begin=low, end=high)
    return numbers
