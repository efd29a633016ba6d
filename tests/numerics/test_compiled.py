"""Where kernels live, and the name of the cache in which their machine code is kept."""

import ast
from pathlib import Path

import numpy as np
import pytest

from glassychains.numerics import compiled
from glassychains.numerics.compiled import LANES, PAGE, ROOMS, aligned, apart, kernels

PACKAGE = Path(compiled.__file__).parents[1]
COMPILES = {"jit", "njit", "vectorize", "guvectorize", "cfunc", "stencil", "overload", "intrinsic"}
"""Names with which Python is handed to a compiler."""


@pytest.fixture
def package(tmp_path):
    """A package with a file outside the rooms of kernels, and one inside."""
    for name in ("numerics/a.py", "dynamics/b.py", "analysis/c.py"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("X = 1\n")
    return tmp_path


def test_the_cache_of_kernels_follows_the_text_and_the_name_of_every_file(package):
    keys = [kernels(package), kernels(package)]
    (package / "dynamics/b.py").write_text("X = 2\n")
    keys.append(kernels(package))
    (package / "dynamics/b.py").rename(package / "dynamics/d.py")
    keys.append(kernels(package))
    (package / "models/deep").mkdir(parents=True)
    (package / "models/deep/e.py").write_text("")
    keys.append(kernels(package))
    assert keys[0] == keys[1]
    assert len(set(keys)) == 4


def test_files_outside_the_rooms_of_kernels_leave_the_cache_alone(package):
    before = kernels(package)
    (package / "analysis/c.py").write_text("X = 2\n")
    (package / "analysis/d.py").write_text("X = 2\n")
    assert kernels(package) == before


def compiling(path):
    """Names in a file that hand Python to a compiler."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = {node.id for node in nodes if isinstance(node, ast.Name)} | {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    return names & COMPILES


def test_kernels_live_in_the_rooms_that_name_the_cache():
    """A kernel elsewhere would be run from a cache that does not know of its changes."""
    found = {path.relative_to(PACKAGE).parts for path in PACKAGE.rglob("*.py") if compiling(path)}
    assert {parts[0] for parts in found} <= set(ROOMS)
    assert {"numerics", "models", "dynamics", "recorders", "exact"} <= {parts[0] for parts in found}  # the scan sees them
    assert all((PACKAGE / room).is_dir() for room in ROOMS)


def test_arrays_apart_begin_far_from_each_other_within_a_page():
    rows = [aligned(1, 8 * LANES)[0]]
    for most in (PAGE // 2, PAGE // 4, PAGE // 4, PAGE // 8):
        one = apart(3, 8 * LANES, rows)
        assert one.shape == (3, 8 * LANES)
        assert one.flags.c_contiguous
        assert not one.any()
        assert one.ctypes.data % 64 == 0
        away = np.array([one.ctypes.data - other.ctypes.data for other in rows]) % PAGE
        assert np.minimum(away, PAGE - away).min() == most
        rows.append(one)
