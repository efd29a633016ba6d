"""The graph of the rules: read from Snakemake, laid out in rows, drawn, and said in words."""

from graphlib import CycleError

import pytest

from glassychains.methods.style import svg
from glassychains.pages import rules

WORKFLOW = """
rule all:
    input: "c"
rule first:
    output: "a"
    shell: "touch {output}"
rule second:
    input: lambda wildcards: "a" if wildcards.name == "b" else "b"
    output: "{name}"
    wildcard_constraints: name="[bc]"
    shell: "touch {output}"
"""
DIAMOND = [["a", "b"], ["a", "c"], ["a", "d"], ["b", "b"], ["b", "c"], ["c", "d"]]


def test_edges_are_those_of_the_workflow(tmp_path):
    (tmp_path / "Snakefile").write_text(WORKFLOW)
    assert rules.edges(tmp_path) == [["first", "second"], ["second", "all"], ["second", "second"]]
    assert not (tmp_path / "a").exists()
    (tmp_path / "Snakefile").write_text("rule all: input: 'nowhere'")
    with pytest.raises(RuntimeError, match="nowhere"):
        rules.edges(tmp_path)


def test_every_edge_goes_down_a_row_at_a_time():
    rows, ways = rules.layout(DIAMOND)
    row = {stop: k for k, stops in enumerate(rows) for stop in stops}
    assert [[stop for stop in stops if isinstance(stop, str)] for stops in rows] == [["a"], ["b"], ["c"], ["d"]]
    assert [way[0] + way[-1] for way in ways] == ["ab", "ac", "ad", "bc", "cd"]
    for way in ways:
        assert [row[stop] for stop in way] == list(range(row[way[0]], row[way[-1]] + 1))


def test_edges_that_need_not_cross_do_not():
    rows, _ = rules.layout([["a", "y"], ["b", "x"], ["x", "end"], ["y", "end"]])
    assert [row.index("a") == rows[k + 1].index("y") for k, row in enumerate(rows) if "a" in row] == [True]


def test_a_circle_is_refused():
    with pytest.raises(CycleError):
        rules.layout([["a", "b"], ["b", "a"]])


@pytest.mark.parametrize("narrow", [False, True])
def test_the_picture_takes_the_colour_of_its_page(narrow):
    picture = svg(rules.draw(DIAMOND, narrow))
    assert picture.count("currentColor") > 4
    assert "#000000" not in picture


def test_the_graph_in_words():
    assert rules.in_words(DIAMOND) == "a feeds b, c and d; b feeds itself and c; c feeds d."
