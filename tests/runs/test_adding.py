"""Adding changes nothing else: every other result stays valid when a stage, a model, a recorder, a chapter comes."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

DUMP = """
import json
from glassychains.config import ledgers, reading, studies
from glassychains.runs.fingerprint import point_fingerprint, study_fingerprint
from glassychains.runs.points import canonical
found = {}
known = studies.load(reading.load_config())
for id, study in known.items():
    for chosen in study.points:
        for point in chosen.lineage():
            names = canonical(point.identity(0)), point.seed(0), point.realizations(0)
            found[str(point.path(0))] = [point_fingerprint(point), *names]
    found[id] = study_fingerprint(study)
claims = ledgers.claims(known)
ledgers.figures(known, claims, ledgers.rules())
print(json.dumps(found))
"""

ADDED = {
    "src/glassychains/models/free.py": '''
from typing import NamedTuple

from glassychains.declare import Boundary, declared

FAMILY = "kicked"


class Free(NamedTuple):
    periodic: bool = True


@declared
class Parameters:
    boundary: Boundary
    """Ends of the chain."""


def from_parameters(parameters, realizations=()):
    return Free(parameters["boundary"] == "periodic")
''',
    "src/glassychains/stages/wait.py": '''
from glassychains.declare import Time, declared

START, DISTURBED = "thermalize", True


@declared
class Parameters:
    patience: Time
    """How long."""


def able(physics):
    return True


def wait(model, start, *, seed, **parameters):
    return start
''',
    "src/glassychains/recorders/nothing.py": '''
from glassychains.declare import declared


@declared
class Parameters:
    """Nothing."""
''',
    "src/glassychains/dynamics/disturbances/kicks.py": '''
from glassychains.declare import RateOrNone, declared

FAMILIES = ("kicked",)


@declared
class Parameters:
    kicks: RateOrNone = 0.0
    """Rate of the kicks."""


def begin(parameters, name, replicas, sites, dt):
    return None
''',
    "src/glassychains/chapters/waiting/__init__.py": "",
    "src/glassychains/chapters/waiting/analysis/__init__.py": "",
    "src/glassychains/chapters/waiting/analysis/idle.py": "def analyse(study):\n    return None\n",
    "src/glassychains/chapters/waiting/figures/__init__.py": "",
    "config/waiting/claims.yaml": """
- id: W1
  where: nowhere
  claim: Waiting helps
  kind: open
  source: experience
  measure: patience/gain
""",
    "config/waiting/studies/patience.yaml": """
about: Waiting
stage: wait
model: free
analysis: idle
parameters: {boundary: free, length: 8, beta: 1.0, thermal_time: 1.0, thermal_dt: 0.1, friction: 1.0, batch: 16, kicks: 0.1}
sweep: [{patience: 1.0}]
""",
    "workflow/rules/wait.smk": "rule wait:\n",
    "config/my/mine.yaml": """
about: Recording nothing of free rotors that are kicked
stage: produce
model: rotor
analysis: relaxation
parameters: {g: 1.0, boundary: free, length: 8, beta: 1.0, thermal_time: 1.0, thermal_dt: 0.1, friction: 1.0, batch: 16}
sweep: [{dt: 0.1, duration: 1.0, sample: 1, record: nothing, kicks: 0.1}]
""",
}


def dump(folder):
    env = os.environ | {"PYTHONPATH": str(folder / "src"), "GLASSYCHAINS_CACHE": str(folder / "cache")}
    done = subprocess.run([sys.executable, "-c", DUMP], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def copy(tmp_path):
    for name in ("src", "config", "workflow"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "my"))
    return tmp_path


def test_adding_changes_nothing_else(copy):
    before = dump(copy)
    for path, content in ADDED.items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(content)
    after = dump(copy)
    assert before.items() <= after.items()
    new = after.keys() - before.keys()
    assert {"patience", "mine"} < new
    assert any(name.startswith("results/batches/wait/patience/") for name in new)


EDITS = [
    # file, what is replaced, by what, and whether the rotors' relaxation and a packet of oscillators go stale
    ("dynamics/account.py", "before + after", "after + before", True, True),
    ("dynamics/composition.py", "1.0 - 2.0 * sum", "1.0 - (2.0) * 1.0 * sum", False, False),
    ("dynamics/disturbances/flips.py", "-2.0 * drift", "-(2.0) * drift", False, False),
    ("dynamics/splitting.py", "BLOCK = 32", "BLOCK = 16", True, True),
    ("models/dnls.py", "radius = math.sqrt(2 * density)", "radius = math.sqrt(density * 2)", False, False),
    ("recorders/current.py", "DEPTH = 8", "DEPTH = 9", False, False),
    ("recorders/relaxation.py", "DEPTH = 16", "DEPTH = 17", True, False),
    ("stages/spread.py", "EDGE = 1e-6", "EDGE = 1e-5", False, True),
    ("stages/loop.py", "CHUNK_SITE_STEPS = 1e8", "CHUNK_SITE_STEPS = 2e8", True, True),
    ("models/rotor.py", '"""Coupling of the rotor chain."""', '"""The coupling."""', False, False),
    ("models/rotor.py", "g: Energy", "g: float", False, False),
    ("models/rotor.py", "2 * math.sqrt(p", "3 * math.sqrt(p", False, False),
    ("declare.py", "Count = Annotated[int, Ge(1)]", "Count = Annotated[int, Ge(2)]", False, False),
    ("runs/points.py", '"""What every point says."""', '"""Else."""', False, False),
    ("runs/files.py", "missing", "absent", False, False),
    ("config/studies.py", "repeats the point", "is again the point", False, False),
    ("chapters/rotor/figures/fig1.py", "SMOOTH = 40", "SMOOTH = 41", False, False),
]


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A copy of the package, and of the configuration, whose fingerprints are known."""
    folder = tmp_path_factory.mktemp("edits")
    for name in ("src", "config", "workflow"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "my"))
    return folder


WHICH = """
import json, sys
from pathlib import Path
from glassychains.config import reading, studies
from glassychains.runs import fingerprint
known = studies.load(reading.load_config())
def now():
    return [fingerprint.point_fingerprint(known[id].points[0]) for id in ("relaxation", "packets")]
before, found = now(), []
for file, old, new, *_ in json.loads(sys.argv[1]):
    path = Path("src/glassychains", file)
    text = path.read_text()
    assert old in text, (file, old)
    path.write_text(text.replace(old, new))
    fingerprint._digest_of.cache_clear()
    found.append([a != b for a, b in zip(now(), before)])
    path.write_text(text)
print(json.dumps(found))
"""


def test_an_edit_makes_stale_what_it_touches_and_nothing_else(package):
    env = os.environ | {"PYTHONPATH": str(package / "src"), "GLASSYCHAINS_CACHE": str(package / "cache")}
    command = [sys.executable, "-c", WHICH, json.dumps(EDITS)]
    done = subprocess.run(command, cwd=package, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for (file, old, new, *expected), found in zip(EDITS, json.loads(done.stdout), strict=True):
        assert found == expected, f"{file}: {old} -> {new}"
