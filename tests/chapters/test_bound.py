"""The bound on the conductivity with flips, and what of it the isolated chain conducts."""

import numpy as np
import pandas as pd
import pytest

from glassychains.chapters.transport.analysis import bound
from glassychains.methods.einstein import unit
from glassychains.methods.tables import lookup
from glassychains.runs.points import Point

COUPLINGS = (0.1, 0.05, 0.025)
MEASURED = (0.1, 0.14, 0.2, 0.5)
OWN = 3.0  # reduced kappa of the isolated chain over (beta g)^4
SLOSHING = 4.0  # its kappa(t) exceeds that by a part SLOSHING / t


def tables():
    """A Green-Kubo study whose kappa is an exact fourth power."""
    numbers = pd.DataFrame({"quantity": "kappa", "bg": MEASURED, "value": OWN * np.array(MEASURED) ** 4})
    times = np.geomspace(1.0, 1e8, 400)
    runs = [
        pd.DataFrame({"bg": g, "kind": "einstein", "t": times, "value": OWN * g**4 * (1 + SLOSHING / times), "stderr": 1e-9})
        for g in MEASURED
    ]
    return {"gk.numbers": numbers.assign(stderr=1e-3 * numbers.value), "gk": pd.concat(runs)}


@pytest.fixture
def analysed(monkeypatch):
    """Numbers of a study of power r whose reduced kappa is a given function of g and lambda."""

    def numbers(kappa, power=1, couplings=COUPLINGS):
        points = []
        for g in couplings:
            rate = g ** (0.5 + power)
            p = {"g": g, "beta": 1.0, "flips": rate, "duration": 1e3 / (g**2 * rate)}
            points.append(Point("s", "produce", "rotor", p, 16))
        monkeypatch.setattr(bound, "read_point", lambda point: None)

        def running(point, data):
            p = point.parameters
            times = np.geomspace(1e-4, 1.0, 60) / (p["g"] ** 2 * p["flips"])
            noise = 1 + 1e-6 * np.arange(16)[:, None]
            return times, noise * kappa(p["g"], p["flips"]) * times

        monkeypatch.setattr(bound, "running", running)
        study = type("Study", (), {"points": points, "uses": ("gk",)})
        return bound.analyse(study, tables())[1]

    return numbers


def noisy(g, rate):
    """Reduced kappa of 7 g^2 lambda."""
    return 7 * g**2 * rate * unit({"g": g, "beta": 1.0})


def test_what_a_bounded_noise_adds_does_not_grow(analysed):
    """kappa = 7 g^2 lambda + that of the isolated chain: the sum grows or falls, what the noise adds is 7 for each g."""
    for power in (1, 2):
        numbers = analysed(lambda g, rate: noisy(g, rate) + OWN * g**4, power)
        assert lookup(numbers, f"growth(power={power},x=0.1)")[0] == pytest.approx(0, abs=1e-4)
        for g in COUPLINGS:  # the two smaller ones are below the table
            where = f"(power={power},g={g})"
            assert lookup(numbers, f"added{where[:-1]},x=0.1)")[0] == pytest.approx(7, rel=1e-4)
            assert lookup(numbers, f"isolated{where}")[0] == pytest.approx(OWN * g ** (2 - power), rel=1e-4)


def test_a_conductivity_without_regard_for_the_noise_grows(analysed):
    """kappa ~ g^2: the ratio grows with the power r + 1/2, as far as the isolated chain is negligible."""
    numbers = analysed(lambda g, rate: 7 * g**2 * unit({"g": g, "beta": 1.0}), couplings=(0.02, 0.01, 0.005))
    assert lookup(numbers, "growth(power=1,x=0.1)")[0] == pytest.approx(1.5, abs=1e-3)
    assert lookup(numbers, "growth_total(power=1,x=0.1)")[0] == pytest.approx(1.5, abs=1e-4)


def test_the_total_can_pass_without_any_noise(analysed):
    """The isolated chain alone is bounded in these units for r = 2, which is why it is subtracted: nothing is left to judge."""
    numbers = analysed(lambda g, rate: OWN * g**4, power=2)
    assert lookup(numbers, "growth_total(power=2,x=0.1)")[0] == pytest.approx(0, abs=1e-4)
    with pytest.raises(KeyError):
        lookup(numbers, "growth(power=2,x=0.1)")


def test_growth_of_the_isolated_chain(analysed):
    """A fourth power over (beta g)^(2 + r)."""
    numbers = analysed(noisy)
    for power in bound.POWERS:
        assert lookup(numbers, f"growth_isolated(power={power})")[0] == pytest.approx(power - 2, abs=1e-6)


def test_the_isolated_chain_at_the_same_time(analysed):
    """Where its run is known, kappa(t) of the isolated chain is given as well, and only there."""
    numbers = analysed(lambda g, rate: noisy(g, rate) + OWN * g**4)
    g, t = 0.1, 0.1 / 0.1**3.5
    then = OWN * g * (1 + SLOSHING / t)
    assert lookup(numbers, "isolated_then(power=1,g=0.1,x=0.1)")[0] == pytest.approx(then, rel=1e-3)
    assert lookup(numbers, "added_then(power=1,g=0.1,x=0.1)")[0] == pytest.approx(7 + OWN * g - then, rel=1e-3)
    with pytest.raises(KeyError):
        lookup(numbers, "isolated_then(power=1,g=0.05,x=0.1)")
    assert bound.isolated_at(tables()["gk"], 0.1, 1e9) is None
