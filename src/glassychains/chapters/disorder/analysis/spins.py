r"""Diffusion of energy in rings of disordered classical spins at infinite temperature, by an Einstein relation (claim Q4).

With B(t) the energy times distance moved along a ring, <B(t)^2> / (2 L c) = integral of D, where c is the exact variance of the
energy per site of each realization. D is the slope over the window [w, 4 w], w = a twelfth of the run; a D(t) that still falls
there is an upper bound: the shift from a window half as late says by how much it falls, and `persistence`, D over that of the
window four times as early, tells diffusion (1) from a subdiffusion like t^(1/2) (1/2) and from an insulator (0).

D is the mean over rings. In a long ring they would follow each other, their resistances would add up, and 1 / D would be the
mean of 1 / D. The D of one ring from one history is too noisy to be inverted (a few are negative); what its two halves agree
about is not noise, and tells how much rings differ.
"""

import importlib

import numpy as np
import pandas as pd

from glassychains.methods.einstein import slope
from glassychains.methods.estimates import gather, jackknife, mean_and_error
from glassychains.methods.scaling import compare_models, local_exponents
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

LATEST = 1 / 3  # of the run: later lags have too few origins
WIDTH = 4.0
SHORT = 4  # blocks, the lag at which the halves of a run are compared


def over_field(J):
    """J / Delta, with 2 J^2 + Delta^2 = 1: the variable on which exponents depend, since the field changes along with J."""
    return J / np.sqrt(1 - 2 * J**2)


def ring_variance(carried, capacity, block):
    """Variance over rings of D, over its squared mean: the covariance of what two halves of each history give; and its error.

    Parameters
    ----------
    carried : array, shape (ring, block)
        Energy times distance moved in consecutive blocks.
    capacity : array, shape (ring,)
        Of a whole ring, 2 L c.
    block : float
        Length of a block.
    """
    moved = np.concatenate([np.zeros((len(carried), 1)), np.cumsum(carried, axis=1)], axis=1)
    half = carried.shape[1] // 2
    one, two = (
        ((part[:, SHORT:] - part[:, :-SHORT]) ** 2).mean(1) / (capacity * SHORT * block)
        for part in (moved[:, : half + 1], moved[:, -half - 1 :])
    )
    return jackknife(lambda product, a, b: product / (a * b) - 1, one * two, one, two)


def growth(x, log_D, stderr):
    """By how much the local exponent between the two smallest x exceeds that between the two largest, and its error.

    Of three points the middle one enters both.
    """
    weights = np.zeros(len(x))
    for i, sign in ((0, 1.0), (len(x) - 2, -1.0)):
        weights[i : i + 2] += sign * np.array([-1.0, 1.0]) / np.log(x[i + 1] / x[i])
    return weights @ log_D, np.sqrt(weights**2 @ np.square(stderr))


def analyse(study):
    """Curves (J, t, value, stderr) of B(t)^2 / (2 L c t); numbers D, its shifts, local exponents against J / Delta, laws."""
    curves, numbers, found, persistence = [], Numbers(), [], []
    for point in sorted(study.points, key=lambda point: point.parameters["J"]):
        p, data = point.parameters, read_point(point)
        physics = importlib.import_module(f"glassychains.models.{point.model}")
        models = [physics.from_parameters(p, point.realizations(batch)) for batch in range(point.batches)]
        capacity = np.concatenate([physics.energy_variance(model) for model in models])
        times, moved = data[0]["lag"], gather(data, "einstein") / capacity[:, None]
        kept = times <= 1.01 * LATEST * p["duration"]
        value, stderr = mean_and_error(moved[:, kept] / times[kept])
        curves.append(pd.DataFrame({"J": p["J"], "dt": p["dt"], "t": times[kept], "value": value, "stderr": stderr}))
        end = LATEST * p["duration"]
        late, early = (slope(times, moved, end / WIDTH / f, end / f) for f in (1.0, 2.0))
        D, error = mean_and_error(late)
        usual = p["dt"] == study.points[0].parameters["dt"]
        labels = {"J": p["J"], "dt": p["dt"]}
        numbers.add("D", D, error, **labels)
        shift, its_error = mean_and_error(early - late)
        numbers.add("earlier_window", shift / D, its_error / D, **labels)
        numbers.add("ring_variance", *ring_variance(gather(data, "carried"), 2 * p["length"] * capacity, p["block"]), **labels)
        numbers.add("J_over_Delta", over_field(p["J"]), **labels)
        earliest = slope(times, moved, end / WIDTH**2, end / WIDTH)
        ratio = jackknife(lambda a, b: a / b, late, earliest)
        numbers.add("persistence", *ratio, **labels)
        energy = gather(data, "energy")
        numbers.add("energy_error", np.abs(np.diff(energy, axis=1)).max() / p["length"], **labels)
        lengths = gather(data, "spin_length")
        numbers.add("length_error", np.abs(lengths / p["length"] - 1).max(), **labels)
        if usual:
            found.append((p["J"], D, error))
            persistence.append(ratio)
    J, D, error = np.array(found).T
    local = local_exponents(over_field(J), np.log(D), error / D)
    for middle, exponent, stderr in local:
        numbers.add("exponent", exponent, stderr, J_over_Delta=float(f"{middle:.3g}"))
    numbers.add("exponent_lowest", *local[0][1:])
    numbers.add("exponent_growth", *growth(over_field(J), np.log(D), error / D))
    numbers.add("exponent_largest", *local[-1][1:])
    numbers.add("D_lowest", D[0], error[0])
    numbers.add("persistence_lowest", *persistence[0])
    numbers.take(compare_models(over_field(J), -np.log(D), error / D, ("power", "quadratic")))
    return pd.concat(curves), numbers.table()
