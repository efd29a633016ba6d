r"""Chains between reservoirs: burn-in, a test of stationarity, and the conductivity from the bulk gradient.

kappa = J / (d beta / dx), with J the mean energy that crosses the bonds and beta_x = 1 / <p_x^2> fitted by a line over the
bulk, which is all but an eighth of the chain at each end. It belongs to the mean of beta over the bulk.

A start in equilibrium relaxes to the stationary state by diffusion, in a time tau = L^2 / (pi^2 D) with D = beta^2 kappa / c
and c the specific heat. kappa for this purpose comes from the second half of the run; the burn-in is `BURN` tau. The state
counts as stationary if the burn-in leaves at least half of the run and four differences of currents are within `SIGMAS` of
zero: the first and the second half of what is left; the outer thirds of the bonds and the middle one, which is how a symmetric
start differs from the stationary state; the left and the right third; the first and the last bond.
"""

import importlib
from typing import NamedTuple

import numpy as np
from uncertainties import correlated_values

from glassychains.exact.gibbs import gibbs_energy
from glassychains.methods.einstein import interpolated
from glassychains.methods.estimates import gather, jackknife, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

BURN = 3.0
SIGMAS = 4.0


class State(NamedTuple):
    """A chain between reservoirs after the burn-in; rates and means per replica."""

    current: np.ndarray  # (replica, bond)
    square: np.ndarray  # (replica, site)
    fourth: np.ndarray  # (replica, site)
    heat: np.ndarray  # (replica, side): rate at which the reservoirs give energy
    relaxation: float  # tau
    burn: float  # time that was cut
    tests: dict  # differences over their errors, by name
    stationary: bool


def bulk(length):
    """The sites that are not near a reservoir, as a slice."""
    return slice(length // 8, length - length // 8)


def conduct(current, square):
    """(kappa, beta in the middle, J) of mean currents (bond,) and mean squared momenta (site,)."""
    sites = np.arange(len(square))[bulk(len(square))]
    beta = 1 / square[sites]
    gradient = np.polyfit(sites, beta, 1)[0]
    return np.array([current.mean() / gradient, beta.mean(), current.mean()])


def state_of(point):
    """The stationary state of a point of the `ness` stage."""
    p, data = point.parameters, read_point(point)
    ends = data[0]["block"]
    block = ends[0]
    carried, heat, square, fourth = (gather(data, name) for name in ("carried", "heat", "square", "fourth"))
    half = len(ends) // 2
    kappa, beta, _ = conduct(carried[:, half:].mean((0, 1)) / block, square[:, half:].mean((0, 1)))
    physics = importlib.import_module(f"glassychains.models.{point.model}")
    _, variance = gibbs_energy(physics.from_parameters(p), p["length"], p["beta"])
    heat_capacity = p["beta"] ** 2 * variance / p["length"]
    relaxation = p["length"] ** 2 * heat_capacity / (np.pi**2 * beta**2 * kappa) if kappa > 0 else np.inf
    cut = int(np.ceil(min(BURN * relaxation / block, half)))
    rest = len(ends) - cut
    current = carried[:, cut:].mean(1) / block
    mean, third = carried[:, cut:].mean(2), max(1, current.shape[1] // 3)
    left, middle, right = current[:, :third], current[:, third:-third], current[:, -third:]
    differences = {
        "halves": mean[:, : rest // 2].mean(1) - mean[:, -(rest // 2) :].mean(1),
        "middle": (left + right).mean(1) / 2 - (middle if middle.size else current).mean(1),
        "thirds": left.mean(1) - right.mean(1),
        "ends": current[:, 0] - current[:, -1],
    }
    tests = {}
    for name, difference in differences.items():
        value, stderr = mean_and_error(difference)
        tests[name] = value / stderr if stderr > 0 else np.inf
    good = bool(BURN * relaxation <= half * block and all(abs(z) < SIGMAS for z in tests.values()))
    rates = heat[:, cut:].mean(1) / block
    return State(current, square[:, cut:].mean(1), fourth[:, cut:].mean(1), rates, relaxation, cut * block, tests, good)


def labels(p):
    """How the numbers of a point are told apart: `g`, `length`, and `dbeta`, the difference of the inverse temperatures."""
    return {"g": p["g"], "length": p["length"], "dbeta": round(p["beta_right"] - p["beta_left"], 9)}


def measure(point, reference):
    """(state, numbers) of a point. Only a stationary state has a kappa, and what else supposes stationarity.

    `reduced` is g^(-1/2) beta^2 kappa at the coupling `bg`, both with beta in the middle of the chain, which differs a
    little from one chain to the next; `moved` is the same at beta g = g, moved along the curve of the table `reference`
    (that of Green-Kubo), if that reaches there. The entropy production J (beta_right - beta_left) is given for any state.
    """
    p, state, numbers = point.parameters, state_of(point), Numbers()
    where, difference = labels(p), p["beta_right"] - p["beta_left"]

    def add(quantity, value, stderr=0.0):
        numbers.add(quantity, value, stderr, **where)

    add("stationary", state.stationary)
    add("burn_in", state.burn)
    add("relaxation", state.relaxation)
    for name, z in state.tests.items():
        add(f"test_{name}", z, 1.0)
    add("entropy_production", *mean_and_error(state.current.mean(1) * difference))
    if not state.stationary:
        return state, numbers

    def reduced(current, square):
        kappa, beta, _ = conduct(current, square)
        return kappa * beta**2 * p["g"] ** -0.5

    def moved(current, square):
        there, here = (interpolated(reference, bg) for bg in (p["g"], p["g"] * conduct(current, square)[1]))
        return reduced(current, square) * there[0] / here[0] if there and here else np.nan

    inner = bulk(p["length"])
    value, stderr = jackknife(conduct, state.current, state.square)
    add("kappa", value[0], stderr[0])
    add("bg", p["g"] * value[1], p["g"] * stderr[1])
    add("reduced", *jackknife(reduced, state.current, state.square))
    add("moved", *jackknife(moved, state.current, state.square))
    add("current", value[2], stderr[2])
    add("resistance", difference / value[2], difference / value[2] * stderr[2] / value[2])
    shape = jackknife(lambda four, two: (four[inner] / (3 * two[inner] ** 2)).mean() - 1, state.fourth, state.square)
    add("excess_kurtosis", *shape)
    unbalanced, error = mean_and_error(state.heat.sum(1))
    add("heat_excess", unbalanced / value[2], error / value[2])
    return state, numbers


def contact_fit(lengths, resistances, stderr):
    """kappa and the contact length, each (value, error), of delta beta / J = (L + contact) / kappa over two lengths or more."""
    coefficients, covariance = np.polyfit(lengths, resistances, 1, w=1 / np.asarray(stderr), cov="unscaled")
    per_site, offset = correlated_values(coefficients, covariance)
    kappa, contact = 1 / per_site, offset / per_site
    return (kappa.nominal_value, kappa.std_dev), (contact.nominal_value, contact.std_dev)
