"""Cost before it is paid, cost after, and the kernel's twin in C."""

import importlib.util
import shutil

import pytest
from batches import point
from conftest import ROOT, TINY

from glassychains import cost
from glassychains.config import reading, studies
from glassychains.runs.points import Point


@pytest.fixture
def speed(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    spec = importlib.util.spec_from_file_location("speed", ROOT / "benchmarks/speed.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler, which a user does not")
def test_the_c_twin_gives_the_same_bits(speed, tmp_path):
    twin, _ = speed.compile_twin(tmp_path)
    assert speed.same_bits(twin)
    lengths = {"spins": (4, 64), "DNLS ring with account": (4, 32, 100)}
    for name, other in speed.packets.twins(tmp_path, twin.command).items():
        for sites in lengths.get(name, (2, 31, 32, 33, 100)):
            assert speed.packets.same_bits(name, other, sites), (name, sites)
    for name, other in speed.pinned.twins(tmp_path, twin.command).items():
        for sites in (2, 3, 32):
            assert speed.pinned.same_bits(name, other, sites), (name, sites)
    assert speed.decays.same_bits(speed.decays.twin_of(tmp_path, twin.command))


def test_without_a_compiler_the_benchmark_says_so(speed, tmp_path, monkeypatch):
    monkeypatch.setattr(speed.shutil, "which", lambda name: None)
    assert speed.compile_twin(tmp_path) == (None, "no C compiler here")


def test_only_batches_that_are_missing_cost(project, monkeypatch):
    monkeypatch.chdir(project.folder)
    monkeypatch.setattr(cost.Speeds, "learn", lambda self, points: None)
    monkeypatch.setattr(cost.Speeds, "of", lambda self, point: 1e-9)
    study = TINY | {"parameters": TINY["parameters"] | {"replicas": 32}}
    project.study(study)
    known = studies.load(reading.load_config())
    points = known["tiny"].points
    ((id, missing, seconds, most),) = cost.estimate(known, ["tiny"])
    assert (id, missing) == ("tiny", 2 * 2 * 2)  # points, stages, batches
    assert most == max(cost.memory(p) for chosen in points for p in chosen.lineage())
    work = sum(2 * cost.site_steps(p) for chosen in points for p in (chosen, chosen.start()))
    assert seconds == pytest.approx(8 * cost.JOB + work * 1e-9)
    path = points[0].path(1)
    path.parent.mkdir(parents=True)
    path.touch()
    assert cost.estimate(known, ["tiny"])[0][1] == 7


def test_site_steps():
    p = {"batch": 16, "length": 8, "thermal_time": 5.0, "thermal_dt": 0.05, "duration": 200.0, "dt": 0.1}
    assert cost.site_steps(Point("s", "produce", "rotor", p, 16)) == 16 * 8 * 2000
    assert cost.site_steps(Point("s", "thermalize", "rotor", p, 16)) == 16 * 8 * 100


def test_price_of_a_diagonalization_grows_with_the_cube_of_the_dimension():
    short, long = (point("levels of the Heisenberg chain", length=length, batch=4) for length in (12, 16))
    assert cost.site_steps(long) == pytest.approx(cost.site_steps(short) * (12870 / 924) ** 3, rel=0.05)
    assert cost.memory(long) == pytest.approx(cost.PROCESS + 5 * 8 * 12870**2)
    assert [cost.Prices.threads(one) for one in (short, long)] == [1, 2]
    speed = cost.measure(short)  # seconds of one core per unit: one realization of the four is solved
    assert 0.01 < speed * cost.site_steps(short) < 60


def test_what_was_spent_is_what_the_batches_took(project, monkeypatch):
    monkeypatch.chdir(project.folder)
    study = studies.load(reading.load_config())["tiny"]
    for path in study.paths():
        path.parent.mkdir(parents=True)
        path.with_suffix(".cost.tsv").write_text("s\tcpu_time\n2.5\t0.1\n")
    assert cost.spent(study) == {"batches": 4, "core_seconds": 5.0}


def test_time_on_cores_that_others_use_counts_by_the_load(tmp_path):
    for load, seconds in (("40.00", 4.0), ("0.00", 10.0), ("NA", 10.0), ("190.0", 19.0)):
        (tmp_path / "0000.cost.tsv").write_text(f"s\tmean_load\tcpu_time\n10.0\t{load}\t0.1\n")
        assert cost.seconds_of(tmp_path / "0000.nc") == pytest.approx(seconds)
