"""Shared helpers. The kernels run in the layout [group, site * LANES]; tests speak (replica, site)."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

from glassychains.exact import disordered

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
    """A copy of the workflow in a folder of its own, chapters included, with one small study `tiny` in config/my."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("workflow", "config", "profiles", "book", "benchmarks"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("_build", "__pycache__", "my"))
        shutil.copy(ROOT / "Snakefile", folder)
        self.study(TINY)

    def study(self, study, name="tiny"):
        path = self.folder / f"config/my/{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(study))

    def copy(self, folder):
        """The same project, results and all, in another folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        other = object.__new__(Project)
        other.folder = folder
        return other

    def command(self, *arguments, cores=1):
        return [str(Path(sys.executable).with_name("snakemake")), "--cores", str(cores), *arguments]

    def start(self, *arguments, cores=1, env=None, **options):
        """Snakemake at work, in a process group of its own."""
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True} | options
        return subprocess.Popen(
            self.command(*arguments, cores=cores), cwd=self.folder, env=env, start_new_session=True, **options
        )

    def run(self, *arguments, cores=1, env=None):
        return together(self.start(*arguments, cores=cores, env=env))[0]

    def batches(self, study="tiny"):
        return sorted(self.folder.glob(f"results/batches/*/{study}/*/*.nc"))


def together(*processes):
    """Wait for processes that run side by side; each gets its `output`."""
    try:
        for process in processes:
            process.output = process.communicate(timeout=600)[0]
    finally:
        for process in processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    return processes


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


@pytest.fixture
def short_disordered_chain(monkeypatch):
    """Exact equilibrium of disordered chains from fewer sites, 512."""
    monkeypatch.setattr(disordered, "SITES", 512)
    disordered._known.cache_clear()
    yield
    disordered._known.cache_clear()
