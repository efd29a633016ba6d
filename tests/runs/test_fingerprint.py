"""What changes a fingerprint, and what does not."""

import pytest

from glassychains.runs import fingerprint as module
from glassychains.runs.fingerprint import fingerprint, point_fingerprint
from glassychains.runs.points import Point

RICH = '''"""Doc."""
from typing import Annotated, Literal, NamedTuple

from annotated_types import Ge

from glassychains.b import f
from glassychains.declare import Time, declared, no_bits

Length = Annotated[float, Ge(0)]
Choice = Literal["one", "two"]
X: int = 1
"""Doc of an attribute."""
Y = "a string that counts"


@declared
class Parameters:
    """Doc."""

    a: Time
    """Doc of a field."""
    b: float = 2.0


class Pair(NamedTuple):
    first: int  # a comment

    @property
    @no_bits
    def shown(self):
        return "pair"


def g(x: float, *, y: int = 1) -> float:
    """Doc."""
    return f(x) + y


@no_bits
def rules(p, physics):
    yield "a", "must be larger"
'''


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package `glassychains`: a imports b, c stands alone, d has all that may be left out."""
    (tmp_path / "a.py").write_text('"""Doc."""\nfrom glassychains.b import f\n\n\ndef g(x):\n    """Doc."""\n    return f(x)\n')
    (tmp_path / "b.py").write_text("def f(x):\n    return x + 1\n")
    (tmp_path / "c.py").write_text("X = 1\n")
    (tmp_path / "d.py").write_text(RICH)
    (tmp_path / "declare.py").write_text("Time = declared = no_bits = None\n")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return tmp_path


def changed(path, old, new, of="glassychains.a"):
    """Does this edit change the fingerprint of a module?"""
    before = fingerprint(of)
    text = path.read_text()
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new))
    return fingerprint(of) != before


def test_code_counts(package):
    assert changed(package / "a.py", "return f(x)", "return f(x) + 0")


def test_code_of_an_import_counts(package):
    assert changed(package / "b.py", "x + 1", "x + 2")


def test_docstrings_comments_and_layout_do_not(package):
    assert not changed(package / "a.py", '"""Doc."""', '"""Another."""')
    assert not changed(package / "b.py", "return x + 1", "# why\n    return (x +\n        1)")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""Doc."""', '"""Another."""'),
        ('"""Doc of an attribute."""\n', ""),
        ('    """Doc of a field."""\n', '    """Another."""\n'),
        ("  # a comment", ""),
        ("Annotated[float, Ge(0)]", "Annotated[float, Ge(1)]"),
        ('Choice = Literal["one", "two"]', 'Choice = Literal["one", "two", "three"]'),
        ("Choice", "Selection"),
        ("Length = Annotated[float, Ge(0)]\n", ""),
        ("X: int = 1", "X: float = 1"),
        ("    a: Time", "    a: float"),
        ("x: float, *, y: int = 1) -> float", "x, *, y=1)"),
        ("first: int", "first: float"),
        ("from annotated_types import Ge\n", "from annotated_types import Ge, Gt\n"),
        ("import Time, declared", "import Rate, Time, declared"),
        ('yield "a", "must be larger"', "return ()"),
        ("@no_bits\ndef rules(p, physics):\n", "@no_bits\ndef other(p):\n"),
        ('return "pair"', "return None"),
    ],
)
def test_what_decides_no_numbers_does_not(package, old, new):
    assert not changed(package / "d.py", old, new, "glassychains.d")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return f(x) + y", "return f(x) - y"),
        ("y: int = 1", "y: int = 2"),
        ("X: int = 1", "X: int = 2"),
        ("b: float = 2.0", "b: float = 3.0"),
        ('Y = "a string that counts"', 'Y = "another"'),
        ("first: int", "second: int"),
        ("    a: Time", "    c: Time"),
        ("@no_bits\ndef rules", "def rules"),
        ("@declared\n", ""),
        ("def g(x: float", "def h(x: float"),
    ],
)
def test_code_beside_it_does(package, old, new):
    assert changed(package / "d.py", old, new, "glassychains.d")


def test_a_new_function_that_decides_no_bits_does_not_count(package):
    new = "@no_bits\ndef brief(p):\n    return p\n\n\n@no_bits\ndef rules"
    assert not changed(package / "d.py", "@no_bits\ndef rules", new, "glassychains.d")


def test_other_modules_do_not(package):
    assert not changed(package / "c.py", "X = 1", "X = 2")


def test_function_level_imports_count(package):
    (package / "a.py").write_text("def g():\n    import glassychains.c\n    return glassychains.c.X\n")
    assert changed(package / "c.py", "X = 1", "X = 2")


def test_missing_module(package):
    with pytest.raises(FileNotFoundError, match=r"glassychains\.nothing"):
        fingerprint("glassychains.nothing")


def sources(point, monkeypatch):
    """Names of the modules that enter the fingerprint of a point."""
    files = {}
    original = module._source
    monkeypatch.setattr(module, "_source", lambda name: files.setdefault(name, original(name)))
    point_fingerprint(point)
    monkeypatch.undo()
    return {name.removeprefix("glassychains.") for name in files}


def test_a_stage_does_not_depend_on_analysis_figures_or_configuration(monkeypatch):
    used = sources(Point("s", "produce", "rotor", {"record": "relaxation", "batch": 16}, 16), monkeypatch)
    rooms = {name.split(".")[0] for name in used if "." in name}
    assert rooms == {"dynamics", "models", "numerics", "recorders", "runs", "stages"}
    assert {name for name in used if name.startswith("runs.")} == {"runs.compute", "runs.points", "runs.result"}
    assert not {"config.studies", "cost", "restamp", "reader"} & used


def test_a_point_depends_on_its_own_parts_alone(monkeypatch):
    calm = sources(Point("s", "produce", "rotor", {"record": "relaxation", "batch": 16}, 16), monkeypatch)
    assert {"models.rotor", "recorders.relaxation", "dynamics.kicked", "stages.thermalize"} <= calm
    assert not {"models.spins", "recorders.current", "dynamics.flowing", "stages.ness", "dynamics.disturbances.flips"} & calm
    flipped = sources(Point("s", "produce", "rotor", {"record": "current", "flips": 0.1, "batch": 16}, 16), monkeypatch)
    assert {"recorders.current", "dynamics.disturbances.flips"} <= flipped
    exact = sources(Point("s", "linear", "oscillators", {"flips": 0.1, "batch": 16}, 16), monkeypatch)
    assert "exact.springs" in exact
    assert not {"stages.loop", "dynamics.kicked", "recorders.current"} & exact
