"""The kinds of claims: what a row may say, the rule of its verdict, and what becomes of it on the page of claims."""

import json
import math
import runpy
from types import SimpleNamespace

import pytest
import yaml
from conftest import ROOT

from glassychains.config import ledgers
from glassychains.config.claims import CLAIM, KINDS, VERDICTS, Nonzero, OneSided, Open, OutOfReach, TwoSided, class_of
from glassychains.config.reading import ConfigError
from glassychains.runs.fingerprint import fingerprint

ROW = {"where": "eq. (0)", "claim": "It is so", "source": "a book"}
MEASURED = ROW | {"measure": "s/q", "reason": "a reason"}
VALUE = MEASURED | {"id": "V", "kind": "value", "expected": 2.0, "allowance": 0.1, "tolerance": 0.7}
EXACT = VALUE | {"kind": "exact", "expected": 0.0, "allowance": 0.0, "tolerance": 3.0}
ABOVE = MEASURED | {"id": "A", "kind": "qualitative", "side": "above", "threshold": 1.0}
NONZERO = MEASURED | {"id": "N", "kind": "qualitative", "side": "nonzero", "smallest": 0.05}
OPEN = ROW | {"id": "O", "kind": "open", "measure": "s/q"}
REACH = ROW | {"id": "R", "kind": "value", "out_of_reach": "a century of core time"}
NAN = float("nan")

JUDGED = [
    (VALUE, 2.0, 0.1, "reproduced"),
    (VALUE, 2.39, 0.1, "reproduced"),  # 3 stderr + allowance = 0.4
    (VALUE, 2.41, 0.1, "contradicted"),
    (VALUE, 1.59, 0.1, "contradicted"),
    (VALUE, 2.0, 0.3, "undecided"),  # agrees, but within 1.0, which says less than asked
    (VALUE, 4.0, 0.3, "contradicted"),
    (VALUE, NAN, 0.1, "undecided"),
    (EXACT, 0.0, 0.0, "reproduced"),
    (EXACT, 1.0, 0.0, "contradicted"),
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
    (OPEN, 1.0, 0.1, "open"),
    (REACH, 2.0, 0.1, "out of reach"),
    # beyond the old rules
    (VALUE, 2.0, 0.2, "reproduced"),  # just as well as asked, but for rounding
    (VALUE, 2.6, 0.2, "reproduced"),
    (VALUE, 2.0, 0.2001, "undecided"),
    (VALUE | {"kind": "scaling"}, 2.75, 0.21, "contradicted"),  # not even within 0.73
    (VALUE | {"tolerance": 0.05}, 2.0, 0.0, "undecided"),  # an allowance that swallows the tolerance proves nothing
    (ABOVE, 1.3, 0.1, "undecided"),
    (ABOVE, NAN, NAN, "undecided"),
    (NONZERO, NAN, NAN, "undecided"),
    (VALUE, 2.0, NAN, "undecided"),
    (OPEN, NAN, NAN, "open"),  # whatever this tier measures
    (REACH, NAN, NAN, "out of reach"),
]


@pytest.mark.parametrize("row, value, stderr, verdict", JUDGED)
def test_the_rule_of_each_kind(row, value, stderr, verdict):
    assert CLAIM.validate_python(row).judge(value, stderr) == verdict
    assert verdict in VERDICTS


def judged(rows, tables, folder):
    """What the workflow's script makes of rows, given tables of numbers by study; all rows measure in the same study."""
    paths = []
    for study, text in tables.items():
        paths.append(folder / f"{study}.numbers.csv")
        paths[-1].write_text(text)
    script = "workflow/scripts/judge.py"
    params = SimpleNamespace(rows=rows, fingerprint=fingerprint("glassychains.config.claims", scripts=[ROOT / script]))
    output = folder / "claims.json"
    known = SimpleNamespace(input=[str(path) for path in paths], output=[str(output)], params=params)
    runpy.run_path(script, {"snakemake": known})
    return json.loads(output.read_text(), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


@pytest.fixture
def here(monkeypatch):
    """The script reads itself by its path in the project."""
    monkeypatch.chdir(ROOT)


@pytest.mark.usefixtures("here")
def test_the_workflow_judges_rows_by_their_rules(tmp_path):
    """A table with a number per row; each verdict keeps what its row says, and stands beside the number."""
    text = "quantity,case,value,stderr\n"
    rows = []
    for case, (row, value, stderr, _) in enumerate(JUDGED):
        rows.append(row | {"id": f"C{case}"} | ({"measure": f"s/q(case={case})"} if row is not REACH else {}))
        text += f"q,{case},{value},{stderr}\n".replace("nan", "")
    found = judged(rows, {"s": text}, tmp_path)
    assert [one["verdict"] for one in found] == [verdict for *_, verdict in JUDGED]
    for row, one, (_, value, stderr, _) in zip(rows, found, JUDGED, strict=True):
        assert one.items() >= row.items()
        if "measure" in row:
            assert one["value"] == (None if math.isnan(value) else value)
            assert one["stderr"] == (None if math.isnan(stderr) else stderr)


@pytest.mark.usefixtures("here")
def test_nothing_measured_is_undecided(tmp_path):
    """No such quantity, no such label, or another value of it."""
    measures = ["s/nothing", "s/q(g=1)", "s/q(h=0.5)", "s/q"]
    rows = [VALUE | {"id": f"V{k}", "measure": measure} for k, measure in enumerate(measures)]
    for one in judged(rows, {"s": "quantity,g,value,stderr\nq,0.5,2.0,0.1\n"}, tmp_path):
        assert (one["verdict"], one["value"], one["stderr"]) == ("undecided", None, None)


@pytest.mark.usefixtures("here")
def test_numbers_are_found_by_name(tmp_path):
    text = "quantity,g,law,value,stderr\nt,1.0,x,2.5,0.5\nbare,,,1.0,\n"
    rows = [VALUE | {"id": f"V{k}", "measure": f"s/{key}"} for k, key in enumerate(["t(g=1.0,law=x)", "nothing", "bare"])]
    found = judged(rows, {"s": text}, tmp_path)
    assert [(one["value"], one["stderr"]) for one in found] == [(2.5, 0.5), (None, None), (1.0, None)]
    assert [one["verdict"] for one in found] == ["undecided"] * 3


def test_the_error_that_would_decide():
    """`needed` is where the verdict changes, if the number stays where it is."""
    for row, value in ((VALUE, 2.05), (VALUE, 2.6), (ABOVE, 1.3), (ABOVE, 0.9), (NONZERO, 0.2), (NONZERO, 0.01)):
        claim = CLAIM.validate_python(row)
        stderr = claim.needed(value, 0.5)
        assert claim.judge(value, 1.01 * stderr) == "undecided" or (row is VALUE and value == 2.6)
        assert claim.judge(value, 0.99 * stderr) != "undecided"
    assert math.isnan(CLAIM.validate_python(OPEN).needed(1.0, 0.1))


def test_a_verdict_is_fragile_if_one_error_changes_it():
    claim = CLAIM.validate_python(ABOVE)
    assert claim.fragile(1.35, 0.1)
    assert not claim.fragile(1.45, 0.1)
    assert not CLAIM.validate_python(OPEN).fragile(1.0, 0.1)


def test_the_class_of_a_row_follows_from_its_kind():
    for row, cls in (
        (VALUE, TwoSided),
        (EXACT, TwoSided),
        (ABOVE, OneSided),
        (NONZERO, Nonzero),
        (OPEN, Open),
        (REACH, OutOfReach),
    ):
        claim = CLAIM.validate_python(row)
        assert type(claim) is class_of(row) is cls
        assert claim.study() == ("s" if "measure" in row else None)
        assert claim.model_dump(exclude_unset=True) == row
    assert CLAIM.validate_python(VALUE).accepted() == (1.3, 2.7)
    assert CLAIM.validate_python(ABOVE).accepted() == (1.0, math.inf)
    assert CLAIM.validate_python(ABOVE | {"side": "below"}).accepted() == (-math.inf, 1.0)
    assert CLAIM.validate_python(OPEN).accepted() is None


def without(row, key):
    return {name: value for name, value in row.items() if name != key}


WRONG = {
    "key of no kind": (
        VALUE | {"colour": "red"},
        r"claims\.V\.colour: unknown key, allowed are allowance, .*, tolerance, where",
    ),
    "key of another kind": (ABOVE | {"tolerance": 0.1}, r"claims\.A\.tolerance: unknown key, allowed are .*, side, .*"),
    "threshold of a side that is none": (NONZERO | {"threshold": 0.0}, r"claims\.N\.threshold: unknown key, .* smallest, .*"),
    "the old word": (VALUE | {"precision": 0.2}, r"claims\.V\.precision: unknown key"),
    "number as key": (VALUE | {1: 2}, r"claims\.V\.1: unknown key, allowed are "),
    "no tolerance": (without(VALUE, "tolerance"), r"claims\.V\.tolerance: missing"),
    "no smallest": (without(NONZERO, "smallest"), r"claims\.N\.smallest: missing"),
    "no source": (without(OPEN, "source"), r"claims\.O\.source: missing"),
    "no reason": (without(ABOVE, "reason"), r"claims\.A\.reason: missing"),
    "no kind": (without(VALUE, "kind"), r"claims\.V\.kind: missing"),
    "no id": (without(VALUE, "id"), r"config/some/claims\.yaml\[0\]\.id: missing"),
    "id": (VALUE | {"id": [3]}, r"config/some/claims\.yaml\[0\]\.id: expected string, got \[3\]"),
    "kind": (VALUE | {"kind": "valeu"}, rf"claims\.V\.kind: must be one of {', '.join(KINDS)}, got 'valeu'"),
    "list as kind": (VALUE | {"kind": ["value"]}, r"claims\.V\.kind: must be one of .*, got \['value'\]"),
    "side": (ABOVE | {"side": "abov"}, r"claims\.A\.side: must be one of above, below, got 'abov'"),
    "no tolerance at all": (VALUE | {"tolerance": 0.0}, r"claims\.V\.tolerance: must be > 0, got 0"),
    "negative allowance": (VALUE | {"allowance": -0.1}, r"claims\.V\.allowance: must be >= 0, got -0\.1"),
    "nothing is the smallest": (NONZERO | {"smallest": 0.0}, r"claims\.N\.smallest: must be > 0, got 0"),
    "not a number": (VALUE | {"expected": NAN}, r"claims\.V\.expected: must be a finite number, got nan"),
    "number in YAML": (
        VALUE | {"tolerance": "1e-3"},
        r"claims\.V\.tolerance: expected number, got '1e-3' \(YAML .* write 1\.0e-3\)",
    ),
    "measure": (
        VALUE | {"measure": "q"},
        r"claims\.V\.measure: must be study/quantity or study/quantity\(label=value,...\), got 'q'",
    ),
    "key of a measure": (VALUE | {"measure": "s/q(g=1"}, r"claims\.V\.measure: must be study/quantity or .*, got 's/q\(g=1'"),
    "study": (VALUE | {"measure": "nope/q"}, r"claims\.V\.measure: no study nope"),
    "chosen after": (VALUE | {"chosen_after": 3}, r"claims\.V\.chosen_after: expected string, got 3"),
    "chapter": (VALUE | {"chapter": "other"}, r"claims\.V\.chapter: the folder says it, here some"),
    "no row": ("text", r"config/some/claims\.yaml\[0\]: expected mapping, got 'text'"),
}


@pytest.mark.parametrize("row, message", WRONG.values(), ids=WRONG)
def test_wrong_rows_get_one_line_that_names_the_key(tmp_path, row, message):
    (tmp_path / "config/some/studies").mkdir(parents=True)
    (tmp_path / "config/some/claims.yaml").write_text(yaml.safe_dump([row]))
    with pytest.raises(ConfigError, match=message) as caught:
        ledgers.claims({"s": None}, tmp_path)
    assert "\n" not in str(caught.value)
