"""The record, renewed chapter by chapter."""

import dataclasses
import json
from pathlib import Path

import pytest

from glassychains import record
from glassychains.config import ledgers, reading, studies
from glassychains.runs.files import ResultError

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def known():
    return studies.load(reading.load_config([ROOT / record.CONFIG], ROOT), ROOT)


@pytest.fixture(autouse=True)
def here(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_what_is_kept_is_what_the_configuration_asks_for(known):
    rows = record.kept(known, ["relaxation", "weak"])
    assert {row[0].split("/")[1] for row in rows} == {"relaxation", "weak"}
    fewer = dataclasses.replace(known["weak"], points=known["weak"].points[1:])
    with pytest.raises(ResultError, match=r"^ness/weak/.* is in the record or in the configuration, but not in both$"):
        record.kept(known | {"weak": fewer}, ["relaxation", "weak"])


def test_verdicts_that_are_kept_are_judged_by_the_rows_as_they_stand(known, tmp_path):
    claims = ledgers.of_book(known)[0]
    before = {row["id"]: row for row in json.loads((record.RECORD / "claims.json").read_text())}
    id = next(id for id, row in before.items() if row["verdict"] == "reproduced" and "expected" in row)
    same, row = record.verdicts(tmp_path / "standard", {id: claims[id]}, []), before[id]
    assert same == [row]
    moved = claims[id].model_copy(update={"expected": row["value"] + 10 * (row["tolerance"] + row["stderr"])})
    assert record.verdicts(tmp_path / "standard", {id: moved}, [])[0]["verdict"] == "contradicted"
    with pytest.raises(ResultError, match=f"no verdict on {id}$"):
        record.verdicts(tmp_path / "standard", {id: claims[id].model_copy(update={"measure": "relaxation/other"})}, [])
    with pytest.raises(ResultError, match=f"standard: no verdict on {id}$"):
        record.verdicts(tmp_path / "standard", {id: claims[id]}, [claims[id].chapter])
