import json

import pytest

from glassychains.analysis.verdicts import judge, read_number

VALUE = {"id": "V", "kind": "value", "expected": 2.0, "allowance": 0.1, "precision": 0.2}
ABOVE = {"id": "A", "kind": "qualitative", "side": "above", "threshold": 1.0}
NONZERO = {"id": "N", "kind": "qualitative", "side": "nonzero", "precision": 0.05}


@pytest.mark.parametrize(
    "row, value, stderr, verdict",
    [
        (VALUE, 2.0, 0.1, "reproduced"),
        (VALUE, 2.39, 0.1, "reproduced"),  # 3 stderr + allowance = 0.4
        (VALUE, 2.41, 0.1, "contradicted"),
        (VALUE, 1.59, 0.1, "contradicted"),
        (VALUE, 2.0, 0.3, "undecided"),  # agrees, but not as precisely as asked
        (VALUE, 4.0, 0.3, "contradicted"),
        (VALUE, float("nan"), 0.1, "undecided"),
        (VALUE | {"kind": "exact", "expected": 0, "allowance": 0, "precision": 1}, 0.0, 0.0, "reproduced"),
        (VALUE | {"kind": "exact", "expected": 0, "allowance": 0, "precision": 1}, 1.0, 0.0, "contradicted"),
        (ABOVE, 1.4, 0.1, "reproduced"),
        (ABOVE, 1.2, 0.1, "undecided"),
        (ABOVE, 0.8, 0.1, "undecided"),
        (ABOVE, 0.6, 0.1, "contradicted"),
        (ABOVE | {"side": "below"}, 0.6, 0.1, "reproduced"),
        (ABOVE | {"kind": "bound", "side": "below"}, 1.4, 0.1, "contradicted"),
        (NONZERO, -0.2, 0.05, "reproduced"),
        (NONZERO, 0.1, 0.05, "undecided"),
        (NONZERO, 0.01, 0.01, "contradicted"),
        (NONZERO, 0.03, 0.015, "undecided"),
        ({"id": "O", "kind": "open"}, 1.0, 0.1, "open"),
        (VALUE | {"out_of_reach": "a century of core time"}, 2.0, 0.1, "out of reach"),
    ],
)
def test_the_rule_of_each_kind(row, value, stderr, verdict):
    judged = judge(row, {"value": value, "stderr": stderr})
    assert judged["verdict"] == verdict
    assert {"id", "kind", "expected", "value", "stderr", "verdict"} <= judged.keys()
    json.dumps(judged, allow_nan=False)


def test_nothing_measured_is_undecided():
    assert judge(VALUE, None)["verdict"] == "undecided"


def test_numbers_are_found_by_name(tmp_path):
    path = tmp_path / "s.numbers.csv"
    path.write_text('quantity,value,stderr\n"t(g=1.0,x)",2.5,0.5\nbare,1.0,\n')
    assert read_number(path, "s/t(g=1.0,x)") == {"value": 2.5, "stderr": 0.5}
    assert read_number(path, "s/nothing") is None
    assert judge(VALUE, read_number(path, "s/bare"))["verdict"] == "undecided"
