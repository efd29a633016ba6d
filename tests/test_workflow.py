"""The workflow as a user meets it: a copy of it in a folder of its own, with one small study."""

import copy
import os
import shutil
import signal
import subprocess
import time

import h5netcdf
import yaml
from conftest import TINY, Project

from glassychains.restamp import main as restamp


def contents(project):
    found = {}
    for path in project.batches():
        with h5netcdf.File(path) as file:
            found[str(path.relative_to(project.folder))] = file.attrs["content"]
    return found


def grown(replicas):
    return TINY | {"parameters": TINY["parameters"] | {"replicas": replicas}}


def test_a_study_of_ones_own_from_one_file(project):
    """Growing, shrinking, restamping, damage: the life of one study, in the order in which a user meets it."""
    done = project.run("tiny", cores=2)
    assert done.returncode == 0, done.output
    first = contents(project)
    assert len(first) == 4
    assert (project.folder / "results/quick/fits/tiny.numbers.csv").exists()
    assert "Nothing to be done" in project.run("tiny", "-n").output

    # more replicas: only new batches run, old ones keep their bits and their files
    ages = {path: path.stat().st_mtime_ns for path in project.batches()}
    project.study(grown(32))
    assert project.run("tiny", cores=2).returncode == 0
    assert len(contents(project)) == 8
    assert first.items() <= contents(project).items()
    assert all(path.stat().st_mtime_ns == age for path, age in ages.items())
    two = (project.folder / "results/quick/fits/tiny.numbers.csv").read_text()

    # fewer: none runs, none is deleted, the fit uses fewer
    project.study(TINY)
    done = project.run("tiny")
    assert "rule produce" not in done.output
    assert len(contents(project)) == 8
    assert (project.folder / "results/quick/fits/tiny.numbers.csv").read_text() != two

    # a lost .snakemake folder is no reason to trust a foreign file
    shutil.rmtree(project.folder / ".snakemake")
    a, b = (p for p in project.batches() if "produce" in str(p) and p.name == "0000.nc")
    keep = a.read_bytes()
    shutil.copyfile(b, a)
    done = project.run("tiny")
    assert done.returncode != 0
    assert str(a.relative_to(project.folder)) in done.output
    assert "other parameters" in done.output

    # nor a truncated one
    a.write_bytes(keep[:2000])
    done = project.run("tiny")
    assert done.returncode != 0
    assert f"{a.relative_to(project.folder)}: truncated" in done.output

    # removed, as the message says, it is made again with the same bits
    a.unlink()
    assert project.run("tiny").returncode == 0
    assert first.items() <= contents(project).items()


def test_cores_do_not_change_bits(project, tmp_path_factory):
    other = Project(tmp_path_factory.mktemp("other"))
    one, two = project.run("tiny", cores=1), other.run("tiny", cores=2)
    assert one.returncode == 0 and two.returncode == 0, one.output + two.output
    assert contents(project) == contents(other)
    for kind in ("", ".numbers"):
        tables = [p.folder / f"results/quick/fits/tiny{kind}.csv" for p in (project, other)]
        assert tables[0].read_text() == tables[1].read_text()


def test_after_kill_minus_nine_the_same_command_goes_on(project, tmp_path_factory):
    """Killed with its jobs after a checkpoint was written: the same command resumes from it and ends with the same bits."""
    long = copy.deepcopy(TINY)
    long["parameters"] |= {"duration": 4.0e6, "length": 16}
    long["sweep"] = [{"g": 1.0}]
    project.study(long)
    often = os.environ | {"GLASSYCHAINS_CHECKPOINT_SECONDS": "0.5"}
    process = subprocess.Popen(
        project.command("tiny"),
        cwd=project.folder,
        env=often,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while not list(project.folder.rglob("*.nc.ckpt")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not [p for p in project.batches() if "produce" in str(p)]
    done = project.run("tiny")
    assert done.returncode == 0, done.output
    (log,) = project.folder.glob("results/logs/produce/tiny/*/0000.log")
    assert "goes on from sample" in log.read_text()
    undisturbed = Project(tmp_path_factory.mktemp("undisturbed"))
    undisturbed.study(long)
    assert undisturbed.run("tiny").returncode == 0
    assert contents(project) == contents(undisturbed)
    assert not list(project.folder.rglob("*.ckpt"))


def test_wrong_configuration_is_one_line_before_any_job(project):
    project.study(TINY | {"sweep": [{"g": -1.0}]})
    done = project.run("tiny")
    assert done.returncode != 0
    message = "config: studies.tiny.sweep[0].g: must be > 0, got -1.0"
    assert [line for line in done.output.splitlines() if line.startswith("config:")] == [message]
    assert "Traceback" not in done.output
    assert not project.batches()


def test_overlays_on_the_command_line(project):
    overlay = project.folder / "mine.yaml"
    overlay.write_text(yaml.safe_dump({"tier": "mine", "studies": {"tiny": {"sweep": [{"g": 0.8}]}}}))
    done = project.run("tiny", "--configfile", "mine.yaml", "-n")
    assert "g=0.8" in done.output and "g=0.5" not in done.output
    assert "results/mine/fits/tiny.csv" in done.output
    overlay.write_text(yaml.safe_dump({"tier": "mine", "colour": "blue"}))
    done = project.run("tiny", "--configfile", "mine.yaml", "-n")
    assert done.returncode != 0
    assert "config: config.colour: unknown key, allowed are studies, tier" in done.output


def test_aliases_run_what_they_need_and_nothing_else(project):
    figure = project.run("fig2b", "-n").output
    assert "Draw fig2b" in figure
    assert "Run relaxation" in figure
    assert "Run tiny" not in figure and "Render the book" not in figure and "Judge" not in figure
    claim = project.run("R5", "-n").output
    assert "Judge claim R5" in claim
    assert "Draw" not in claim and "Run tiny" not in claim


def test_restamping_keeps_hours_of_work(project, monkeypatch, capsys):
    """After a change of code that does not change bits, one batch per point kind is recomputed and the rest is restamped."""
    project.study(grown(32))
    assert project.run("tiny", cores=2).returncode == 0
    before = contents(project)
    adapter = project.folder / "workflow/scripts/batch.py"
    adapter.write_text(adapter.read_text().replace("import sys\n", "import sys\n\nNEW = 1\n"))
    monkeypatch.chdir(project.folder)
    assert "Run tiny" in project.run("tiny", "-n").output
    restamp(["--studies", "tiny"])
    assert "restamped" in capsys.readouterr().out
    assert "Nothing to be done" in project.run("tiny", "-n").output
    assert project.run("tiny").returncode == 0
    assert contents(project) == before


RING = TINY | {
    "about": "A small ring, for its conductivity",
    "analysis": "greenkubo",
    "parameters": TINY["parameters"] | {"record": "current", "duration": 512.0, "sample": 20, "block": 4.0},
    "sweep": [{"g": [1.0, 1.2]}],
}
WIRE = {
    "about": "A small chain between two reservoirs",
    "stage": "ness",
    "model": "rotor",
    "analysis": "steady",
    "uses": ["my-ring"],
    "parameters": {key: value for key, value in TINY["parameters"].items() if key != "record"}
    | {"boundary": "free", "beta_left": 0.8, "beta_right": 1.2, "bath_friction": 1.0, "bath_sites": 1}
    | {"duration": 2000.0, "block": 50.0},
    "sweep": [{"g": 1.0, "length": [6, 8]}],
}


def test_a_driven_chain_of_ones_own_uses_a_ring_of_ones_own(project, tmp_path_factory):
    """The ness stage and `uses` in the workflow: the same bits for one and two cores, and more replicas rerun nothing."""
    other = Project(tmp_path_factory.mktemp("other"))
    found = []
    for one, cores in ((project, 1), (other, 2)):
        one.study(RING, "my-ring")
        one.study(WIRE, "my-wire")
        done = one.run("my-wire", cores=cores)
        assert done.returncode == 0, done.output
        numbers = (one.folder / "results/quick/fits/my-wire.numbers.csv").read_text()
        assert "ratio(g=1.0)" in numbers
        files = {}
        for path in sorted(one.folder.glob("results/batches/*/my-*/*/*.nc")):
            with h5netcdf.File(path) as file:
                files[str(path.relative_to(one.folder))] = file.attrs["content"]
        found.append((numbers, files))
    assert found[0] == found[1]
    assert len(found[0][1]) == 8
    project.study(WIRE | {"parameters": WIRE["parameters"] | {"replicas": 32}}, "my-wire")
    plan = project.run("-n", "my-wire").output
    assert "ness " in plan and "produce " not in plan
