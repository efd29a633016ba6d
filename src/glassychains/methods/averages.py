r"""Averages over time of the energy of a site: how far they are from the mean, against how long they are.

q(T) is the variance of averages over a time T about the mean m of the Gibbs state, over m^2; T_E is where q(T_E) = q(0) / 10
(Mithun et al., Phys. Rev. Lett. 122, 054102, 2019). Two means can be meant. About that of the Gibbs state,

.. math:: q(T) = \frac{2}{m^2 T} \int_0^T \Bigl(1 - \frac{s}{T}\Bigr) \langle \delta e_x(s) \, \delta e_x(0) \rangle \, ds

holds at any length L, and the correlation is that of the infinite chain until energy has gone round the ring, at about
L^2 / (4 pi^2 D). This is what T_E is read from. Each replica keeps its energy, so that in the end this q stays at the share of
that, of order 1/L. About the replica's own mean q goes to 0, like 1/T once energy has gone round; before, it is too small by
a term of order 1/L. This is what the average over one short chain of given energy sees.
"""

import numpy as np
import pandas as pd

from glassychains.exact.transfer import averages
from glassychains.methods import einstein
from glassychains.methods.estimates import control, gather, jackknife

FALLEN = 0.1  # T_E is where q has fallen to this part of q(0)
COVERED = 5  # and the run covers so many of it
LEAST = 2  # windows of a length that are enough to be shown


def fluctuations(point, data):
    """(T, q about the mean of the Gibbs state, q about the replica's own), each q (replica, window). T = 0 comes first.

    What `controls` explain of the first, whose mean that does not change, is taken away.
    """
    mean, square = gather(data, "mean"), gather(data, "square")
    times, known = data[0]["window"], point.parameters["mean_energy"]
    enough = times * LEAST <= point.parameters["duration"]
    gibbs = control(square / known**2 - 2 * mean / known + 1, controls(point, data))
    return times[enough], gibbs[:, enough], (square / mean**2 - 1)[:, enough]


def controls(point, data):
    """Control variables of mean 0, shape (replica, 3): the conserved energy as in `einstein`, and the mean square of e_x.

    The last is known too. q is a fourth moment, in which a few fast sites, which stay fast for long, weigh much: how many a
    replica happens to have explains most of the scatter of q at all times.
    """
    p, square = point.parameters, gather(data, "square")[:, 0]
    if point.model == "rotor":
        return np.column_stack([einstein.controls(point, data), square * p["beta"] ** 2 - 0.75])
    known = averages(p["pinning"], p["coupling"], p["beta"])
    u = (gather(data, "energy")[:, 0] - p["length"] * known.energy) / (p["length"] * known.variance) ** 0.5
    return np.column_stack([u, u**2 - 1, square / known.alone_square - 1])


def fall_time(times, q, part, duration):
    """Logarithm of the time at which the mean of q has fallen to a part of q(0), and its error (jackknife).

    Between two windows log q is a line in log T.

    Parameters
    ----------
    times : array, shape (window,)
    q : array, shape (replica, window)
    part : float
    duration : float
        Of the run.

    Returns
    -------
    tuple of float, or None
        None if the run does not cover `COVERED` of it.
    """

    def crossing(mean):
        fallen = -np.log(np.maximum(mean / mean[0], 1e-300))
        after = int(np.argmax(fallen > -np.log(part)))
        pair = [after - 1, after]
        return np.interp(-np.log(part), fallen[pair], np.log(times[pair])) if after else np.nan

    value, error = jackknife(crossing, q)
    return (float(value), float(error)) if np.exp(value) <= duration / COVERED else None


def falling(times, q):
    """A table (kind, t, value, stderr) of q / q(0), and of its local exponent between T/2 and 2 T."""
    value, error = jackknife(lambda mean: mean / mean[0], q)
    slope, slope_error = jackknife(lambda mean: np.log(np.maximum(mean[2:] / mean[:-2], 1e-300)) / np.log(4), q)
    whole = pd.DataFrame({"kind": "q", "t": times, "value": value, "stderr": error})
    local = pd.DataFrame({"kind": "slope", "t": times[1:-1], "value": slope, "stderr": slope_error})
    return pd.concat([whole, local])
