"""The battery that every stage passes, by the points of `batches`."""

import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from batches import EXAMPLES, KINDS, computed, point

from glassychains.config.declarations import checked, things
from glassychains.numerics.compiled import LANES
from glassychains.runs.compute import parts, taken_by
from glassychains.runs.result import content
from glassychains.stages import loop

LONG = [kind for kind, stage in KINDS.items() if "checkpoint" in taken_by(stage)]
"""Examples of stages that advance in the loop."""


@pytest.mark.parametrize("stage", things("stage"))
def test_every_stage_has_examples(stage):
    assert EXAMPLES.get(stage), f"no examples of the stage {stage}: add them in tests/batches.py"


@pytest.mark.parametrize("kind", ["recorder", "disturbance"])
def test_every_part_of_a_stage_has_an_example(kind):
    """Reservoirs belong to the stage `ness`."""
    used = {name for example in KINDS for name in parts(point(example))}
    missing = {name for name, one in things(kind).items() if one.__name__ not in used} - {"reservoirs"}
    assert not missing, f"no example of {', '.join(missing)}: add one in tests/batches.py"


@pytest.mark.parametrize("kind", KINDS)
def test_examples_are_what_a_study_may_say(kind):
    one = point(kind)
    assert checked(one.stage, one.model, one.parameters, "here") == one.parameters


@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_computed_again_has_the_same_bits(kind):
    result = computed(kind)
    assert content(result) == content(computed(kind))
    for name, (dimensions, values, _) in result.variables.items():
        assert np.isfinite(values).all(), name
        assert len(np.atleast_1d(dimensions)) == values.ndim
    assert any(np.atleast_1d(dimensions)[0] == "replica" for dimensions, *_ in result.variables.values())


@pytest.mark.parametrize("kind", LONG)
def test_split_through_a_checkpoint_is_the_whole_run(kind, tmp_path, monkeypatch):
    chosen = point(kind)
    whole = computed(kind)
    monkeypatch.setattr(loop, "CHECKPOINT_EVERY", 0.0)
    # 37 samples at a time where they are evenly spaced, 7 steps where they are not
    piece = 370 if chosen.stage != "spread" else 7
    monkeypatch.setattr(loop, "CHUNK_SITE_STEPS", (piece + 0.5) * chosen.parameters["length"] * LANES)
    if chosen.stage == "spread" and things("model")[chosen.model].FAMILY == "flowing":  # steps round where they are cut
        whole = computed(kind)

    class Killed(Exception):
        pass

    saves = []

    def save_then_die(path, owner, arrays, done):
        original(path, owner, arrays, done)
        saves.append(done)
        if len(saves) == 5:
            raise Killed

    original = loop.save
    monkeypatch.setattr(loop, "save", save_then_die)
    checkpoint = tmp_path / "run.ckpt"
    with pytest.raises(Killed):
        computed(kind, checkpoint)
    assert checkpoint.exists()
    resumed = computed(kind, checkpoint)
    assert saves[5] > saves[4]  # went on after the fifth piece
    assert chosen.stage == "spread" or saves[5] == 6 * piece
    assert not checkpoint.exists()
    assert content(whole) == content(resumed)


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if point(kind).parameters["batch"] > 1]
)  # clean quantum chains have one
def test_noise_of_a_replica_does_not_depend_on_the_others(kind):
    """Nor does anything else of it; and another replica has other numbers."""
    stream = {"stream": "tests"}
    few, many = computed(kind, batch=16, **stream), computed(kind, batch=48, **stream)
    others = 0
    for name, (dimensions, values, _) in many.variables.items():
        if np.atleast_1d(dimensions)[0] == "replica":
            assert (values[:16] == few[name]).all(), name
            others += not (values[16:32] == few[name]).any()
    assert others


def test_foreign_or_broken_checkpoint_is_not_used(tmp_path, capsys):
    whole = content(computed("relaxation", duration=20.0))
    checkpoint = tmp_path / "run.ckpt"
    checkpoint.write_bytes(b"PK not a checkpoint")
    assert whole == content(computed("relaxation", checkpoint, duration=20.0))
    loop.save(checkpoint, "me", {"q": np.zeros(3)}, 1)
    checkpoint.write_bytes(checkpoint.read_bytes()[:-30])
    assert whole == content(computed("relaxation", checkpoint, duration=20.0))
    loop.save(checkpoint, "another", {"q": np.zeros(3)}, 1)
    assert whole == content(computed("relaxation", checkpoint, duration=20.0))
    assert capsys.readouterr().out.count("begun anew") == 3


COMPARED = [
    "thermal rotors",
    "relaxation",
    "current with flips",
    "ness",
    "decay into friction",
    "packet of oscillators",
    "packet of the DNLS chain",
    "current of spins",
    "tangent",
]
"""What another machine computes again: each stage that advances in time, each family, each way to step."""
BITS = f"""
from batches import computed
from glassychains.runs.result import content
for kind in {COMPARED}:
    print(content(computed(kind, duration=40.0) if "thermal" not in kind else computed(kind)))
"""


def test_bits_do_not_depend_on_the_vector_width():
    """Kernels of the emulated machine are kept beside our own: numba tells them apart by the features they may use."""
    avx2 = "+sse,+sse2,+sse3,+ssse3,+sse4.1,+sse4.2,+avx,+avx2,+fma,+bmi,+bmi2,+popcnt,+lzcnt"
    cache = Path(numba.config.CACHE_DIR).parent / "haswell"
    tests = os.pathsep.join(str(path) for path in (Path(__file__).parents[1], os.environ.get("PYTHONPATH", "")) if path)
    emulated = {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": avx2, "GLASSYCHAINS_CACHE": str(cache), "PYTHONPATH": tests}
    done = subprocess.run([sys.executable, "-c", BITS], env=os.environ | emulated, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    ours = [computed(kind, duration=40.0) if "thermal" not in kind else computed(kind) for kind in COMPARED]
    assert done.stdout.split() == [content(result) for result in ours]
    assert any(cache.rglob("*.nbc"))  # the emulated machine compiled its own code
