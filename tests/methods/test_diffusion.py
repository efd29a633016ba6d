"""Nonlinear diffusion against exact solutions and symmetries of the equation, and fits against data whose law is known."""

from functools import partial

import numpy as np
import pytest
from scipy.special import beta, ive

from glassychains.methods.diffusion import (
    LAWS,
    continued,
    fit,
    folded,
    local_exponent,
    log2,
    moment,
    power,
    precision_of_mean,
    profile,
    spread,
    tabulated,
    telling_time,
)

E = 4.0
FALLING = partial(log2, d=1.0, c=0.3, e0=1.0)


def barenblatt(p, d, energy, t, x):
    """(e, m2), exact for a point source of `energy` at t = 0: e = t^(-a) (C - k x^2 / t^(2a))^(1/p), a = 1/(2 + p)."""
    a = 1 / (2 + p)
    k = p * a / (2 * d)
    volume = beta(0.5, 1 / p + 1)  # integral of (1 - u^2)^(1/p)
    c = (energy * np.sqrt(k) / volume) ** (2 * p * a)
    e = t**-a * np.maximum(c - k * x**2 / t ** (2 * a), 0) ** (1 / p)
    return e, c / k * t ** (2 * a) * beta(1.5, 1 / p + 1) / volume


@pytest.mark.parametrize("width", [1, 4, 5])
@pytest.mark.parametrize("law", [partial(power, d=1.0, p=0.5), partial(power, d=1.0, p=4.0), FALLING])
def test_energy_is_conserved(law, width):
    times = np.array([0.0, 1.0, 1e2, 1e4])
    x, e = profile(law, E, width, times, cells=200)
    assert np.abs(e.sum(1) / E - 1).max() < 1e-10
    assert e.min() > -1e-9 * E
    assert np.array_equal(e, e[:, ::-1]) and np.array_equal(x, -x[::-1])
    assert np.allclose(np.diff(x), 1)
    block = np.abs(x) < width / 2
    assert block.sum() == width and np.allclose(e[0], np.where(block, E / width, 0))
    m2 = spread(law, E, width, times, cells=200)
    assert m2 == pytest.approx(e @ x**2 / E)
    assert m2[0] == pytest.approx((width**2 - 1) / 12)
    assert (np.diff(m2) > 0).all()


@pytest.mark.parametrize("width", [1, 4, 5])
def test_without_a_power_diffusion_is_linear(width):
    """m2 = m2(0) + 2 d t on a lattice too, and one site spreads as exp(-2dt) I_x(2dt)."""
    times = np.array([0.1, 1.0, 10.0, 100.0, 1000.0])
    law = partial(power, d=0.7, p=0.0)
    assert spread(law, E, width, times, cells=300) == pytest.approx((width**2 - 1) / 12 + 1.4 * times, rel=2e-5)
    if width == 1:
        x, e = profile(law, E, width, times, cells=300)
        assert np.abs(e / E - ive(x, 1.4 * times[:, None])).max() < 2e-5


@pytest.mark.parametrize(("p", "last"), [(1, 1e6), (2, 1e8), (4, 1e12)])
def test_a_power_law_spreads_as_barenblatt_says(p, last):
    times = np.geomspace(1, last, 60)
    law, d = partial(power, d=0.5, p=p), 0.5
    m2 = spread(law, E, 4, times)
    middle, exponent = local_exponent(times, m2)
    late = middle > last / 100
    assert late.sum() > 5
    assert exponent[late] == pytest.approx(2 / (2 + p), rel=1e-3)
    assert m2[-1] == pytest.approx(barenblatt(p, d, E, last, 0)[1], rel=1e-4)
    x, e = profile(law, E, 4, [last])
    exact, _ = barenblatt(p, d, E, last, x)
    front = np.abs(x[exact > 0]).max()
    inside = np.abs(x) < 0.95 * front
    assert front > 150
    assert e[0, inside] == pytest.approx(exact[inside], rel=1e-3)
    assert e[0, np.abs(x) > 1.02 * front + 2].max() < 1e-6 * e.max()


@pytest.mark.parametrize("name", LAWS)
def test_d_only_divides_time(name):
    shape = {"p": 3.0} if name == "power" else {"c": 0.3, "e0": 2.0}
    times = np.geomspace(1, 1e4, 20)
    fast, slow = (partial(LAWS[name], d=d, **shape) for d in (7.0, 1.0))
    assert spread(fast, E, 4, times) == pytest.approx(spread(slow, E, 4, 7 * times), rel=1e-4)


def test_a_packet_four_times_as_wide_needs_sixteen_times_as_long():
    """The equation has no length of its own; the lattice has one, but a wide packet does not see it."""
    times = np.geomspace(1e2, 1e5, 10)
    narrow, wide = spread(FALLING, E, 8, times), spread(FALLING, 4 * E, 32, 16 * times, cells=1000)
    late = times > 1e3
    assert 16 * narrow[late] == pytest.approx(wide[late], rel=5e-4)


def test_log2_falls_faster_than_any_power():
    e = np.geomspace(1e-6, 10, 400)
    law = partial(log2, d=2.0, c=0.4, e0=0.1)
    assert (np.diff(law(e)) > 0).all() and law(np.array([0.0])) == 0
    assert law(e[e > 0.1]) == pytest.approx(2 * e[e > 0.1] ** 0.5)
    local = np.diff(np.log(law(e))) / np.diff(np.log(e))
    below = np.sqrt(e[1:] * e[:-1])
    expected = 0.5 + 0.8 * np.maximum(np.log(0.1 / below), 0)
    assert local == pytest.approx(expected, abs=0.02)


def test_the_exponent_of_log2_falls_for_ever():
    """It is about the 2 / (2 + p) of the local power p of D, here at the mean density over the packet, sum e^2 / sum e."""
    times = np.geomspace(1, 1e7, 40)
    middle, exponent = local_exponent(times, spread(FALLING, E, 4, times))
    late = middle > 1e3
    assert (np.diff(exponent[late]) < 0).all()
    _, e = profile(FALLING, E, 4, middle)
    local = 0.5 + 0.6 * np.log(1 / ((e**2).sum(1) / E))
    assert exponent[late] == pytest.approx(2 / (2 + local[late]), rel=0.005)


def test_a_front_at_the_end_is_refused():
    law = partial(power, d=1.0, p=1.0)
    spread(law, E, 4, [1e3], cells=60)
    with pytest.raises(ValueError, match="front reached the end of the 40 cells at t = "):
        spread(law, E, 4, [1e1, 1e4], cells=40)
    with pytest.raises(ValueError, match="more cells"):
        profile(law, E, 40, [1.0], cells=20)


CASES = {
    "power": (E, "power", {"d": 0.3, "p": 4.0}, {"d": 1.0, "p": 2.0}, ()),
    "power, p known": (1e3 * E, "power", {"d": 3e-13, "p": 4.0}, {"d": 1.0, "p": 4.0}, ("p",)),
    "log2, c too large": (0.4, "log2", {"d": 50.0, "c": 0.6, "e0": 1.0}, {"d": 1.0, "c": 5.0, "e0": 1.0}, ("e0",)),
    "log2, c too small": (0.4, "log2", {"d": 50.0, "c": 0.6, "e0": 1.0}, {"d": 1.0, "c": 0.05, "e0": 1.0}, ("e0",)),
    "log2": (E, "log2", {"d": 0.5, "c": 0.6, "e0": 1.0}, {"d": 0.5, "c": 0.3, "e0": 2.0}, ()),
}


@pytest.mark.parametrize("start", [{"d": 1e4, "p": 12.0}, {"d": 1e-4, "p": 0.4}])
def test_fit_finds_its_way_and_knows_its_errors(start):
    """Exact data and a poor start; the errors are (J^T J)^(-1/2) of the data's errors, however well the data fit."""
    true = {"d": 0.3, "p": 4.0}
    times, error = np.geomspace(3, 1e4, 30), np.full(30, 0.01)

    def exact(**changed):
        return np.log(spread(partial(power, **(true | changed)), E, 4, times))

    found = fit(times, exact(), error, "power", E, 4, start)
    assert found.values == pytest.approx(true, rel=1e-4)
    assert found.chi2 < 1e-3
    slopes = np.stack([(exact(d=0.31) - exact(d=0.29)) / 0.02, (exact(p=4.1) - exact(p=3.9)) / 0.2]) / 0.01
    expected = np.sqrt(np.diag(np.linalg.inv(slopes @ slopes.T)))
    assert [found.errors["d"], found.errors["p"]] == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize("case", CASES)
def test_fit_finds_the_law_of_its_data(case, rng):
    energy, name, true, start, fixed = CASES[case]
    times, error = np.geomspace(3, 3e3, 40), np.full(40, 0.01)
    exact = np.log(spread(partial(LAWS[name], **true), energy, 4, times))
    found = fit(times, exact + error * rng.normal(size=40), error, name, energy, 4, start, fixed)
    assert found.dof == 40 - len(true) + len(fixed)
    assert abs(found.chi2 - found.dof) < 4 * (2 * found.dof) ** 0.5
    for parameter, value in true.items():
        if parameter in fixed:
            assert found.values[parameter] == value and found.errors[parameter] == 0
        else:
            assert abs(found.values[parameter] - value) < 4 * found.errors[parameter] < value
    later, law = np.geomspace(1e4, 1e5, 5), partial(LAWS[name], **true)
    assert spread(found.law, energy, 4, later) == pytest.approx(spread(law, energy, 4, later), rel=0.05)


def test_the_wrong_law_does_not_fit():
    times, error = np.geomspace(3, 1e5, 40), np.full(40, 0.01)
    data = np.log(spread(partial(log2, d=0.5, c=1.0, e0=1.0), E, 4, times))
    found = fit(times, data, error, "power", E, 4, {"d": 1.0, "p": 4.0})
    assert found.chi2 > 3 * found.dof


def test_telling_time():
    times = np.array([1.0, 2.0, 4.0, 8.0])
    assert telling_time(times, [0.5, 0.4, 0.3, 0.3], [0.5, 0.45, 0.41, 0.5], 0.1) == 4.0
    assert telling_time(times, np.full(4, 0.5), np.full(4, 0.5), 0.1) == np.inf


def test_local_exponent():
    times = np.geomspace(1, 1e6, 7)
    middle, exponent = local_exponent(times, 3 * times**0.4)
    assert middle == pytest.approx(np.geomspace(10**0.5, 10**5.5, 6))
    assert exponent == pytest.approx(0.4)


@pytest.mark.parametrize("below", ["exponent", "parabola"])
def test_a_table_of_a_power_is_that_power(below):
    """Through and beyond the table, and so is what it makes of a packet: Barenblatt's solution, much of it below the table."""
    e = np.geomspace(0.02, 2.0, 7)
    law = tabulated(e, 0.5 * e**4, 0.05 * e**4, below)
    grid = np.geomspace(1e-4, 20.0, 50)
    assert law(grid) == pytest.approx(0.5 * grid**4, rel=1e-6)
    assert law(np.array([0.0, 1e-320])) == pytest.approx(0.0, abs=1e-200)
    last = [1e9]
    x, found = profile(law, E, 4, last)
    exact, m2 = barenblatt(4, 0.5, E, last[0], x)
    inside = np.abs(x) < 0.95 * np.abs(x[exact > 0]).max()
    assert found[0].max() < 0.05
    assert found[0, inside] == pytest.approx(exact[inside], rel=2e-3)
    assert spread(law, E, 4, last)[0] == pytest.approx(m2, rel=1e-3)


def test_a_table_goes_on_below_as_it_is_told():
    e = np.geomspace(0.01, 1.0, 9)
    law = {below: tabulated(e, FALLING(e), 0.1 * FALLING(e), below) for below in ("exponent", "parabola", "cut")}
    low, inside = np.array([1e-4, 1e-3]), np.geomspace(0.011, 0.9, 20)
    for one in law.values():
        assert one(inside) == pytest.approx(FALLING(inside), rel=0.01)
        assert one(e) == pytest.approx(FALLING(e))
    assert law["parabola"](low) == pytest.approx(FALLING(low), rel=0.02)  # log D is a parabola here
    assert (law["exponent"](low) > 1.5 * FALLING(low)).all()
    assert (law["cut"](low) < 1e-3 * FALLING(low)).all()


@pytest.mark.parametrize("width", [1, 5])
def test_a_packet_continues_where_it_was_left(width):
    times = np.array([1e2, 1e3, 1e4])
    x, whole = profile(FALLING, E, width, times)
    half = folded(whole, len(x) // 2)
    assert moment(half, 2) == pytest.approx(whole @ x**2 / E)
    assert moment(half, 1) == pytest.approx(whole @ np.abs(x) / E)
    later = continued(FALLING, half[0], times[1:] - times[0])
    assert later == pytest.approx(half[1:], rel=1e-3, abs=1e-5)


def test_folding_takes_the_mean_of_both_sides():
    assert folded(np.array([[9.0, 1.0, 2.0, 3.0, 4.0, 5.0]]), 3) == pytest.approx(np.array([[3.0, 3.0, 3.0]]))


def test_joint_errors_of_correlated_times(rng):
    """Noise that walks, as that of one packet does. Over many made-up ensembles chi^2 has the mean and variance of its
    distribution, and the error of d is what d scatters by; with times taken as independent both are wrong."""
    law, times, count, ensembles = partial(power, d=0.3, p=4.0), np.geomspace(1e2, 1e4, 5), 60, 200
    exact, rest = np.log(spread(law, E, 4, times)), ("power", E, 4, {"d": 0.3, "p": 4.0}, ("p",))
    joint, alone = [], []
    for _ in range(ensembles):
        logs = exact + np.cumsum([0.1, 0.05, 0.05, 0.05, 0.05] * rng.normal(size=(count, 5)), axis=1)
        joint.append(fit(times, logs.mean(0), precision_of_mean(logs), *rest))
        alone.append(fit(times, logs.mean(0), logs.std(0, ddof=1) / count**0.5, *rest))
    chi2, d, errors = (np.array([one(found) for found in joint]) for one in (get_chi2, get_d, get_error))
    assert joint[0].dof == 4
    assert abs(chi2.mean() - 4) < 4 * (8 / ensembles) ** 0.5
    assert 5 < chi2.var() < 13
    assert abs(d.mean() - 0.3) < 4 * d.std() / ensembles**0.5
    assert errors.mean() == pytest.approx(d.std(), rel=0.15)
    assert np.mean([get_chi2(found) for found in alone]) < 2.5
    assert np.mean([get_error(found) for found in alone]) < 0.7 * np.std([get_d(found) for found in alone])


def get_chi2(found):
    return found.chi2


def get_d(found):
    return found.values["d"]


def get_error(found):
    return found.errors["d"]


def test_joint_errors_of_two_parameters():
    """Exact data: the errors are (J^T C^-1 J)^(-1/2) of the covariance C."""
    true, times = {"d": 0.3, "p": 4.0}, np.geomspace(1e2, 1e4, 5)

    def exact(**changed):
        return np.log(spread(partial(power, **(true | changed)), E, 4, times))

    walk = np.minimum.outer(np.arange(1, 6), np.arange(1, 6)) * 1e-4
    found = fit(times, exact(), walk, "power", E, 4, {"d": 0.2, "p": 3.9})
    slopes = np.stack([(exact(d=0.31) - exact(d=0.29)) / 0.02, (exact(p=4.1) - exact(p=3.9)) / 0.2])
    expected = np.sqrt(np.diag(np.linalg.inv(slopes @ np.linalg.solve(walk, slopes.T))))
    assert found.chi2 < 1e-3
    assert [found.errors["d"], found.errors["p"]] == pytest.approx(expected, rel=0.03)


def test_a_diagonal_covariance_is_independent_errors(rng):
    times, error = np.geomspace(3, 1e4, 12), np.linspace(0.01, 0.03, 12)
    data = np.log(spread(partial(power, d=0.3, p=4.0), E, 4, times)) + error * rng.normal(size=12)
    rest = ("power", E, 4, {"d": 0.3, "p": 4.0}, ("p",))
    one, other = fit(times, data, error, *rest), fit(times, data, np.diag(error**2), *rest)
    assert other.chi2 == pytest.approx(one.chi2, rel=1e-6)
    assert other.errors == pytest.approx(one.errors, rel=1e-6)
