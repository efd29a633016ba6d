"""The bulk of a disordered chain from short rings: made-up rings whose resistances are known."""

import numpy as np
import pytest

from glassychains.methods.series import at_mean_energy, bulk, halves, leave_one_out, seen_through, spread, without_energy


def measured(rng, rings, s2, blocks=64, bounded=0.0, hotter=0.0, energies=0.0):
    """`bulk` of made-up rings: log-normal D_i of mean 1, one Brownian history of each, a bounded part, scatter of energies."""
    noise, excess = rng.standard_normal(rings), energies * rng.standard_normal(rings)
    D = np.exp(np.sqrt(s2) * noise - s2 / 2) * np.exp(hotter * excess)
    carried = np.sqrt(2 * D)[:, None] * rng.standard_normal((rings, blocks))
    carried += np.diff(np.sqrt(bounded) * rng.standard_normal((rings, blocks + 1)), axis=1)
    lag = 8
    first, second = halves(carried, lag)
    one, two = (np.mean(halves(carried, n), 0) / 2 for n in (lag, 2 * lag))
    D, seen = (at_mean_energy(x, excess) if energies else x for x in ((two - one) / lag, one))
    if energies:
        first, second = (without_energy(np.log(half), excess) for half in (first, second))
    else:
        first, second = np.log(first), np.log(second)
    return bulk(D, first, second, seen, lag)


@pytest.mark.parametrize(
    "how", [{}, {"bounded": 1.5}, {"hotter": 3.0, "energies": 0.1}, {"bounded": 1.5, "hotter": 3.0, "energies": 0.1}]
)
def test_spread_and_bulk_of_rings_in_series(rng, how):
    """s^2 = 0.4 comes out, whatever energy decides and b hides; the inflated residuals gave 0.6, leaving out b 0.28."""
    found = np.array([measured(rng, 320, 0.4, **how)[:2] for _ in range(20)])
    for which, exact in ((0, np.exp(-0.4)), (1, 0.4)):
        value, error = found[:, which].T
        assert abs(value.mean() - exact) < 3.5 * value.std(ddof=1) / np.sqrt(len(value)) + 0.02
        assert 0.6 < error.mean() / value.std(ddof=1) < 1.6


def test_halves_know_nothing_of_each_other():
    carried = np.array([[1.0, 1.0, 1.0, 1.0, -2.0, -2.0, -2.0, -2.0]])
    first, second = halves(carried, 2)
    assert (first[0], second[0]) == (4.0, 16.0)


def test_what_energy_decides_is_taken_at_its_mean(rng):
    excess = 0.2 * rng.standard_normal(256) + 0.05  # even if the rings are too hot
    taken = at_mean_energy(3 + 2 * excess + 5 * excess**2 + 1e-9 * rng.standard_normal(256), excess)
    assert taken == pytest.approx(3.0, abs=1e-7)


def test_scatter_is_not_that_of_the_mean(rng):
    """Residuals have the variance of what energy does not explain; samples for the mean have 1.5 times as much."""
    excess = rng.standard_normal(20000)
    noise = rng.standard_normal(20000)
    assert without_energy(noise + excess**2, excess).var() == pytest.approx(1, abs=0.05)
    assert at_mean_energy(noise + excess**2, excess).var() == pytest.approx(1.5, abs=0.1)


def test_bounded_part_hides_spread(rng):
    z = rng.standard_normal(200000)
    for s2, share in ((0.3, 0.9), (0.8, 0.7)):
        assert np.log(1 - share + share * np.exp(np.sqrt(s2) * z - s2 / 2)).var() == pytest.approx(
            seen_through(s2, share), rel=0.02
        )
        assert spread(seen_through(s2, share), share) == pytest.approx(s2, rel=1e-5)
    assert seen_through(1e-4, 0.8) == pytest.approx(0.64e-4, rel=1e-2)
    assert spread(0.3, 1.2) == 0.3 and spread(-0.09, 0.3) == pytest.approx(-1)


def test_shared_rings_make_errors_common(rng):
    """Two means of the same rings: sums of products of deviations are the covariance."""
    x = rng.standard_normal(400)
    y = x + 0.5 * rng.standard_normal(400)
    (_, a), (_, b) = (leave_one_out(lambda mean: mean, samples) for samples in (x, y))
    assert np.allclose(a @ b, np.cov(x, y)[0, 1] / 400) and np.allclose(a @ a, np.var(x, ddof=1) / 400)
