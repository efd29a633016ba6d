"""Several histories of each sample of random fields: what is shared, and the numbers on made-up data."""

import numpy as np

from glassychains.chapters.questions.analysis import histories
from glassychains.methods.tables import Numbers, lookup
from glassychains.runs.points import Point


def test_histories_share_the_fields_and_nothing_else():
    """Points that differ in their stream have the same fields, those of the study spins, and other random streams."""
    shared = {"J": 0.3, "length": 64, "batch": 16, "record": "current", "dt": 0.2}
    points = [Point("histories", "produce", "spins", shared | {"stream": f"history {n}"}, 16) for n in (1, 2, 3)]
    (group,) = histories.groups_of(points).values()
    assert len({tuple(point.realizations(0)) for point in group}) == 1
    assert len({point.seed(0) for point in group}) == len({point.start().path(0) for point in group}) == 3
    one, other = (
        Point("spins", "produce", "spins", p, 16) for p in ({"length": 64, "batch": 16}, {"length": 128, "batch": 16})
    )
    assert one.realizations(0)[:16] == points[0].realizations(0)[:16]
    assert not set(other.realizations(0)) & set(one.realizations(0))


def test_ratio_knows_its_error(rng):
    drawn = [(3 + 0.1 * a) / (2 + 0.08 * b) for a, b in rng.normal(size=(4000, 2))]
    value, error = histories.ratio((3, 0.1), (2, 0.08))
    assert np.isclose(value, 1.5)
    assert np.isclose(error, np.std(drawn), rtol=0.05)


def test_resistances_in_series(rng):
    """Rings of made-up lognormal resistances: the mean D of twice the length falls as its variance says."""
    resistance = np.exp(0.9 * rng.normal(size=(200_000, 16)))
    short, long = 1 / resistance[:, :8].mean(1), 1 / resistance.mean(1)
    numbers = Numbers()
    for length, D in ((64, short), (128, long)):
        labels = {"J": 0.3, "dt": 1.0, "length": length}
        numbers.add("D", D.mean(), D.std() / len(D) ** 0.5, **labels)
        numbers.add("sample_variance", D.var() / D.mean() ** 2, 1e-4, **labels)
    histories._lengths(numbers)
    table = numbers.table()
    (measured, error), (foreseen, _) = (
        lookup(table, f"{name}(J=0.3,dt=1)") for name in ("length_ratio", "length_ratio_of_series")
    )
    assert 0.9 < measured < 0.97
    assert abs(measured - foreseen) < 5 * error + 0.01
    assert abs(lookup(table, "variance_ratio(J=0.3,dt=1)")[0] - 0.5) < 0.08
    assert abs(short.mean() * lookup(table, "series_over_mean(J=0.3,dt=1)")[0] * resistance.mean() - 1) < 0.02


def test_rules_are_compared_and_the_lowest_at_rest_is_found():
    """D of unit steps = 1.2 (J / Delta)^0.5 times that of short ones, and a smallest J that still falls."""
    numbers, D, spins = Numbers(), {}, Numbers()
    for J in (0.25, 0.3, 0.4, 0.6):
        x = histories.over_field(J)
        D[J, 1.0, 64] = 1.2 * x**3.5, 0.01 * x**3.5
        numbers.add("persistence", 0.6 if J == 0.25 else 1.05, 0.06, J=J, dt=1.0, length=64)
        numbers.add("persistence", 0.1, 0.01, J=J, dt=1.0, length=128)  # other lengths do not count
        spins.add("D", x**3, 0.01 * x**3, J=J, dt=0.2)
        spins.add("persistence", 1.0, 0.2 if J < 0.4 else 0.05, J=J, dt=0.2)
    D[0.3, 0.2, 64] = histories.over_field(0.3) ** 3, 1e-6  # one's own goes before that of the other study
    histories._rules(numbers, D, spins.table())
    table = numbers.table()
    assert np.isclose(lookup(table, "step_ratio(J=0.4)")[0], 1.2 * histories.over_field(0.4) ** 0.5)
    assert lookup(table, "step_ratio(J=0.3)")[1] < 0.9 * lookup(table, "step_ratio(J=0.4)")[1]
    value, error = lookup(table, "step_exponent")
    assert np.isclose(value, 0.5)
    assert 0 < error < 0.05
    assert np.isclose(lookup(table, "lowest_at_rest(rule=unit)")[0], histories.over_field(0.3))
    assert np.isclose(lookup(table, "lowest_at_rest(rule=usual)")[0], histories.over_field(0.4))
    assert abs(lookup(table, "exponent_growth(rule=unit)")[0]) < 1e-9


def test_down_to_where_all_rest():
    """A large error is no rest, and neither is a D that rests below one that does not, nor one of two runs."""
    resting = [(0.6, 1.0, 0.03), (0.5, 0.95, 0.05), (0.4, 0.9, 0.04)]
    assert histories.lowest_at_rest(resting) == 0.4
    assert histories.lowest_at_rest([*resting, (0.3, 1.0, 0.11)]) == 0.4
    assert histories.lowest_at_rest([*resting, (0.3, 1.0, 0.05), (0.4, 0.86, 0.04)]) == 0.5
    assert histories.lowest_at_rest([(0.6, 0.5, 0.01)]) is None


def test_samples_of_a_first_run_are_held_apart():
    numbers = Numbers()
    for length, value in ((64, 2.0), (128, 1.9)):
        numbers.add("D", value, 0.1, J=0.3, dt=0.2, length=length)
        numbers.add("sample_variance", 0.1, 0.03, J=0.3, dt=0.2, length=length)
    numbers.add("D_later", 2.0, 0.1, J=0.3, dt=0.2, length=128)
    histories._lengths(numbers)
    assert np.isclose(lookup(numbers.table(), "length_ratio_later(J=0.3,dt=0.2)")[0], 1.0)
    assert np.isclose(lookup(numbers.table(), "length_ratio(J=0.3,dt=0.2)")[0], 0.95)
