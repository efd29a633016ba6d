"""Functions marked `no_bits`, which fingerprints leave out, decide no bits indeed."""

import ast
import importlib
import pkgutil
import sys
from pathlib import Path

import batches
import pytest
from numba.core.dispatcher import Dispatcher

import glassychains
from glassychains.models.rotor import Rotor
from glassychains.numerics.random import seeds
from glassychains.runs.result import content

PACKAGE = Path(glassychains.__file__).parent


def marked():
    """(dotted module, names that lead to the function, its decorators) of each function marked `no_bits`."""
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(("glassychains", *path.relative_to(PACKAGE).with_suffix("").parts))
        waiting = [((), ast.parse(path.read_text()))]
        while waiting:
            names, node = waiting.pop()
            for child in ast.iter_child_nodes(node):
                named = isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
                inner = (*names, child.name) if named else names
                waiting.append((inner, child))
                decorators = [ast.unparse(one) for one in child.decorator_list] if named else []
                if any("no_bits" in one for one in decorators):
                    yield module, inner, decorators


MARKED = list(marked())


def stub(*values, **named):
    """What stands in for each of them."""
    return ()


def owner_of(module, names):
    """The module or the class in which a name stands."""
    found = importlib.import_module(module)
    for name in names[:-1]:
        found = getattr(found, name)
    return found


def test_marked_functions_are_found():
    found = {(module.removeprefix("glassychains."), ".".join(names)) for module, names, _ in MARKED}
    some = {("declare", "check"), ("models.rotor", "rules"), ("dynamics.kicked", "stable_phase"), ("runs.points", "Point.path")}
    assert some <= found
    assert {module.split(".")[0] for module, _ in found} >= {"declare", "models", "dynamics", "recorders", "stages", "runs"}


@pytest.mark.parametrize(("module", "names", "decorators"), MARKED, ids=[f"{module}.{'.'.join(n)}" for module, n, _ in MARKED])
def test_marked_functions_are_plain(module, names, decorators):
    """Neither compiled nor within another function, so that a stub can take their place; fingerprints know this spelling."""
    assert set(decorators) <= {"no_bits", "property", "functools.cache"}
    assert not isinstance(vars(owner_of(module, names))[names[-1]], Dispatcher)


def test_stubs_in_their_place_change_no_bit(monkeypatch):
    """Of the batch of any stage, its start included, from the declaration of its parameters to its result."""
    for module in pkgutil.walk_packages(glassychains.__path__, "glassychains."):
        if module.name.split(".")[1] in {module.split(".")[1] for module, *_ in MARKED}:
            importlib.import_module(module.name)
    before = {kind: bits(kind) for kind in batches.KINDS}
    originals = []
    for module, names, _ in MARKED:
        owner = owner_of(module, names)
        original = vars(owner)[names[-1]]
        originals.append(original)
        if isinstance(owner, type):
            monkeypatch.setattr(owner, names[-1], property(stub) if isinstance(original, property) else stub)
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "glassychains":
            for key, value in list(vars(module).items()):
                if any(value is original for original in originals):
                    monkeypatch.setattr(module, key, stub)
    assert Rotor(-1.0).g == -1.0  # nothing is refused any more
    assert before == {kind: bits(kind) for kind in batches.KINDS}


def bits(kind):
    """Hashes of an example and of what it starts from."""
    batches.starts.clear()
    start = batches.start(kind)
    return content(batches.computed(kind)), content(start) if start else None


def test_an_unmarked_function_does_change_them(monkeypatch):
    """The test above can fail."""
    before = bits("relaxation")
    monkeypatch.setattr("glassychains.stages.thermalize.seeds", lambda name, replicas: seeds(f"{name}!", replicas))
    after = bits("relaxation")
    batches.starts.clear()
    assert before[0] != after[0]
    assert before[1] != after[1]
