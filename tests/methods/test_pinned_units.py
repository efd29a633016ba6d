"""Units of pinned chains: the chain at one temperature is that at another with another coupling, to the last bit."""

import numpy as np
import pytest

from glassychains.methods.pinned import coupling, labels, running, temperature, unit, window
from glassychains.models.oscillators import from_parameters
from glassychains.runs.points import Point
from glassychains.runs.result import Result
from glassychains.stages.produce import produce


def chain(a, b, v=1.0, beta=1.0):
    pinning, powers = ([0.0] * (n - 1) + [c] for n, c in ((a, 1.0), (b, v)))
    return {"pinning": pinning, "coupling": powers, "boundary": "periodic", "beta": beta, "length": 8}


def ran(p, q, momenta, dt):
    state = {name: (("replica", "site"), array, {}) for name, array in (("position", q), ("momentum", momenta))}
    how = {"record": "current", "dt": dt, "sample": 4, "duration": 64 * dt, "block": 4 * dt}
    return produce(from_parameters(p), Result(state), **how)


@pytest.mark.parametrize(("a", "b", "k"), [(4, 2, 4), (4, 4, 4), (6, 2, 6), (6, 4, 6), (2, 4, 2)])
def test_a_hot_chain_is_a_cold_one_with_another_coupling(a, b, k, rng):
    """T = 2^k, of which all roots are powers of two, so that both runs have the same digits."""
    q, p = rng.normal(size=(2, 16, 8))
    T, own = 2.0**k, 2.0 ** (k // a - k // 2)
    hot, cold = chain(a, b, beta=1 / T), chain(a, b, v=2.0 ** (k * b // a - k))
    one, other = ran(cold, q, p, 2**-5), ran(hot, 2 ** (k // a) * q, 2 ** (k // 2) * p, own * 2**-5)
    assert (other["einstein"] == T**2 * one["einstein"]).all()
    assert (other["lag"] == own * one["lag"]).all()
    assert np.allclose(other["energy"], T * one["energy"], rtol=1e-13)
    assert coupling(hot) == pytest.approx(coupling(cold)) or a == b
    if a != b:
        assert temperature(hot) == pytest.approx(T)
        assert temperature(cold) == pytest.approx(T)
        assert labels(hot) == labels(cold)
    assert unit(hot) == pytest.approx(own)


def test_the_reduced_conductivity_knows_no_units(rng):
    """tau K(tau) of both, with the scatter that energies explain taken away."""
    q, p = rng.normal(size=(2, 16, 8))
    found = []
    for T in (1.0, 16.0):
        own = chain(4, 2, beta=1 / T, v=T**0.5 / 4)
        data = [ran(own, T**0.25 * q, T**0.5 * p, 2**-4 * T**-0.25)]
        found.append(running(Point("s", "produce", "oscillators", own, 16), data))
    assert (found[0][0] == found[1][0]).all()
    assert np.allclose(found[0][1], found[1][1], rtol=1e-9)


def test_windows_end_when_energy_has_moved_on():
    assert window(chain(4, 2, v=1.0)) == (800.0, 3200.0)
    assert window(chain(4, 2, v=0.05))[0] == pytest.approx(2 / (10 * 0.05**4))
    assert window(chain(6, 4, v=0.02))[0] == pytest.approx(2 / (8 * 0.02**3))
    assert window(chain(4, 4, beta=0.01)) == (800.0, 3200.0)


def test_temperatures_that_couplings_stand_for():
    assert temperature(chain(4, 2, v=0.1)) == pytest.approx(100)
    assert temperature(chain(6, 2, v=0.01)) == pytest.approx(1000)
    assert temperature(chain(6, 4, v=0.1)) == pytest.approx(1000)
    assert labels(chain(2, 4, beta=0.01)) == {"a": 2, "b": 4, "x": 100.0}
    assert labels(chain(4, 4, beta=0.1)) == {"a": 4, "b": 4, "T": 10.0}
