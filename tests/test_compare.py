"""A run beside the record."""

import json
import math

import pytest

from glassychains import compare


def row(value, stderr, verdict="reproduced"):
    return {"value": value, "stderr": stderr, "verdict": verdict}


def test_differences_are_in_units_of_the_larger_error():
    assert compare.apart(row(1.3, 0.1), row(1.0, 0.05)) == pytest.approx(3.0)
    assert compare.apart(row(1.0, 0.05), row(1.3, 0.1)) == pytest.approx(-3.0)
    assert compare.apart(row(2.0, 0.0), row(2.0, 0.0)) == 0.0
    for other in (row(None, None), row(1.0, 0.0)):
        assert math.isnan(compare.apart(row(2.0, 0.0), other))
    assert math.isnan(compare.apart(row(math.inf, 0.1), row(1.0, 0.1)))


def test_the_command_says_what_differs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config/config.yaml").write_text("tier: quick\nlayers: []\nstudies: {}\n")
    with pytest.raises(SystemExit, match="run the tier first"):
        compare.main([])
    for tier, value in (("quick", 1.5), ("record", 1.0)):
        (tmp_path / f"results/{tier}").mkdir(parents=True)
        rows = [{"id": "A", **row(value, 0.1)}, {"id": "B", **row(1.0, 0.1, "open")}]
        (tmp_path / f"results/{tier}/claims.json").write_text(json.dumps(rows))
    compare.main([])
    printed = capsys.readouterr().out
    assert "+5.0" in printed and "beyond 3: A" in printed
    assert "2 numbers, half of them within 2.50 errors" in printed


def test_a_damaged_ledger_is_named(tmp_path):
    (tmp_path / "claims.json").write_text("[{")
    with pytest.raises(ValueError, match=r"claims\.json holds no verdicts"):
        compare.claims_of(tmp_path)
