"""The book's page "Add a model" is walked to its end, in a copy of the package and of the project."""

import os
import re
import shutil
import subprocess
import sys

from conftest import ROOT

PAGE = (ROOT / "book/model.md").read_text()


def listing(name):
    """The block of code under the name of a file, or the one that begins with `name`."""
    found = re.search(rf"`{re.escape(name)}`\n\n```\w+\n(.*?)```", PAGE, re.S) or re.search(
        rf"```\w+\n({re.escape(name)}.*?)```", PAGE, re.S
    )
    return found.group(1)


def insert(path, before, text):
    """Put `text` before the first line of a file that begins with `before`."""
    content = path.read_text()
    assert before in content, (path, before)
    path.write_text(content.replace(before, text + before, 1))


def test_a_model_is_added_as_the_page_says(project):
    folder = project.folder
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "src/glassychains/models/pendula.py").write_text(listing("src/glassychains/models/pendula.py"))
    insert(folder / "src/glassychains/studies.py", "OPTIONS = {", listing("MODELS["))
    described = "".join(f"      {line}\n" for line in listing("h:").splitlines())
    insert(folder / "workflow/schemas/study.schema.yaml", "      length:\n", described)
    insert(
        folder / "tests/test_models.py",
        "\n\ndef name(model)",
        "\nfrom glassychains.models import pendula\n" + listing("MODELS.append"),
    )
    (folder / "config/studies/my-pendula.yaml").write_text(listing("config/studies/my-pendula.yaml"))
    env = os.environ | {"PYTHONPATH": str(folder / "src"), "GLASSYCHAINS_CACHE": str(folder / "cache")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "Pendula", "tests/test_models.py"]
    battery = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    assert battery.returncode == 0, battery.stdout
    assert re.search(r"\[100%\]|passed", battery.stdout)
    command = re.search(r"^    snakemake --cores 2 (\S+)$", PAGE, re.M).group(1)
    done = project.run(command, "--quiet", "rules", cores=2, env=env)
    assert done.returncode == 0, done.output
    assert "memory" in (folder / "results/quick/fits/my-pendula.csv").read_text()
