"""The study files that the exercises on disorder and on packets print are studies."""

import re
import shutil

import pytest
from conftest import ROOT

from glassychains.config import reading, studies


@pytest.mark.parametrize(("page", "id", "points"), [("disorder", "between", 3), ("packets", "medium", 1)])
def test_exercise_is_a_study(tmp_path, page, id, points):
    text = (ROOT / f"book/{page}.md").read_text()
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.S)
    assert f"config/my/{id}.yaml" in text
    assert f"snakemake --cores 2 {id}`" in text
    shutil.copytree(ROOT / "config", tmp_path / "config", ignore=shutil.ignore_patterns("my"))
    (tmp_path / "config/my").mkdir()
    (tmp_path / f"config/my/{id}.yaml").write_text(block)
    study = studies.load(reading.load_config([], tmp_path), tmp_path)[id]
    assert study.chapter == studies.MINE
    assert len(study.points) == points
