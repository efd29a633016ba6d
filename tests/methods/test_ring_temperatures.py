"""What the length of a ring might do to its conductivity, against rings whose average is known."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import gammaln

from glassychains.methods import rings


def table(power, amount=1.0):
    """Conductivities that are exactly a power of beta g."""
    bg = np.array([1e-4, 1e-3, 1e-2])
    return pd.DataFrame({"quantity": "kappa", "bg": bg, "value": amount * bg**power, "stderr": 0.0})


def p(length, g=1e-3, beta=1.0):
    return {"g": g, "beta": beta, "length": length, "boundary": "periodic"}


@pytest.mark.parametrize("power", [3.0, 4.0, 5.0])
def test_free_rotors_at_their_own_temperatures(power):
    """Without coupling the energy of a ring is Gamma distributed, and the mean of a power of its temperature is exact."""
    length = 4000
    shape, exponent = length / 2, 2 - power  # kappa is g^(1/2) beta^(-2) (beta g)^power
    exact = np.exp(gammaln(shape + exponent) - gammaln(shape) - exponent * np.log(shape)) - 1
    assert rings.ring(p(length), table(power)).excess == pytest.approx(exact, rel=0.01)


def test_the_time_round_the_ring():
    """The slowest mode of dh/dt = D d2h/dx2 on a ring of L sites decays in (L / 2 pi)^2 / D; D = beta^2 kappa / c, c = 1/2."""
    found = rings.ring(p(64, beta=2.0, g=5e-4), table(4.0, amount=1e12))
    kappa = (5e-4) ** 0.5 / 4  # reduced 1
    assert found.time == pytest.approx((64 / (2 * np.pi)) ** 2 / (4 * kappa / 0.5), rel=1e-5)
    assert found.spread == pytest.approx((64 / 2) ** -0.5, rel=1e-5)


def test_no_say_beyond_the_table():
    assert rings.ring(p(64, g=0.5), table(4.0)) is None
