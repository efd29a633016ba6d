import re

from conftest import ROOT


def test_the_python_of_the_readme_runs_as_printed(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert len(code.splitlines()) < 15
    exec(compile(code, "README.md", "exec"), {})
    phi, error = map(float, capsys.readouterr().out.split())
    assert 0 < error < 0.1
    assert 0.3 < phi < 1.0


def test_paths_in_the_readme_exist():
    text = (ROOT / "README.md").read_text()
    for path in re.findall(r"\]\(([^)]+)\)", text) + re.findall(r"config/[\w/-]+\.yaml", text):
        assert (ROOT / path).exists(), path
