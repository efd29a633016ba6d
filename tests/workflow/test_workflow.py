"""The workflow as a user meets it: a copy of it in a folder of its own, with a few small studies.

What several tests start from is made once, and processes run two at a time: each start of Snakemake costs seconds.
"""

import copy
import os
import shutil
import signal
import subprocess
import time

import h5netcdf
import pandas as pd
import pytest
import yaml
from conftest import TINY, Project, together

from glassychains import restamp
from glassychains.methods.tables import lookup

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
    "analysis": "prefactor",
    "uses": ["my-ring"],
    "parameters": {key: value for key, value in TINY["parameters"].items() if key != "record"}
    | {"boundary": "free", "beta_left": 0.8, "beta_right": 1.2, "bath_friction": 1.0, "bath_sites": 1}
    | {"duration": 2000.0, "block": 50.0},
    "sweep": [{"g": 1.0, "length": [6, 8]}],
}
LONG = copy.deepcopy(TINY)
LONG["parameters"] |= {"duration": 1.0e6, "length": 16}
LONG["sweep"] = [{"g": 1.0}]


def contents(project, study="tiny"):
    """What the batches of a study hold, by their paths."""
    found = {}
    for path in project.batches(study):
        with h5netcdf.File(path) as file:
            found[str(path.relative_to(project.folder))] = file.attrs["content"]
    return found


def table(project, name):
    return (project.folder / f"results/quick/fits/{name}.csv").read_text()


def grown(study, replicas=32):
    return study | {"parameters": study["parameters"] | {"replicas": replicas}}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Two projects, everything done in both, in one by one core and in the other by two; tests take copies."""
    projects = [Project(tmp_path_factory.mktemp(name)) for name in ("one", "two")]
    for project in projects:
        for name, study in (("my-ring", RING), ("my-wire", WIRE), ("long", LONG)):
            project.study(study, name)
    wanted = (["tiny", "my-wire"], ["tiny", "my-wire", "long"])
    runs = [project.start(*wanted[k], cores=k + 1) for k, project in enumerate(projects)]
    for run in together(*runs):
        assert run.returncode == 0, run.output
    return projects


def test_a_study_of_ones_own_from_one_file(finished, tmp_path):
    """Growing, shrinking, damage: the life of one study, as a user meets it."""
    project, still, foreign, cut = (finished[0].copy(tmp_path / name) for name in ("grows", "still", "foreign", "cut"))
    first = contents(project)
    assert len(first) == 4
    assert lookup(pd.read_csv(project.folder / "results/quick/fits/tiny.numbers.csv"), "energy_drift(g=1)")[0] < 0.1

    # more replicas: only new batches run, old ones keep their bits and their files
    ages = {path: path.stat().st_mtime_ns for path in project.batches()}
    project.study(grown(TINY))
    more, same = together(project.start("tiny"), still.start("tiny", "-n"))
    assert "Nothing to be done" in same.output
    assert more.returncode == 0, more.output
    assert len(contents(project)) == 8
    assert first.items() <= contents(project).items()
    assert all(path.stat().st_mtime_ns == age for path, age in ages.items())
    two = table(project, "tiny.numbers")

    # a lost .snakemake folder is no reason to trust a foreign file, nor a truncated one
    for damaged in (foreign, cut):
        shutil.rmtree(damaged.folder / ".snakemake")
    a, b = (path for path in foreign.batches() if "produce" in str(path) and path.name == "0000.nc")
    shutil.copyfile(b, a)
    name = a.relative_to(foreign.folder)
    (cut.folder / name).write_bytes((cut.folder / name).read_bytes()[:2000])
    one, other = together(foreign.start("tiny"), cut.start("tiny"))
    assert one.returncode != 0 and other.returncode != 0
    assert f"{name}: a result for other parameters" in one.output
    assert f"{name}: truncated" in other.output

    # removed, as the message says, it is made again with the same bits
    # fewer replicas: none runs, none is deleted, the fit uses fewer
    a.unlink()
    project.study(TINY)
    again, fewer = together(foreign.start("tiny"), project.start("tiny"))
    assert again.returncode == 0, again.output
    assert contents(foreign) == first
    assert fewer.returncode == 0 and "rule produce" not in fewer.output, fewer.output
    assert len(contents(project)) == 8
    assert table(project, "tiny.numbers") != two
    assert table(project, "tiny.numbers") == table(finished[0], "tiny.numbers")


def test_cores_do_not_change_bits(finished):
    one, two = finished
    assert contents(one) == contents(two)
    for kind in ("", ".numbers"):
        assert table(one, f"tiny{kind}") == table(two, f"tiny{kind}")


def test_after_kill_minus_nine_the_same_command_goes_on(project, finished):
    """Killed with its jobs after a checkpoint was written: the same command resumes from it and ends with the same bits."""
    project.study(LONG, "long")
    often = os.environ | {"GLASSYCHAINS_CHECKPOINT_SECONDS": "0.1"}
    process = project.start("long", env=often, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list(project.folder.rglob("*.nc.ckpt")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not [path for path in project.batches("long") if "produce" in str(path)]
    done = project.run("long")
    assert done.returncode == 0, done.output
    (log,) = project.folder.glob("results/logs/produce/long/*/0000.log")
    assert "goes on after" in log.read_text()
    assert contents(project, "long") == contents(finished[1], "long")
    assert len(contents(project, "long")) == 2
    assert not list(project.folder.rglob("*.ckpt"))


def overlaid(project, name, text):
    """A run with an overlay on the command line; only its plan."""
    (project.folder / f"{name}.yaml").write_text(text)
    return project.start("tiny", "--configfile", f"{name}.yaml", "-n")


def refusal(run):
    """The one line with which a run was refused."""
    assert run.returncode != 0
    assert "Traceback" not in run.output
    (line,) = [line for line in run.output.splitlines() if line.startswith("config:")]
    return line


def test_wrong_configuration_is_one_line_before_any_job(project):
    packet = {
        "about": "A packet wider than its window",
        "stage": "spread",
        "model": "oscillators",
        "analysis": "packets",
        "parameters": {"pinning": [0.0, 1.0], "coupling": [0.0, 0.25], "boundary": "free", "scheme": "aba864", "dt": 0.5}
        | {"duration": 10.0, "per_decade": 5, "packet_density": 0.4, "length": 64, "batch": 16},
        "sweep": [{"packet_sites": 40}],
    }
    wide = Project(project.folder / "wide")
    wide.study(packet)
    project.study(TINY | {"sweep": [{"g": -1.0}]})
    negative, window = together(project.start("tiny"), wide.start("tiny"))
    assert refusal(negative) == "config: studies.tiny.sweep[0].g: must be > 0, got -1.0"
    assert refusal(window) == "config: studies.tiny.sweep[0].packet_sites: must be at most 32 in a window of 64, got 40"
    for one in (project, wide):
        assert not one.batches()
        assert not (one.folder / "results").exists()


def test_overlays_on_the_command_line(project):
    good = {"tier": "mine", "studies": {"tiny": {"sweep": [{"g": 0.8}]}}}
    done, unknown = together(
        overlaid(project, "mine", yaml.safe_dump(good)),
        overlaid(project, "colour", yaml.safe_dump({"tier": "mine", "colour": "blue"})),
    )
    assert "g=0.8" in done.output and "g=0.5" not in done.output
    assert "results/mine/fits/tiny.csv" in done.output
    assert refusal(unknown) == "config: config.colour: unknown key, allowed are layers, studies, tier"


def test_an_overlay_that_repeats_a_key_or_uses_nobody_is_refused(project):
    """Snakemake itself lets the first pass, and keeps the last of the two."""
    twice, nobody = together(
        overlaid(project, "twice", "tier: mine\nstudies:\n  tiny: {sweep: [{g: 0.8}]}\n  tiny: {sweep: [{g: 0.9}]}\n"),
        overlaid(project, "nobody", "tier: mine\nstudies: {tiny: {uses: [zzz]}}\n"),
    )
    assert refusal(twice).startswith(f"config: {project.folder}/twice.yaml: key 'tiny' is repeated")
    assert refusal(nobody) == "config: studies.tiny.uses: no study zzz"


def test_a_mistyped_target_is_answered_with_the_nearest(project):
    run = together(project.start("fig2c"))[0]
    assert "no target fig2c; nearest: fig2b" in run.output
    assert not (project.folder / ".snakemake/locks").exists() or not any((project.folder / ".snakemake/locks").iterdir())


def test_aliases_run_what_they_need_and_nothing_else(project):
    figure, claim = (done.output for done in together(project.start("fig2b", "-n"), project.start("R5", "-n")))
    assert "Draw fig2b" in figure
    assert "Run relaxation" in figure
    assert "Run tiny" not in figure and "Render the book" not in figure and "Judge" not in figure
    assert "Judge the claims measured in relaxation" in claim
    assert "Draw" not in claim and "Run tiny" not in claim and "measured in step" not in claim


def test_restamping_keeps_hours_of_work(finished, tmp_path, monkeypatch, capsys):
    """After a change of code that does not change bits, one batch per branch is computed again and the rest is restamped."""
    project = finished[0].copy(tmp_path)
    before, old = contents(project), "0123456789abcdef"
    codes = set()
    for path in project.batches():  # as other code would have left them
        with h5netcdf.File(path) as file:
            codes.add(file.attrs["fingerprint"])
        restamp.restamp(path, old)
    assert len(codes) == 2
    for path in (path for path in (project.folder / ".snakemake/metadata").rglob("*") if path.is_file()):
        text = path.read_text()
        for code in codes:
            text = text.replace(code, old)
        path.write_text(text)
    assert "Run tiny" in project.run("tiny", "-n").output
    monkeypatch.chdir(project.folder)
    again, made = restamp.again, []
    monkeypatch.setattr(restamp, "again", lambda point, batch: made.append(point.stage) or again(point, batch))
    restamp.main(["--studies", "tiny"])
    assert sorted(made) == ["produce", "thermalize"]
    assert capsys.readouterr().out.count("same bits, 2 batches restamped") == 2
    done = project.run("tiny")
    assert done.returncode == 0 and "Nothing to be done" in done.output
    assert contents(project) == before


def test_a_driven_chain_of_ones_own_uses_a_ring_of_ones_own(finished, tmp_path):
    """The ness stage and `uses` in the workflow: the same bits for one and two cores, and more replicas rerun nothing."""
    found = []
    for one in finished:
        lookup(pd.read_csv(one.folder / "results/quick/fits/my-wire.numbers.csv"), "ratio(g=1)")
        found.append((table(one, "my-wire.numbers"), contents(one, "my-*")))
    assert found[0] == found[1]
    assert len(found[0][1]) == 8
    project = finished[0].copy(tmp_path)
    project.study(grown(WIRE), "my-wire")
    plan = project.run("-n", "my-wire").output
    assert "ness " in plan and "produce " not in plan
