"""Sampled DNLS chains against the transfer operator, Gaussian modes and known distributions."""

import numpy as np
import pytest
from scipy import stats

from glassychains.declare import Refused
from glassychains.exact.dnls import at_density
from glassychains.models import dnls
from glassychains.models.equilibria.dnls import visit
from glassychains.numerics.compiled import LANES, from_lanes, to_lanes
from glassychains.numerics.random import seeds
from glassychains.stages.thermalize import thermalize


def chains(U, g, length, replicas):
    return dnls.from_parameters({"U": U, "g": g, "length": length}, [str(replica) for replica in range(replicas)])


def drawn(model, replicas=LANES, seed="tests", **parameters):
    start = thermalize(model, length=model.eps.shape[1], replicas=replicas, seed=seed, **parameters)
    return start["q"], start["p"]


def off(values, expected):
    """How many standard errors the mean over replicas is off."""
    each = values.reshape(len(values), -1).mean(1)
    return abs(each.mean() - expected) / (each.std(ddof=1) / np.sqrt(len(each)))


def test_infinite_temperature():
    model = chains(1.0, 0.4, 200, LANES)
    q, p = drawn(model, density=1.7)
    assert stats.kstest(dnls.site_norm(model, q, p).ravel(), stats.expon(scale=1.7).cdf).pvalue > 1e-3
    assert stats.kstest((np.arctan2(p, q) / (2 * np.pi)).ravel() % 1.0, stats.uniform.cdf).pvalue > 1e-3


def test_states_of_one_norm_are_uniform_on_the_simplex():
    """Of L norms whose sum is fixed, one is a Beta(1, L - 1) part of it; other draws keep their bits."""
    model = chains(1.0, 0.4, 4, 4096)
    q, p = drawn(model, 4096, density=1.7, fixed_norm=True)
    n = dnls.site_norm(model, q, p)
    assert n.sum(1) == pytest.approx(4 * 1.7, rel=1e-13)
    for site in range(4):
        assert stats.kstest(n[:, site] / (4 * 1.7), stats.beta(1, 3).cdf).pvalue > 1e-3
    free = dnls.site_norm(model, *drawn(model, 4096, density=1.7))
    assert n == pytest.approx(4 * 1.7 * free / free.sum(1, keepdims=True), rel=1e-12)


@pytest.mark.parametrize(
    ("U", "g", "beta", "largest"), [(1.0, 1.0, 1.0, None), (1.0, 0.1, 0.5, None), (0.5, 0.3, 3.0, None), (1.0, 0.5, -0.03, 7.0)]
)
def test_averages(U, g, beta, largest):
    a, exact = at_density(U, g, beta, 1.0, largest)
    model = chains(U, g, 48, 256)
    more = {} if largest is None else {"largest": largest}
    q, p = drawn(model, 256, beta=beta, mu=a / beta, sweeps=1600, **more)
    bulk = slice(12, 36)  # the ends of an open chain are not like the rest
    n, bonds = dnls.site_norm(model, q, p)[:, bulk], dnls.bond_energy(model, q, p)[:, bulk]
    assert off(n, exact.density) < 4
    assert off(n**2, exact.density_square) < 4
    assert off(bonds, exact.bond) < 4
    assert largest is None or n.max() <= largest


@pytest.mark.parametrize("periodic", [False, True])
def test_gaussian_modes_of_short_chains(periodic):
    """At U = 0, <psi_x* psi_y> is the inverse of beta (M - mu); rings of three sites, and chains with their ends."""
    g, beta, mu, groups = 0.7, 0.9, -0.4, 40
    matrix = dnls.single_particle(chains(0.0, g, 3, 1))[0]
    if periodic:
        matrix += g * np.array([[1, 0, -1], [0, 0, 0], [-1, 0, 1]])
    q, p = to_lanes(np.zeros((groups * LANES, 3))), to_lanes(np.zeros((groups * LANES, 3)))
    for group, stream in enumerate(seeds("modes", groups * LANES)):
        for sweep in range(400):
            width = 2.0 / (1 + sweep % 3)
            visit(0.0, g, np.zeros(3 * LANES), periodic, beta, mu, np.inf, width, q[group], p[group], stream)
    psi = (from_lanes(q) + 1j * from_lanes(p)) / np.sqrt(2)
    exact = np.linalg.inv(beta * (matrix - mu * np.eye(3)))
    for x in range(3):
        for y in range(3):
            assert off((psi[:, x].conj() * psi[:, y]).real, exact[x, y]) < 4


def test_replicas_are_themselves_however_many_there_are():
    few, many = chains(1.0, 0.5, 8, LANES), chains(1.0, 0.5, 8, 3 * LANES)
    for state in ({"density": 1.0}, {"beta": 0.5, "mu": 1.0, "sweeps": 20}):
        for one, other in zip(drawn(few, **state), drawn(many, 3 * LANES, **state), strict=True):
            assert np.array_equal(one, other[:LANES])


@pytest.mark.parametrize(
    ("state", "key"),
    [
        ({}, "density"),
        ({"density": 1.0, "beta": 1.0}, "density"),
        ({"beta": 1.0, "mu": 1.0}, "sweeps"),
        ({"beta": 0.0, "mu": 1.0, "sweeps": 9}, "beta"),
        ({"beta": -0.1, "mu": 40.0, "sweeps": 9}, "largest"),
        ({"beta": -0.1, "mu": 40.0, "sweeps": 9, "largest": 21.0}, "largest"),
        ({"beta": 0.1, "mu": 1.0, "sweeps": 9, "largest": 5.0}, "largest"),
        ({"density": -1.0}, "density"),
        ({"density": 1.0, "friction": 1.0}, "friction"),
    ],
)
def test_states_that_are_refused(state, key):
    with pytest.raises(Refused) as error:
        drawn(chains(1.0, 0.5, 8, LANES), **state)
    assert error.value.key == key
