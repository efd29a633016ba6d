"""Wave packets in disordered chains: second moment, participation and compactness, and their exponents (claims Q5, Q6)."""

import numpy as np
import pandas as pd

from glassychains.analysis import diffusion
from glassychains.analysis.conduction import quartic
from glassychains.analysis.estimates import gather, mean_and_error
from glassychains.tables import numbers_table

RANGES = ((1e2, 1e4), (1e3, 1e4), (1e3, 1e5), (1e4, 1e5), (1e4, 1e6), (1e5, 1e6), (1e6, 1e8))
"""Times between which exponents are fitted."""
HALF = 0.5  # decades on each side of a local exponent
DRIFT = ((1e2, 1e5), (1e3, 1e6), (1e4, 1e6), (1e4, 1e8))  # where the exponent's own slope is fitted

FITTED_FROM = 1e4  # when laws of diffusion begin to be fitted: before, a packet still fills its linear modes
LAWS = {
    "power": ("power", {"d": 1.0, "p": 4.0}, ("p",)),
    "free power": ("power", {"d": 1.0, "p": 4.0}, ()),
    "log2": ("log2", {"d": 1.0, "c": 0.5, "e0": 1.0}, ("e0",)),
    "log2, e0 = 0.1": ("log2", {"d": 1.0, "c": 1.0, "e0": 0.1}, ("e0",)),
    "log2, e0 = 1/64": ("log2", {"d": 0.1, "c": 8.0, "e0": 1 / 64}, ("e0",)),
}
"""Law, starting values, what is fixed. p = 4 is alpha = 1/3. e0 = 1 is where the quartic term is as large as the pinning,
1/64 is g0^2 / g, the scale of the small parameter of the review."""
DRAWN = ("power", "log2")  # laws that are followed into the future
HORIZON = 1e12
CELLS = 800
GRID = 4  # times per decade


def label(p):
    """How a packet is named."""
    return f"{'norm' if 'U' in p else 'E'}={p['packet_density']:g},sites={p['packet_sites']}"


def packets_of(points):
    """Each packet by name, with its runs, the longest first. Runs that differ in more than their length are not merged."""
    first, found = {}, {}
    for point in points:
        p = point.parameters
        usual = first.setdefault(label(p), p)
        other = [f",{key}={value}" for key, value in p.items() if key not in ("duration", "batch") and value != usual.get(key)]
        found.setdefault(label(p) + "".join(other), []).append(point)
    return {name: sorted(runs, key=lambda run: -run.parameters["duration"]) for name, runs in found.items()}


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
    curves, numbers, energies = [], [], []
    for where, points in packets_of(study.points).items():
        every = [point.read() for point in points]
        p, data = points[0].parameters, every[0]
        runs = [(run[0]["time"], gather(run, "m2"), gather(run, "participation")) for run in every]
        times, m2, participation = runs[0]
        logs = np.log(m2)

        def add(kind, t, value, stderr, name=where):
            curves.append(pd.DataFrame({"packet": name, "kind": kind, "t": t, "value": value, "stderr": stderr}))

        for kind, values in (("m2", m2), ("participation", participation)):
            mean, error = mean_and_error(np.log(values))
            add(kind, times, np.exp(mean), np.exp(mean) * error)
        add("m2_mean", times, *mean_and_error(m2))
        add("compactness", times, *mean_and_error(participation**2 / m2))
        local = [(t, exponents(times, logs, t / 10**HALF, t * 10**HALF)) for t in times]
        local = [(t, *mean_and_error(found[0])) for t, found in local if found is not None and t >= 10**HALF]
        add("alpha", *np.array(local).T)
        numbers += _numbers(where, runs)
        numbers.append((f"edge({where})", max(gather(run, "edge").max() for run in every), 0.0))
        for name in ("energy", "norm"):
            if name in data[0].variables:
                error = max(_largest_change(gather(run, name)) for run in every)
                numbers.append((f"{name}_error({where})", error, 0.0))
                if name == "energy":
                    energies.append(error)
        if study.points[0] in points:
            if "U" not in p:  # the question is about energy
                laws, rows = tension(p, times, logs, participation)
                curves.append(laws.assign(packet=where))
                numbers += rows
            density = data[0]["first"]
            x = np.arange(density.shape[1]) - (density.shape[1] - 1) // 2
            rows = pd.DataFrame(density, index=times, columns=x).rename_axis(index="t", columns="x")
            curves.append(rows.stack().rename("value").reset_index().assign(packet=where, kind="first"))
    numbers.append(("energy_error_largest", max(energies), 0.0))
    return pd.concat(curves), numbers_table(numbers)


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
    curves, numbers, exponent = [], [], {}
    if late.sum() < 8:
        return pd.DataFrame(columns=["kind", "t", "value", "stderr"]), []
    for law, (kind, start, fixed) in LAWS.items():
        fit = diffusion.fit(times[late], mean[late], stderr[late], kind, energy, p["packet_sites"], start, fixed)
        numbers += [(f"{law}.{name}", value, fit.errors[name]) for name, value in fit.values.items()]
        numbers += [(f"{law}.chi2", fit.chi2, 0.0), (f"{law}.dof", fit.dof, 0.0)]
        if law not in DRAWN:
            continue
        m2 = diffusion.spread(fit.law, energy, p["packet_sites"], grid, CELLS)
        middle, local = diffusion.local_exponent(grid, m2)
        exponent[law] = np.log(m2[2 * GRID :] / m2[: -2 * GRID]) / np.log(100)  # over the two decades before grid[2 * GRID:]
        for kind, t, values in ((law, grid, m2), (f"alpha_{law}", middle, local)):
            curves.append(pd.DataFrame({"kind": kind, "t": t, "value": values, "stderr": 0.0}))
        ends = np.log10(grid[2 * GRID :])
        for decade in (6, 8, 10, 12):
            numbers.append((f"{law}.alpha(1e{decade - 2}-1e{decade})", np.interp(decade, ends, exponent[law]), 0.0))
    reached = 1 / np.exp(mean_and_error(np.log(participation[:, -1]))[0]) * energy
    numbers.append(("x_end", reached * quartic(p) / (0.5 * p["coupling"][1]) ** 2, 0.0))
    error = mean_and_error(exponents(times, logs, times[-1] / 100, times[-1])[0])[1]
    fitted = 10**ends > 99 * FITTED_FROM
    telling = diffusion.telling_time(10 ** ends[fitted], *(exponent[law][fitted] for law in DRAWN), 3 * error)
    return pd.concat(curves), [*numbers, ("log10_telling_time", np.log10(telling), 0.0)]


def _largest_change(series):
    """Of any realization at any time, relative to the size of all: that of one may nearly vanish."""
    return np.abs(series - series[:, :1]).max() / np.sqrt((series[:, 0] ** 2).mean())


def _numbers(where, runs):
    """Exponents over `RANGES`, each from the run with the most realizations among those that reach its end."""
    times, m2, participation = runs[0]
    rows = [(f"realizations({where})", len(m2), 0.0)]
    rows.append((f"compactness_end({where})", *mean_and_error((participation**2 / m2)[:, -1])))
    last = exponents(times, np.log(m2), times[-1] / 100, times[-1])
    if last is not None:
        rows.append((f"alpha_last({where})", *mean_and_error(last[0])))
    for low, high in RANGES:
        long_enough = [run for run in runs if exponents(run[0], np.log(run[1]), low, high) is not None]
        if not long_enough:
            continue
        t, m2, participation = max(long_enough, key=lambda run: len(run[1]))
        span = f"{where},{low:g}-{high:g}"
        rows.append((f"alpha({span})", *mean_and_error(exponents(t, np.log(m2), low, high)[0])))
        rows.append((f"alpha_participation({span})", *mean_and_error(exponents(t, np.log(participation), low, high)[0])))
        count = len(m2)
        parts = (m2.sum(0) - m2) / (count - 1)  # means without one realization
        slopes = exponents(t, np.log(parts), low, high)[0]
        whole = exponents(t, np.log(m2.mean(0))[None], low, high)[0, 0]
        rows.append((f"alpha_of_mean({span})", whole, np.sqrt((count - 1) * np.var(slopes))))
    for low, high in DRIFT:
        found = exponents(times, np.log(runs[0][1]), low, high, 2)
        if found is not None:  # alpha = 2 a log t + b: its change per decade
            rows.append((f"drift({where},{low:g}-{high:g})", *(2 * np.log(10) * x for x in mean_and_error(found[0]))))
    return rows
