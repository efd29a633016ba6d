"""Relaxation of the rotor chain: the analysis against made-up curves, and what its page and figures say against the ledger."""

import re
import shutil

import numpy as np
import pytest
import yaml
from conftest import ROOT

from glassychains.chapters.rotor.analysis.relaxation import _collapse, _drop, _monotone, _scaling
from glassychains.chapters.rotor.drawings import mechanism
from glassychains.chapters.rotor.figures import fig2b, fig_step
from glassychains.config import ledgers, reading, studies
from glassychains.methods.scaling import LAWS
from glassychains.methods.style import svg
from glassychains.methods.tables import Numbers

KNOWN = studies.load(reading.load_config([], ROOT), ROOT)
CLAIMS = ledgers.claims(KNOWN, ROOT)


def test_the_most_significant_fall_is_found(rng):
    """A dip of 0.02 among noise that grows with time and makes larger, insignificant falls."""
    lag = np.arange(1.0, 41.0)
    noise = np.linspace(0.001, 0.5, 40)
    phi = np.where(lag == 11, -0.02, 0.0) + noise * rng.normal(size=(64, 40))
    phi[:, 9:12] = np.array([0.0, -0.02, 0.0]) + 0.001 * rng.normal(size=(64, 3))
    fall, stderr = _drop(lag, phi)
    assert abs(fall - 0.02) < 4 * stderr
    assert stderr < 0.001


def test_monotone_up_to_is_the_largest_coupling_below_which_nothing_falls():
    numbers = Numbers()
    for g, fall in ((0.1, 0.001), (0.2, 0.002), (0.5, 0.05), (1.0, 0.001)):
        numbers.add("largest_drop", 0.1, 0.001, times="all", g=g)
        numbers.add("largest_drop", fall, 0.001, times="late", g=g)
    _monotone(numbers)
    assert numbers.get("monotone_up_to", times="late") == (0.2, 0.0)
    assert numbers.get("monotone_up_to", times="all") is None
    assert numbers.get("largest_drop", times="late") == (0.05, 0.001)
    assert numbers.get("largest_drop_smallest_g", times="late") == (0.001, 0.001)


def test_phi_at_multiples_of_the_relaxation_time(rng):
    """Curves of a known law; at t0 itself, and while rotors still swing, nothing is reported."""
    lag = 2.0 ** np.arange(0, 14, 0.125)
    phi = 1 - 0.1 * (lag / 300.0) ** -0.4 + 0.005 * rng.normal(size=(64, len(lag)))
    numbers = Numbers()
    _collapse(numbers, 1.0, lag, phi)
    assert [row["tau"] for row in numbers.all("phi")] == [0.1, 0.3, 3.0]
    for row in numbers.all("phi"):
        assert abs(row["value"] - (1 - 0.1 * row["tau"] ** -0.4)) < 4 * row["stderr"]
        assert row["stderr"] < 0.005
    numbers = Numbers()
    _collapse(numbers, 0.01, lag, phi)  # 10 g^(-1/2) = 100
    assert [row["tau"] for row in numbers.all("phi")] == [3.0]


@pytest.mark.parametrize("law", ["quadratic", "saturating"])
def test_which_of_two_laws_made_the_times_is_told(law):
    """Times of either law, with small errors: the growth below g = 0.2 and the rivalry have the right sign."""
    function, start = LAWS[law]
    times = {(g, 0.9): (function(np.log(g), **start), 0.003) for g in (0.1, 0.14, 0.2, 0.25, 0.3, 0.35, 0.42, 0.5)}
    numbers = Numbers()
    _scaling(numbers, times)
    growth, stderr = numbers.get("exponent_growth", threshold=0.9)
    rivalry, _ = numbers.get("saturating_over_curved", threshold=0.9, range="g<=0.5")
    assert (growth > 3 * stderr) == (law == "quadratic")
    assert rivalry > 6 if law == "quadratic" else rivalry < -6
    value, error = numbers.get("time_times_g5", threshold=0.9, g=0.1)
    assert value == pytest.approx(1e-5 * np.exp(times[0.1, 0.9][0]), rel=1e-12)
    assert error == pytest.approx(0.003 * value, rel=1e-12)


def test_figures_draw_the_allowances_of_the_ledger():
    assert CLAIMS["R5"].allowance == fig2b.ALLOWED
    assert f"g<={fig2b.FITTED}" in CLAIMS["R5"].measure
    assert {1.0: CLAIMS["D1"].allowance, 0.25: CLAIMS["D2"].allowance} == fig_step.ALLOWED


def test_the_bound_on_the_time_step_is_the_allowance_of_the_ledger():
    """Four denominators, squared, each smaller by a relative dw^2 dt^2 / 24, with dw^2 = 2: as the page derives it."""
    dt, mean_square = 0.2, 2.0
    x = np.sqrt(mean_square) * dt
    assert 1 - 2 * np.sin(x / 2) / x == pytest.approx(x**2 / 24, rel=0.01)
    assert 4 * 2 * x**2 / 24 == pytest.approx(0.027, abs=5e-4)
    assert CLAIMS["D2"].allowance == pytest.approx(0.03)


def test_the_drawing_has_the_same_bytes_each_time():
    assert svg(mechanism.draw()) == svg(mechanism.draw())
    assert svg(mechanism.draw(narrow=True)) != svg(mechanism.draw())


def test_the_exercise_is_a_study(tmp_path):
    page = (ROOT / "book/rotor.md").read_text()
    (study,) = re.findall(r"```yaml\n(.*?)```", page, re.S)
    name = re.search(r"config/my/(\w+)\.yaml", page)[1]
    shutil.copytree(ROOT / "config", tmp_path / "config", ignore=shutil.ignore_patterns("my"))
    (tmp_path / "config/my").mkdir()
    (tmp_path / f"config/my/{name}.yaml").write_text(study)
    known = studies.load(reading.load_config([], tmp_path), tmp_path)[name]
    (point,) = known.points
    assert point.parameters["g"] == yaml.safe_load(study)["sweep"][0]["g"]
    assert f"snakemake --cores 2 {name}" in page and f"fits/{name}.numbers.csv" in page
