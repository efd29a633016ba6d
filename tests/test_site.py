"""What the builder of the book does beside calling Jupyter Book."""

import json

import pytest

from glassychains import site


def test_one_number_is_not_quoted_under_two_names(tmp_path):
    quoted = tmp_path / "quoted.jsonl"
    site._refuse_names(quoted)  # no page quotes anything
    rows = [
        ["s", "q(range=a)", 1.5, 0.1],
        ["s", "count(a)", 3.0, 0.0],
        ["s", "count(b)", 3.0, 0.0],
        ["s", "q(range=a)", 1.5, 0.1],
    ]
    quoted.write_text("\n".join(map(json.dumps, rows)))
    site._refuse_names(quoted)
    quoted.write_text("\n".join(map(json.dumps, [*rows, ["s", "q(range=b)", 1.5, 0.1]])))
    with pytest.raises(site.SiteError, match=r"q\(range=a\), q\(range=b\)"):
        site._refuse_names(quoted)


def test_what_asks_the_network_is_found():
    for text in (
        '<script src="https://x.org/a.js">',
        '<link rel="stylesheet" href="//x.org/a.css">',
        '<img src="http://x/y.png">',
    ):
        assert site.FOREIGN.search(text)
    for text in ('<a href="https://doi.org/10.1/x">', '<script src="_static/a.js">', '<link href="_static/b.css">'):
        assert not site.FOREIGN.search(text)


def test_mathjax_keeps_what_pages_load(tmp_path):
    kept = ["tex-chtml.js", "output/chtml/fonts/woff-v2/a.woff", "input/tex/extensions/ams.js"]
    for name in [*kept, "tex-svg.js", "sre/mathmaps/en.json", "output/svg/fonts/tex.js"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    site._trim(tmp_path)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == sorted(kept)
    assert not (tmp_path / "sre").exists()
