"""Analyses of clean DNLS chains on made-up data: the condensate, laws of lifetimes, the bound of self-trapping."""

import numpy as np
import pytest

from glassychains.chapters.clean.analysis.lifetimes import fits
from glassychains.chapters.clean.analysis.phases import condensed, limit
from glassychains.chapters.clean.analysis.trapping import bound
from glassychains.exact.dnls import line
from glassychains.models import dnls


@pytest.mark.parametrize("m", [9.0, 25.0])
def test_condensate_is_what_was_put_in(m):
    """One site with the norm m, the others at the energy of infinite temperature at their density."""
    U, g, length, density = 0.8, 0.6, 200, 1.3
    energy = U * m**2 + (length - 1) * line(U, g, density)
    norm = m + (length - 1) * density
    assert np.isclose(condensed(U, g, length, np.array([energy]), np.array([norm]))[0], m)


def test_no_condensate_below_the_line():
    assert condensed(1.0, 0.5, 100, np.array([90 * line(1.0, 0.5, 1.0)]), np.array([100.0]))[0] == 0.0


def test_phase_line():
    assert abs(limit() - 1) < 1e-5


@pytest.mark.parametrize(("law", "steeper"), [("exponential", True), ("power", False)])
def test_laws_of_lifetimes(rng, law, steeper):
    """The law behind the data fits better and has its slope; the curvature tells an exponential from a power."""
    n0, error = np.array([6.0, 8, 10, 12, 14]), np.full(5, 0.05)
    true = n0 if law == "exponential" else 8 * np.log(n0)
    found = fits(n0, true + error * rng.standard_normal(5), error)
    chi2 = {name: found.get("chi2", law=name)[0] for name in ("exponential", "power")}
    assert min(chi2, key=chi2.get) == law
    slope, stderr = found.get("slope", law=law)
    assert abs(slope - (1 if law == "exponential" else 8)) < 4 * stderr
    curvature, stderr = found.get("curvature")
    assert (curvature > 5 * stderr) == steeper
    assert abs(found.get("exponent", begin=6.0, end=8.0)[0] - (true[1] - true[0]) / np.log(8 / 6)) < 1.0


def test_no_state_within_the_bound_has_less_on_a_site(rng):
    """Random states with energy and norm of a single site, scaled to have both: none breaks the bound on participation."""
    U, g, norm = 4.0, 1.0, 1.0
    model = dnls.from_parameters({"U": U, "g": g, "length": 6}, ["one"])
    target, seen = U * norm**2 + 2 * g * norm, 0
    for _ in range(4000):
        psi = rng.normal(size=(1, 6)) * rng.exponential(1.0, (1, 6)) ** 3 * np.exp(2j * np.pi * rng.random((1, 6)))
        psi *= np.sqrt(norm / (np.abs(psi) ** 2).sum())
        q, p = np.sqrt(2) * psi.real, np.sqrt(2) * psi.imag
        if dnls.energy(model, q, p)[0] >= target:  # at least the energy of the packet
            seen += 1
            n = dnls.site_norm(model, q, p)
            assert 1 / (n**2).sum() <= bound(U * norm / g)
    assert seen > 20
    assert bound(1.9) == np.inf
