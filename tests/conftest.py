"""Shared helpers. The kernels run in the layout [group, site * LANES]; tests speak (replica, site)."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def rng():
    return np.random.default_rng(20190905)


@pytest.fixture
def gibbs_like(rng):
    """(theta in turns, omega) of 16 replicas: random angles, Gaussian velocities."""
    return lambda length: (rng.uniform(-0.5, 0.5, (16, length)), rng.normal(size=(16, length)))


TINY = {
    "about": "A small study for the tests",
    "stage": "produce",
    "model": "rotor",
    "analysis": "relaxation",
    "parameters": {
        "length": 8,
        "boundary": "periodic",
        "beta": 1.0,
        "thermal_time": 5.0,
        "thermal_dt": 0.05,
        "friction": 1.0,
        "dt": 0.1,
        "sample": 10,
        "record": "relaxation",
        "duration": 200.0,
        "batch": 16,
    },
    "sweep": [{"g": [1.0, 0.5]}],
}


class Project:
    """A copy of the workflow in a folder of its own, with one small study `tiny`."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("workflow", "config", "profiles", "book", "benchmarks"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("_build", "__pycache__"))
        shutil.copy(ROOT / "Snakefile", folder)
        self.study(TINY)

    def study(self, study, name="tiny"):
        (self.folder / f"config/studies/{name}.yaml").write_text(yaml.safe_dump(study))

    def command(self, *arguments, cores=1):
        return [str(Path(sys.executable).with_name("snakemake")), "--cores", str(cores), *arguments]

    def run(self, *arguments, cores=1, env=None):
        done = subprocess.run(
            self.command(*arguments, cores=cores), cwd=self.folder, env=env, capture_output=True, text=True, timeout=300
        )
        done.output = done.stdout + done.stderr
        return done

    def batches(self):
        return sorted(self.folder.glob("results/batches/*/tiny/*/*.nc"))


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)
