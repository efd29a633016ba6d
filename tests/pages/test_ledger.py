"""The ledger as a page: every row with its numbers, and what deciding it would cost."""

import importlib
import json
import re

import pytest

ROW = {"where": "eq. (0)", "claim": "It <is> so", "source": "a book", "chapter": "rotor"}
VALUE = ROW | {"reason": "a reason", "kind": "value", "measure": "s/q", "expected": 2.0, "allowance": 0.1, "tolerance": 0.4}
ROWS = [
    VALUE | {"id": "V", "value": 2.05, "stderr": 0.05, "verdict": "reproduced", "chosen_after": "the tolerance, by <nobody>"},
    VALUE | {"id": "W", "value": 2.05, "stderr": 0.5, "verdict": "undecided"},
    VALUE | {"id": "X", "value": 3.0, "stderr": 0.1, "verdict": "contradicted"},
    VALUE | {"id": "Y", "value": None, "stderr": None, "verdict": "undecided"},
    ROW | {"id": "R", "kind": "value", "out_of_reach": "a century", "value": None, "stderr": None, "verdict": "out of reach"},
]


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    """The module that makes the page of a results folder `standard` beside a record."""
    tier = tmp_path / "standard"
    (tier / "site").mkdir(parents=True)
    (tmp_path / "record").mkdir()
    (tier / "claims.json").write_text(json.dumps(ROWS))
    (tmp_path / "record/claims.json").write_text(json.dumps([row | {"value": 2.5, "stderr": 0.1} for row in ROWS[:1]]))
    study = {"chapter": "rotor", "about": "", "batches": 2, "core_seconds": 7200.0, "fingerprints": []}
    known = {"studies": {"s": study}, "overlays": ["config/standard.yaml"], "figures": []}
    (tier / "site/provenance.json").write_text(json.dumps(known))
    monkeypatch.setenv("GLASSYCHAINS_RESULTS", str(tier))
    monkeypatch.chdir(importlib.import_module("conftest").ROOT / "book")
    for name in ("reader", "pages.ledger"):
        module = importlib.reload(importlib.import_module(f"glassychains.{name}"))
    return module


def entry(page, id):
    return re.search(rf'<article [^>]*id="{id}".*?</article>', page, re.S)[0]


def test_each_claim_has_a_place_of_its_own_with_its_numbers(ledger):
    page = ledger.ledger().data
    assert [entry(page, row["id"]) for row in ROWS]
    value = entry(page, "V")
    assert "2.050(50)" in value and "2.50(10)" in value  # measured, and in the record
    assert "It &lt;is&gt; so" in value and "by &lt;nobody&gt;" in value
    assert page.count("Chosen after data were seen") == 1
    assert 'aria-label="measured 2.050(50), accepted 1.6 to 2.4"' in value


def test_an_undecided_claim_has_a_price_and_a_command(ledger):
    """0.5 must shrink to 0.1: 25 times the replicas, 25 times two core-hours."""
    text, command = ledger.price(ROWS[1])
    assert "25 times the replicas" in text and "50 core-hours" in text
    assert command == "snakemake --cores 2 W --configfile config/standard.yaml"
    assert ledger.price(ROWS[0]) == ("", "")
    assert ledger.price(ROWS[4]) == ("a century", "")
    assert "a century" in entry(ledger.ledger().data, "R")


def test_the_front_page_names_what_is_contradicted_and_what_is_fragile(ledger):
    assert "X" in ledger.contradictions().data and "3.00(10)" in ledger.contradictions().data
    assert ">X</a>" not in ledger.fragile_ones().data and ">V</a>" not in ledger.fragile_ones().data
    assert ledger.scoreboard().data.count("claims.html#") == len(ROWS)
    assert {name.split(">")[1].split("<")[0] for name in ledger.names().data.splitlines()} == {row["id"] for row in ROWS}
