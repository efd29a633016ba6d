r"""The conductivity of isolated rings from the energy that they carry: running kappa(t), and its value by a fixed rule.

The reduced conductivity is g^(-1/2) beta^2 kappa (sec. 2 of the review), a function of beta g and, with flips, of lambda
/ g^(1/2) in units of beta.

The rule, written down before the production runs (pilot runs had shown where kappa(t) still moves): kappa is the slope of
t kappa(t), which is the correlation integral, fitted over the window [w, 4 w]. Without flips w is half the relaxation
time of Fig. 2(b), but no less than 20 librations g^(-1/2); flips at rate lambda end all memory by the time 1 / ((beta
g)^2 lambda), which bounds w too.

One change was made after the first production run, in which kappa(t) was still growing within the windows at beta g = 1.4
and 2: there the 20 librations are multiplied by (beta g)^3. At strong coupling energy crosses a bond in a libration, so that
the memory of the current, in librations, is of the order of the reduced conductivity, which grows like that. Couplings up to
beta g = 1 were not touched.
"""

import importlib

import numpy as np

from glassychains.exact.gibbs import gibbs_energy
from glassychains.methods.estimates import control, gather, mean_and_error
from glassychains.methods.tables import select

WIDTH = 4.0  # the window is [w, WIDTH * w]
LIBRATIONS = 20.0  # w is at least so many g^(-1/2), times (beta g)^3 where that is larger than 1


def coupling(p):
    """beta g, to the digits that a person would write."""
    return round(p["beta"] * p["g"], 12)


def unit(p):
    """What turns kappa into the reduced conductivity, g^(-1/2) beta^2."""
    return p["g"] ** -0.5 * p["beta"] ** 2


def relaxation_time(p):
    """The relaxation time t0 of Fig. 2(b), rounded to a power law: a scale for windows and nothing more."""
    return 42.0 * coupling(p) ** -4.6 * p["beta"] ** 0.5


def window(p):
    """The times between which t kappa(t) is fitted by a line, for parameters `p`."""
    begin = 0.5 * relaxation_time(p)
    if p.get("flips"):
        begin = min(begin, 1 / (coupling(p) ** 2 * p["flips"]))
    begin = max(begin, LIBRATIONS * p["g"] ** -0.5 * max(1.0, coupling(p) ** 3))
    return begin, WIDTH * begin


def controls(point, data):
    """Control variables of known mean 0, shape (replica, 2): they explain what a replica's energy decides.

    A finite chain keeps its energy for ever, so replicas differ by more than a run of any length can average. With the
    exact equilibrium mean and standard deviation of the energy, u = (E - <E>) / sigma and u^2 - 1 have mean 0. Where the
    total velocity was taken away, so was its energy, 1/(2 beta) in the mean. The velocity variance of a run would reduce
    the scatter further, but its mean is that of the scheme's own energy function, off by O(dt^2).
    """
    p, physics = point.parameters, importlib.import_module(f"glassychains.models.{point.model}")
    mean, variance = gibbs_energy(physics.from_parameters(p), p["length"], p["beta"])
    if p.get("still"):
        mean, variance = mean - 0.5 / p["beta"], variance - 0.5 / p["beta"] ** 2
    u = (gather(data, "energy")[:, 0] - mean) / np.sqrt(variance)
    return np.stack([u, u**2 - 1], 1)


def running(point, data):
    """(t, t kappa(t) in reduced units) of a point, per replica, without the scatter that `controls` explain."""
    integral = gather(data, "einstein") * unit(point.parameters)
    return data[0]["lag"], control(integral, controls(point, data))


def slope(times, integral, begin, end):
    """Slope of t kappa(t) over [begin, end], per replica; None if the run is too short. Points weigh by their errors."""
    inside = (times >= 0.99 * begin) & (times <= 1.01 * end)
    if inside.sum() < 3 or times[-1] < end:
        return None
    t, error = times[inside], mean_and_error(integral[:, inside])[1]
    return np.polyfit(t, integral[:, inside].T, 1, w=1 / error)[0]


def shifts(times, integral, begin, end):
    """Relative shifts of the slope if the window is half or twice as late: rows (name, value, error), errors of pairs."""
    chosen, rows = slope(times, integral, begin, end), []
    for name, factor in (("earlier_window", 0.5), ("later_window", 2.0)):
        other = slope(times, integral, factor * begin, factor * end)
        if other is not None:
            shift, error = mean_and_error(other - chosen)
            rows.append((name, shift / chosen.mean(), error / chosen.mean()))
    return rows


def interpolated(numbers, at):
    """(reduced kappa, error) at beta g = `at`, by a power law between the numbers `kappa` (bg) of a table; None outside."""
    rows = select(numbers, "kappa")
    known = rows.sort_values("bg")[["bg", "value", "stderr"]].to_numpy() if len(rows) > 1 else []
    if len(known) < 2 or not 0.9 * known[0, 0] < at < 1.1 * known[-1, 0]:
        return None
    nearest = np.abs(np.log(known[:, 0] / at)).argmin()
    other = nearest + 1 if (at > known[nearest, 0] and nearest + 1 < len(known)) or nearest == 0 else nearest - 1
    (x, y, error), (x2, y2, _) = known[nearest], known[other]
    value = y * (at / x) ** (np.log(y2 / y) / np.log(x2 / x))
    return value, value * error / y
