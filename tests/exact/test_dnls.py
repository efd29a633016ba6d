"""Transfer operator of the DNLS chain against what is known in closed form."""

import numpy as np
import pytest
from scipy.integrate import quad

from glassychains.exact.dnls import at_density, averages, line, susceptibility


def test_independent_sites():
    U, beta, a = 0.7, 1.3, 0.4
    moments = [quad(lambda n, k=k: n**k * np.exp(a * n - beta * U * n**2), 0, 12)[0] for k in range(3)]
    found = averages(U, 0.0, beta, a)
    assert np.allclose(
        [found.density, found.density_square, found.bond], [*(np.array(moments[1:]) / moments[0]), 0.0], rtol=1e-11
    )


def test_gaussian_chain():
    """At U = 0 modes k are independent, with |psi_k|^2 = 1 / (2 beta g (1 - cos k) - a)."""
    g, beta, a = 0.6, 1.7, -0.3
    found = averages(0.0, g, beta, a)
    density = 1 / np.sqrt(a**2 - 4 * beta * g * a)
    assert np.isclose(found.density, density, rtol=1e-11)
    assert np.isclose(found.density_square, 2 * density**2, rtol=1e-11)
    assert np.isclose(found.bond, (1 + a * density) / beta, rtol=1e-10)


@pytest.mark.parametrize(("U", "g", "alpha"), [(1.0, 1.0, 1.0), (1.0, 0.05, 2.5), (0.3, 2.0, 0.4)])
def test_phase_line_is_the_limit_of_small_beta(U, g, alpha):
    energy = {beta: at_density(U, g, beta / (U * alpha**2), alpha)[1].energy for beta in (1e-3, 5e-4)}
    assert np.isclose(2 * energy[5e-4] - energy[1e-3], line(U, g, alpha), rtol=1e-4)
    assert energy[1e-3] < energy[5e-4] < line(U, g, alpha)
    assert np.isclose(averages(U, g, 0.0, -1 / alpha).energy, line(U, g, alpha), rtol=1e-12)


def test_negative_temperature_lies_above_the_line():
    cut = {beta: at_density(1.0, 0.2, beta, 1.0, 12.0)[1].energy for beta in (-0.01, -0.02)}
    assert line(1.0, 0.2, 1.0) < cut[-0.01] < cut[-0.02]
    with pytest.raises(ValueError, match="largest"):
        averages(1.0, 0.2, -0.01, -1.0)


def test_susceptibility():
    """Symmetric without having been made so; at beta = 0 in closed form."""
    U, g, alpha = 0.8, 0.3, 1.2
    a, _ = at_density(U, g, 0.4, alpha)
    found = susceptibility(U, g, 0.4, a)
    assert np.isclose(found[0, 1], found[1, 0], rtol=1e-6)
    assert np.linalg.eigvalsh(found)[0] > 0
    beta = 1e-4
    assert np.allclose(susceptibility(U, g, beta, -1 / alpha), susceptibility(U, g, 0.0, -1 / alpha), rtol=5e-3)
