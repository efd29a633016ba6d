import pytest

from glassychains import fingerprint as module
from glassychains.fingerprint import fingerprint, whole_package


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package `glassychains` of three files: a imports b, c stands alone."""
    (tmp_path / "a.py").write_text('"""Doc."""\nfrom glassychains.b import f\n\n\ndef g(x):\n    """Doc."""\n    return f(x)\n')
    (tmp_path / "b.py").write_text("def f(x):\n    return x + 1\n")
    (tmp_path / "c.py").write_text("X = 1\n")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return tmp_path


def changed(path, old, new):
    """Does this edit change the fingerprint of module a?"""
    before = fingerprint("glassychains.a")
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return fingerprint("glassychains.a") != before


def test_code_counts(package):
    assert changed(package / "a.py", "return f(x)", "return f(x) + 0")


def test_code_of_an_import_counts(package):
    assert changed(package / "b.py", "x + 1", "x + 2")


def test_docstrings_comments_and_layout_do_not(package):
    assert not changed(package / "a.py", '"""Doc."""', '"""Another."""')
    assert not changed(package / "b.py", "return x + 1", "# why\n    return (x +\n        1)")


def test_other_modules_do_not(package):
    assert not changed(package / "c.py", "X = 1", "X = 2")


def test_function_level_imports_count(package):
    (package / "a.py").write_text("def g():\n    import glassychains.c\n    return glassychains.c.X\n")
    assert changed(package / "c.py", "X = 1", "X = 2")


def test_the_cache_of_kernels_follows_the_text_and_the_name_of_every_file(package):
    keys = [whole_package(), whole_package()]
    (package / "c.py").write_text("X = 2\n")
    keys.append(whole_package())
    (package / "c.py").rename(package / "d.py")
    keys.append(whole_package())
    (package / "deep").mkdir()
    (package / "deep" / "e.py").write_text("")
    keys.append(whole_package())
    assert keys[0] == keys[1]
    assert len(set(keys)) == 4


def test_missing_module(package):
    with pytest.raises(FileNotFoundError, match=r"glassychains\.nothing"):
        fingerprint("glassychains.nothing")


def test_a_stage_does_not_depend_on_analysis_figures_or_configuration():
    from glassychains.points import stage_fingerprint

    files = {}
    original = module._source
    try:
        module._source = lambda name: files.setdefault(name, original(name))
        stage_fingerprint("produce", "rotor", "relaxation")
    finally:
        module._source = original
    used = {name for name in files if name.count(".") > 1}
    assert {name.split(".")[1] for name in used} == {"dynamics", "models", "observables", "stages"}
    assert "glassychains.studies" not in files
