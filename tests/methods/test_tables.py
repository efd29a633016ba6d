"""Tables of numbers: what a key means, before a table is written and after it is read."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassychains.methods.tables import Numbers, key_of, lookup, parse, read_tables, select, show


def example():
    """Numbers with labels and without, of one quantity with one label and with two, unknown errors among them."""
    numbers = Numbers()
    numbers.add("kappa", 1.5, 0.25, bg=0.5)
    numbers.add("kappa", 2.5, 0.125, bg=1.0)
    numbers.add("kappa", 9.0, 1.0, bg=0.5, length=32)
    numbers.add("fit", 3.0, 0.5, range="bg<=1", law="quadratic", parameter="k")
    numbers.add("fit", -1.0, None, range="bg<=1", law="power", parameter="n")
    numbers.add("alpha", 0.33, 0.01, begin=1e4, end=1e6)
    numbers.add("least", 7.0)
    return numbers


KEYS = {
    "kappa(bg=0.5)": (1.5, 0.25),
    "kappa(bg=1)": (2.5, 0.125),
    "kappa(bg=0.5,length=32)": (9.0, 1.0),
    "fit(range=bg<=1,law=quadratic,parameter=k)": (3.0, 0.5),
    "fit(range=bg<=1,law=power,parameter=n)": (-1.0, np.nan),
    "alpha(begin=10000,end=1e+06)": (0.33, 0.01),
    "least": (7.0, 0.0),
}


@pytest.fixture(params=["as found", "as read"])
def table(request, tmp_path):
    found = example().table()
    if request.param == "as found":
        return found
    found.to_csv(tmp_path / "s.numbers.csv", index=False)
    return read_tables([tmp_path / "s.numbers.csv"])["s.numbers"]


def test_every_number_is_found_by_its_key(table):
    assert [key_of(row) for _, row in table.iterrows()] == list(KEYS)
    for key, (value, stderr) in KEYS.items():
        assert lookup(table, key) == pytest.approx((value, stderr), nan_ok=True)


@pytest.mark.parametrize(
    "key", ["kappa(bg=1.0)", "kappa(bg=1e0)", "kappa( bg =1)", "alpha(end=1e6,begin=1e4)", "alpha(begin=1.0e+4,end=1000000)"]
)
def test_a_key_may_be_spelled_otherwise(table, key):
    assert lookup(table, key) == (2.5, 0.125) if "kappa" in key else (0.33, 0.01)


@pytest.mark.parametrize(
    "key, message",
    [
        ("kappa", r"no number 'kappa'; there are: kappa\(bg=0\.5\), kappa\(bg=1\), kappa\(bg=0\.5,length=32\)"),
        ("kappa(bg=0.7)", r"no number 'kappa\(bg=0\.7\)'; there are: kappa\(bg=0\.5\)"),
        ("kappa(bg=1,length=32)", "no number"),
        ("kappa(length=32)", "no number"),
        ("kappa(bg=0.5,dt=0.1)", "no number"),
        ("fit(law=power)", "no number"),
        ("fit(range=bg<=1,law=power,parameter=2)", "no number"),
        ("least(g=1)", r"no number 'least\(g=1\)'; there are: least"),
        ("nothing(g=1)", r"no number 'nothing\(g=1\)'; there are: alpha, fit, kappa, least"),
    ],
)
def test_what_is_not_there_is_said(table, key, message):
    with pytest.raises(KeyError, match=message):
        lookup(table, key)


def test_parse():
    assert parse("least") == ("least", {})
    assert parse("kappa(g=0.5,length=64)") == ("kappa", {"g": 0.5, "length": 64.0})
    assert parse("fit(range=bg<=1,law=power)") == ("fit", {"range": "bg<=1", "law": "power"})
    for key in ("kappa(", "kappa()", "kappa(g)", "kappa(g=1,length)", "kappa)g=1(", "", "(g=1)"):
        with pytest.raises(KeyError, match="expected quantity"):
            parse(key)


def test_keys_that_differ_only_by_a_further_label():
    """The number without it is the one with nothing in that column, whichever was found first."""
    for order in (1, -1):
        numbers = Numbers()
        for value, labels in [(1.0, {"g": 0.5}), (2.0, {"g": 0.5, "flips": 0.1}), (3.0, {"g": 0.5, "law": "x"}), (4.0, {})][
            ::order
        ]:
            numbers.add("q", value, 0.0, **labels)
        table = numbers.table()
        for key, value in (("q(g=0.5)", 1.0), ("q(g=0.5,flips=0.1)", 2.0), ("q(g=0.5,law=x)", 3.0), ("q", 4.0)):
            assert lookup(table, key)[0] == value


def test_two_numbers_of_one_key_are_refused():
    for other in ({"g": 0.5}, {"g": 0.5 + 1e-9}, {"g": np.float64(0.5)}):
        numbers = Numbers()
        numbers.add("q", 1.0, g=0.5)
        numbers.add("r", 1.0, g=0.5)
        numbers.add("q", 2.0, **other)
        with pytest.raises(ValueError, match=r"two numbers have one key: q\(g=0\.5\)"):
            numbers.table()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False),
            st.integers(-(10**9), 10**9),
            st.sampled_from(["power", "g<=0.5", "no", "E=0.4", "[0.0 1.0]"]),
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda label: key_of({"quantity": "q", "x": label}),
    )
)
def test_any_label_comes_back_through_a_file(tmp_path_factory, labels):
    numbers = Numbers()
    for value, label in enumerate(labels):
        numbers.add("q", value, 0.5, x=label)
    path = tmp_path_factory.mktemp("table") / "s.numbers.csv"
    numbers.table().to_csv(path, index=False)
    read = read_tables([path])["s.numbers"]
    for value, row in enumerate(numbers.rows):
        for table in (numbers.table(), read):
            assert lookup(table, key_of(row)) == (value, 0.5)
        assert key_of(read.iloc[value]) == key_of(row)
        quantity, known = parse(key_of(row))
        assert key_of({"quantity": quantity} | known) == key_of(row)


def test_select_gives_rows_with_the_columns_that_apply(table):
    assert list(select(table, "kappa").columns) == ["quantity", "bg", "length", "value", "stderr"]
    found = select(table, "fit", law="power")
    assert list(found.columns) == ["quantity", "range", "law", "parameter", "value", "stderr"]
    assert found.parameter.tolist() == ["n"]
    assert select(table, "kappa", bg=0.5).value.tolist() == [1.5, 9.0]
    assert select(table, "kappa", bg=0.7).empty
    assert select(table, "kappa", colour="red").empty
    assert select(table, "nothing").empty


def test_numbers_can_be_asked_while_they_are_gathered():
    numbers = example()
    assert numbers.get("kappa", bg=0.5) == (1.5, 0.25)
    assert numbers.get("kappa", bg=0.5, length=32) == (9.0, 1.0)
    assert numbers.get("kappa") is None
    assert [row["value"] for row in numbers.all("kappa")] == [1.5, 2.5, 9.0]
    other = Numbers()
    other.take(numbers, kind="again")
    assert other.get("least", kind="again") == (7.0, 0.0)
    assert numbers.get("least") == (7.0, 0.0)
    assert Numbers().table().columns.tolist() == ["quantity", "value", "stderr"]


def test_tables_are_read_by_their_names(tmp_path):
    for name in ("a.csv", "a.numbers.csv", "b-c.csv"):
        pd.DataFrame({"x": [1]}).to_csv(tmp_path / name, index=False)
    assert list(read_tables(sorted(tmp_path.iterdir()))) == ["a", "a.numbers", "b-c"]


@pytest.mark.parametrize(
    "value, stderr, shown",
    [
        (41.63, 1.52, "41.6(1.5)"),
        (-0.0123, 0.004, "−0.0123(40)"),
        (1.2345678, 0.0, "1.235"),
        (611.267, 0.0, "611.3"),
        (27653.4, None, "27\u202f653"),
        (-4.123e-7, None, "−4.12×10⁻⁷"),
        (2e9, None, "2×10⁹"),
        (float("-inf"), None, "−∞"),
        (1.5, None, "1.5"),
        (1.5, float("nan"), "1.5"),
        (float("nan"), float("nan"), "not measured in this tier"),
        (None, None, "not measured in this tier"),
    ],
)
def test_a_number_is_shown_with_its_error(value, stderr, shown):
    assert show(value, stderr) == shown
