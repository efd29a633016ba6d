"""The archive of a tier, on made-up results in a project of a few files."""

import io
import json
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import ROOT
from rocrate.rocrate import ROCrate

from glassychains import archive

TIER = Path("results/quick")
DATE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
VALIDATED = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the libraries that the validator calls
ROWS = [("produce/tiny/g=1/0000.nc", "0123", "1.5", "")]
RESULTS = (
    "claims.json",
    "fits/tiny.csv",
    "fits/tiny.numbers.csv",
    "figures/fig.csv",
    "figures/fig.svg",
    "site/provenance.json",
    "site/_build/html/index.html",
    "site/_build/html/_static/style.css",
)


@pytest.fixture
def tier(tmp_path, monkeypatch):
    """A project with a complete tier of one study and one figure, as the working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(archive, "CODE", ("Snakefile", "config", "CITATION.cff", "LICENSE"))
    for name in ("Snakefile", "CITATION.cff", "LICENSE", "config/config.yaml"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes((ROOT / name).read_bytes())
    for name in RESULTS:
        (TIER / name).parent.mkdir(parents=True, exist_ok=True)
        (TIER / name).write_text(name)
    Path("config/__pycache__").mkdir()
    Path("config/__pycache__/left.pyc").touch()
    return TIER


def packed(tier, folder="crate"):
    archive.pack(archive.contents(tier, ["tiny"], ["fig"]), ROWS, tier, DATE, Path(folder))
    return Path(folder)


def sums(folder):
    return subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)


@VALIDATED
def test_a_crate_holds_the_tier_and_is_valid(tier):
    folder = packed(tier)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    project = {"Snakefile", "CITATION.cff", "LICENSE", "config/config.yaml"}
    made = {"ro-crate-metadata.json", "SHA256SUMS", "results/quick/manifest.csv"}
    assert found == project | made | {f"results/quick/{name}" for name in RESULTS}
    assert archive.problems(folder) == []

    crate = ROCrate(folder)
    assert "quick" in crate.name
    assert crate.mainEntity.id == "Snakefile"
    assert crate.license["name"] == "MIT"
    assert crate.datePublished == DATE
    assert [author["name"] for author in crate.root_dataset["author"]] == ["The glassychains developers"]
    assert crate.root_dataset["citation"][0].id == "https://doi.org/10.1016/j.crhy.2019.08.007"
    files = {entity.id: entity for entity in crate.data_entities if "File" in entity.type}
    assert files.keys() == found - {"ro-crate-metadata.json"}
    for name in files.keys() - {"SHA256SUMS"}:
        assert files[name]["sha256"] == archive.sha256((folder / name).read_bytes()), name


@VALIDATED
def test_the_validator_can_say_no(tier):
    folder = packed(tier)
    metadata = folder / "ro-crate-metadata.json"
    known = json.loads(metadata.read_text())
    del next(entity for entity in known["@graph"] if entity["@id"] == "./")["datePublished"]
    metadata.write_text(json.dumps(known))
    assert any("datePublished" in line for line in archive.problems(folder))


def test_a_file_changed_after_packing_fails_its_checksum(tier):
    folder = packed(tier)
    assert sums(folder).returncode == 0
    (folder / "results/quick/claims.json").write_text("all reproduced")
    checked = sums(folder)
    assert checked.returncode == 1
    assert "results/quick/claims.json: FAILED" in checked.stdout


def test_the_same_results_give_the_same_bytes(tier):
    for name in ("one", "two"):
        archive.compress(packed(tier, name), Path(f"{name}.zip"), DATE)
    assert Path("one.zip").read_bytes() == Path("two.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(Path("one.zip").read_bytes())) as file:
        assert file.testzip() is None
        assert "ro-crate-metadata.json" in file.namelist()


@pytest.mark.parametrize("name", ["claims.json", "site/_build/html/index.html", "fits/tiny.numbers.csv"])
def test_an_incomplete_tier_is_refused(tier, name):
    (tier / name).unlink()
    with pytest.raises(archive.ArchiveError, match=f"{name} is missing"):
        packed(tier)


def test_the_date_can_be_set(tier, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(DATE.timestamp())))
    assert archive.moment(tier) == DATE
