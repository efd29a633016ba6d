"""Ledgers without orphans: rows, modules, pages and the table of contents name each other."""

import inspect
import re

import pytest
import yaml
from conftest import ROOT

from glassychains import ledgers, studies
from glassychains.studies import ConfigError

KNOWN = studies.load(studies.load_config([], ROOT), ROOT)
CLAIMS = ledgers.claims(KNOWN, ROOT)
FIGURES = ledgers.figures(KNOWN, CLAIMS, ROOT)
CONTENTS = yaml.safe_load((ROOT / "book/_toc.yml").read_text())
PAGES = [CONTENTS["root"], *(chapter["file"] for chapter in CONTENTS["chapters"])]


def test_every_figure_has_a_module_and_every_module_a_row():
    modules = {path.stem for path in (ROOT / "src/glassychains/figures").glob("*.py")} - {"__init__", "style"}
    assert modules == set(FIGURES)


def test_every_figure_is_shown_once_on_its_page():
    shown = [
        (page, id) for page in PAGES for id in re.findall(r'show_figure\("(\w+)"\)', (ROOT / f"book/{page}.md").read_text())
    ]
    assert sorted(shown) == sorted((row["page"], id) for id, row in FIGURES.items())


def test_every_page_is_in_the_table_of_contents():
    assert {path.stem for path in (ROOT / "book").glob("*.md")} == set(PAGES)


def test_every_study_is_used_and_every_analysis_has_a_study():
    """But for a user's own studies, whose names begin with my-."""
    ours = {id: study for id, study in KNOWN.items() if not id.startswith("my-")}
    assert set(ledgers.studies_needed(FIGURES, CLAIMS)) == set(ours)
    helpers = {"__init__", "conductivity", "diffusion", "estimates", "scaling", "stationary", "verdicts"}
    analyses = {path.stem for path in (ROOT / "src/glassychains/analysis").glob("*.py")} - helpers
    assert analyses == {study.analysis for study in ours.values()}


def test_every_claim_is_on_a_figure():
    assert {claim for row in FIGURES.values() for claim in row["claims"]} == set(CLAIMS)


def test_expected_values_have_a_source_and_thresholds_a_reason():
    for id, row in CLAIMS.items():
        assert row["source"], id
        assert row.get("reason") or row["kind"] == "open" or "out_of_reach" in row, id


def test_figures_draw_from_data_alone():
    for id in FIGURES:
        module = __import__(f"glassychains.figures.{id}", fromlist=["draw"])
        assert list(inspect.signature(module.draw).parameters) == ["data"]
        assert list(inspect.signature(module.data).parameters) == ["tables"]


def test_orphans_and_clashes_are_named(tmp_path):
    (tmp_path / "workflow").mkdir()
    (tmp_path / "workflow/schemas").symlink_to(ROOT / "workflow/schemas")
    (tmp_path / "config").mkdir()
    row = {"id": "f", "where": "w", "title": "t", "needs": [], "page": "p", "claims": []}

    def figures(**change):
        (tmp_path / "config/figures.yaml").write_text(yaml.safe_dump([{**row, "needs": ["relaxation"], **change}]))
        return ledgers.figures(KNOWN, CLAIMS, tmp_path)

    assert list(figures()) == ["f"]
    with pytest.raises(ConfigError, match=r"figures\.f\.needs: unknown nope"):
        figures(needs=["nope"])
    with pytest.raises(ConfigError, match=r"figures\.f\.claims: unknown Z9"):
        figures(claims=["Z9"])
    with pytest.raises(ConfigError, match=r"all: the ids of figures, claims and studies"):
        figures(id="all")
    with pytest.raises(ConfigError, match=r"figures\.f\.pages: unknown key"):
        figures(pages="p")
