"""Longer rings and chains: made-up conductivities are found again, with their dependence on the length."""

import numpy as np
import pandas as pd
import pytest

from glassychains.chapters.questions.analysis import longer_baths, longer_rings
from glassychains.methods.einstein import window
from glassychains.methods.rings import ring
from glassychains.methods.tables import Numbers, lookup
from glassychains.runs.points import Point
from glassychains.runs.study import Study

KAPPA = {0.1: 1.4e-4, 0.2: 2.24e-3, 0.35: 2.1e-2}
GREENKUBO = pd.DataFrame({"quantity": "kappa", "bg": list(KAPPA), "value": list(KAPPA.values()), "stderr": 0.0})


def study(points, uses):
    return Study("s", "questions", "", "produce", "rotor", "", tuple(points), uses)


def rings(monkeypatch, kappa):
    """Numbers of rings at beta g = 0.2 with kappa(length, dt) over that of 32 sites at the step 0.2, and next to no scatter."""
    points = []
    for length, dt in ((64, 0.2), (128, 0.2), (32, 0.4)):
        p = {"g": 0.2, "beta": 1.0, "length": length, "boundary": "periodic", "dt": dt}
        points.append(Point("s", "produce", "rotor", p, 64))

    def running(point, data):
        p, rng = point.parameters, np.random.default_rng(point.parameters["length"])
        times = np.geomspace(1e3, 1.01 * window(p)[1], 200)
        scatter = 1 + 1e-3 * rng.normal(size=(64, 1))
        return times, KAPPA[0.2] * kappa(p["length"], p["dt"]) * times * scatter + 5.0

    monkeypatch.setattr(longer_rings, "running", running)
    monkeypatch.setattr(longer_rings, "read_point", lambda point: None)
    reference = GREENKUBO.assign(stderr=1e-3 * GREENKUBO.value)
    rows, numbers = longer_rings.analyse(study(points, ("greenkubo",)), {"greenkubo.numbers": reference})
    return rows, numbers


def test_a_term_in_the_inverse_length_is_found(monkeypatch):
    """0.2 at 32 sites, written relative to those; the offset of t kappa(t) does not matter."""
    rows, numbers = rings(monkeypatch, lambda length, dt: 0.8 + 0.2 * 32 / length)
    assert lookup(numbers, "length_term(bg=0.2)")[0] == pytest.approx(0.2, abs=3e-3)
    assert lookup(numbers, "ratio(bg=0.2,length=128)")[0] == pytest.approx(0.85, abs=1e-3)
    assert lookup(numbers, "ratio(bg=0.2,length=128)")[1] == pytest.approx(0.85 * np.hypot(1e-3 / 8, 1e-3), rel=0.05)
    own = ring({"g": 0.2, "beta": 1.0, "length": 32, "boundary": "periodic"}, GREENKUBO).excess
    assert lookup(numbers, "spread_share")[0] == pytest.approx(0.2 / own, rel=0.02)
    assert sorted(rows.length) == [32, 32, 64, 128]


def test_rings_at_their_own_temperatures_have_the_whole_share(monkeypatch):
    own = {n: ring({"g": 0.2, "beta": 1.0, "length": n, "boundary": "periodic"}, GREENKUBO).excess for n in (32, 64, 128)}
    _, numbers = rings(monkeypatch, lambda length, dt: 1 + own[length] - own[32])
    assert lookup(numbers, "spread_share")[0] == pytest.approx(1.0, abs=0.02)


def test_a_scheme_of_second_order(monkeypatch):
    """kappa = kappa_0 (1 + 0.5 dt^2) at the step 0.4, where the reference has 0.2: the bias of 0.2 is 0.02 of its own kappa."""
    _, numbers = rings(monkeypatch, lambda length, dt: (1 + 0.5 * dt**2) / 1.02)
    assert lookup(numbers, "step_bias(bg=0.2)")[0] == pytest.approx(0.02 / 1.02, abs=3e-4)
    with pytest.raises(KeyError):
        lookup(numbers, "ratio(bg=0.2,length=32)")  # the other step is no longer ring


def baths(monkeypatch, contact, kappa=KAPPA[0.2]):
    """Numbers of one chain, beside two of another study, whose resistance is that of (length + contact) sites."""
    usual = kappa * 0.2**0.5

    def chain(length):
        return {"moved": (kappa, 0.05 * kappa), "resistance": ((length + contact) / usual, 0.02 * length / usual)}

    def measure(point, reference):
        numbers, where = Numbers(), {"g": 0.2, "length": point.parameters["length"], "dbeta": 0.4}
        for name, value in chain(where["length"]).items():
            numbers.add(name, *value, **where)
        return type("State", (), {"stationary": point.parameters["length"] < 200}), numbers

    shorter = Numbers()
    for g, dbeta, length in ((0.2, 0.4, 24), (0.2, 0.4, 48), (0.35, 0.4, 32), (0.2, 0.2, 24)):
        for name, value in chain(length).items():
            shorter.add(name, *value, g=g, length=length, dbeta=dbeta)
    points = []
    for length in (96, 200):  # the second is not stationary
        p = {"g": 0.2, "length": length, "beta_left": 0.8, "beta_right": 1.2}
        points.append(Point("s", "ness", "rotor", p, 16))
    monkeypatch.setattr(longer_baths, "measure", measure)
    tables = {"greenkubo.numbers": GREENKUBO, "steady.numbers": shorter.table()}
    return longer_baths.analyse(study(points, ("greenkubo", "steady")), tables)


@pytest.mark.parametrize("contact", [-6.0, 0.0, 4.0])
def test_resistances_in_series(monkeypatch, contact):
    rows, numbers = baths(monkeypatch, contact)
    assert lookup(numbers, "contact_ratio(g=0.2)")[0] == pytest.approx(1.0)
    assert lookup(numbers, "contact_length(g=0.2)")[0] == pytest.approx(contact, abs=1e-9)
    assert lookup(numbers, "length_exponent(g=0.2)")[0] == pytest.approx(0.0, abs=1e-9)
    ends = rows[rows.kind == "ends"].set_index("length").value
    assert ends.to_dict() == pytest.approx({n: n / (n + contact) for n in (24, 48, 96)})


def test_a_conductivity_that_grows_with_the_length(monkeypatch):
    """One long chain with another kappa moves the exponent: the other study's chains are not its own."""
    monkeypatch.setattr(longer_baths, "_known", lambda *_: [(24, 0.25, 0.01, 1, 1), (48, 0.5, 0.02, 1, 1)])
    _, numbers = baths(monkeypatch, 0.0, kappa=1.0)
    assert lookup(numbers, "length_exponent(g=0.2)")[0] == pytest.approx(1.0, abs=1e-6)
