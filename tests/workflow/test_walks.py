"""The book's pages "Add a model", "Add a stage" and "Add a recorder" are walked to their ends, in a copy of the project.

A page's listings are written to the paths that stand above them; one that comes "after the line" another is inserted there.
"""

import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

FILE = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)```", re.M | re.S)
INSERTION = re.compile(r"`([\w./-]+)`[^`\n]*after the line `([^`]+)`:\n\n```\w+\n(.*?)```", re.S)


@pytest.fixture
def copy(project):
    """A copy of the project with the package, which its jobs import; and the environment that makes them."""
    for name in ("src", "tests"):
        shutil.copytree(ROOT / name, project.folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    project.env = os.environ | {"PYTHONPATH": str(project.folder / "src"), "GLASSYCHAINS_CACHE": str(project.folder / "cache")}
    return project


def walk(copy, page):
    """Do what the page says, and run its command."""
    text = (ROOT / f"book/{page}.md").read_text()
    written = FILE.findall(text)
    assert written
    for path, content in written:
        (copy.folder / path).parent.mkdir(parents=True, exist_ok=True)
        assert not (copy.folder / path).exists(), path
        (copy.folder / path).write_text(content)
    for path, line, content in INSERTION.findall(text):
        before = (copy.folder / path).read_text()
        assert line in before, line
        (copy.folder / path).write_text(before.replace(line, f"{line}\n{content.rstrip()}"))
    (target,) = re.findall(r"^    snakemake --cores 2 (\S+)$", text, re.M)
    done = copy.run(target, "--quiet", "rules", cores=2, env=copy.env)
    assert done.returncode == 0, done.output
    return (copy.folder / f"results/quick/fits/{target}.csv").read_text()


def test_a_model_is_added_as_the_page_says(copy):
    assert "memory" in walk(copy, "model")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "Pendula", "tests/models/test_kicked.py"]
    battery = subprocess.run(command, cwd=copy.folder, env=copy.env, capture_output=True, text=True)
    assert battery.returncode == 0, battery.stdout
    assert re.search(r"\[100%\]|passed", battery.stdout)


def test_a_stage_is_added_as_the_page_says(copy):
    rows = walk(copy, "stage").splitlines()
    near, far = (float(row.split(",")[rows[0].split(",").index("value")]) for row in rows[1:])
    assert -17 < near < far < 0  # chaos amplifies the last digit


def test_a_recorder_is_added_as_the_page_says(copy):
    assert walk(copy, "recorder").count("\n") == 1 + 2 * 40 * 16
