"""Ledgers without orphans: rows, modules, pages, studies and the table of contents name each other, chapter by chapter."""

import importlib
import inspect
import re
import shutil

import pytest
import yaml
from conftest import ROOT, TINY

from glassychains.config import ledgers, reading, studies
from glassychains.config.claims import Open, OutOfReach, TwoSided
from glassychains.config.reading import ConfigError

KNOWN = studies.load(reading.load_config([], ROOT), ROOT)
CLAIMS = ledgers.claims(KNOWN, ROOT)
RULES = ledgers.rules(ROOT)
FIGURES = ledgers.figures(KNOWN, CLAIMS, RULES, ROOT)
CHAPTERS = studies.chapters(ROOT)
CONTENTS = yaml.safe_load((ROOT / "book/_toc.yml").read_text())
PAGES = [CONTENTS["root"], *(chapter["file"] for chapter in CONTENTS["chapters"])]
PACKAGE = ROOT / "src/glassychains/chapters"


def modules(chapter, room):
    return {path.stem for path in (PACKAGE / chapter / room).glob("*.py")} - {"__init__"}


def test_every_chapter_has_its_rooms_and_its_page():
    assert {path.parent.name for path in PACKAGE.glob("*/__init__.py")} == set(CHAPTERS)
    assert set(CHAPTERS) < set(PAGES)


def test_every_group_of_claims_is_in_the_ledger():
    """R rotors, T transport, S spots, O clean chains, Q disorder and packets, L what closes the loop, X quantum chains."""
    groups = {"R": 8, "T": 6, "S": 7, "O": 7, "Q": 7, "L": 7, "X": 7}
    expected = {f"{letter}{number}" for letter, count in groups.items() for number in range(1, count + 1)}
    assert len(expected) == 49
    assert expected <= {re.match(r"[A-Z]\d+", id)[0] for id in CLAIMS}


def test_every_figure_has_a_module_and_every_module_a_row():
    for chapter in CHAPTERS:
        assert modules(chapter, "figures") == {id for id, figure in FIGURES.items() if figure.chapter == chapter}


def test_every_figure_is_shown_once_on_its_page():
    shown = [
        (page, id) for page in PAGES for id in re.findall(r'show_figure\("(\w+)"\)', (ROOT / f"book/{page}.md").read_text())
    ]
    assert sorted(shown) == sorted((figure.chapter, id) for id, figure in FIGURES.items())


def test_every_page_is_in_the_table_of_contents():
    assert {path.stem for path in (ROOT / "book").glob("*.md")} == set(PAGES)


def test_every_study_is_used_and_every_analysis_has_a_study():
    """But for a user's own studies."""
    ours = {id: study for id, study in KNOWN.items() if study.chapter != studies.MINE}
    assert set(ledgers.studies_needed(FIGURES, CLAIMS)) == set(ours)
    analyses = {f"chapters.{chapter}.analysis.{name}" for chapter in CHAPTERS for name in modules(chapter, "analysis")}
    assert analyses == {study.analysis for study in ours.values()}


def test_every_claim_that_is_measured_is_on_a_figure():
    missing = set(CLAIMS) - {claim for figure in FIGURES.values() for claim in figure.claims}
    assert not [id for id in missing if CLAIMS[id].study()]


def test_expected_values_have_a_source_and_thresholds_a_reason():
    for id, claim in CLAIMS.items():
        assert claim.source, id
        assert isinstance(claim, Open | OutOfReach) or claim.reason, id


def test_agreement_can_be_reached():
    """An allowance that is larger than the tolerance would leave a claim undecided for ever."""
    for id, claim in CLAIMS.items():
        assert not isinstance(claim, TwoSided) or claim.allowance < claim.tolerance, id


def test_figures_draw_from_data_alone():
    for figure in FIGURES.values():
        module = importlib.import_module(figure.module())
        assert list(inspect.signature(module.draw).parameters) == ["data", "narrow"]
        assert list(inspect.signature(module.data).parameters) == ["tables"]


def test_a_study_of_ones_own_enters_no_ledger(tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config", ignore=shutil.ignore_patterns("my"))
    (tmp_path / "config/my").mkdir()
    (tmp_path / "config/my/tiny.yaml").write_text(yaml.safe_dump(TINY))
    known = studies.load(reading.load_config([], tmp_path), tmp_path)
    assert known["tiny"].chapter == studies.MINE
    claims = ledgers.claims(known, tmp_path)
    figures = ledgers.figures(known, claims, RULES, tmp_path)
    assert (claims, figures) == (CLAIMS, FIGURES)
    assert "tiny" not in ledgers.studies_needed(figures, claims)


def test_orphans_and_clashes_are_named(tmp_path):
    (tmp_path / "config/some/studies").mkdir(parents=True)
    row = {"id": "f", "where": "w", "title": "t", "caption": "c", "alt": "a", "needs": ["relaxation"], "claims": []}

    def figures(*rows, **change):
        (tmp_path / "config/some/figures.yaml").write_text(yaml.safe_dump(list(rows) or [{**row, **change}]))
        return ledgers.figures(KNOWN, CLAIMS, RULES, tmp_path)

    assert list(figures()) == ["f"]
    assert figures()["f"].module() == "glassychains.chapters.some.figures.f"
    for change, message in (
        ({"needs": ["nope"]}, r"figures\.f\.needs: unknown nope"),
        ({"needs": []}, r"figures\.f\.needs: must have at least 1 entry, got \[\]"),
        ({"needs": "relaxation"}, r"figures\.f\.needs: expected list, got 'relaxation'"),
        ({"claims": ["Z9"]}, r"figures\.f\.claims: unknown Z9"),
        ({"id": "all"}, r"figures\.all: the ids of figures, claims and studies .* must all differ, rules\.all exists"),
        ({"id": "relaxation"}, r"figures\.relaxation: the ids of figures, .* must all differ, studies\.relaxation exists"),
        ({"id": "a b"}, r"figures\.a b: an id is a letter, then letters, digits, - and _"),
        ({"pages": "p"}, r"figures\.f\.pages: unknown key, allowed are alt, caption, claims, id, needs, title, where"),
        ({"chapter": "other"}, r"figures\.f\.chapter: the folder says it, here some"),
        ({"id": 3}, r"config/some/figures\.yaml\[0\]\.id: expected string, got 3"),
    ):
        with pytest.raises(ConfigError, match=message) as caught:
            figures(**change)
        assert "\n" not in str(caught.value)
    with pytest.raises(ConfigError, match=r"figures\.f: this id is repeated"):
        figures(row, row)
    (tmp_path / "config/some/figures.yaml").write_text("f: {}\n")
    with pytest.raises(ConfigError, match=r"config/some/figures\.yaml: expected a list of rows"):
        ledgers.figures(KNOWN, CLAIMS, RULES, tmp_path)
    (tmp_path / "config/some/figures.yaml").write_text("# nothing yet\n")
    assert ledgers.figures(KNOWN, CLAIMS, RULES, tmp_path) == {}
