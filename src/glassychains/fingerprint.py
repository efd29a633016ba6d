"""Fingerprints: which code made a result.

The fingerprint of a module is a hash of its syntax tree, docstrings removed, and of the trees of everything it
imports from this package, directly or not. Comments, docstrings and layout do not change it; code does.
"""

import ast
import functools
import hashlib
from pathlib import Path

PACKAGE = "glassychains"
ROOT = Path(__file__).resolve().parent


def fingerprint(*modules, scripts=()):
    """Hash of the code that `modules` (dotted names) and `scripts` (paths) use within this package.

    Returns
    -------
    str
        16 hexadecimal digits.

    Raises
    ------
    FileNotFoundError
        A module or script does not exist.
    """
    files, waiting = {}, list(modules)
    for script in scripts:
        digest, imports = _digest(Path(script))
        files["script " + Path(script).name] = digest
        waiting += imports
    while waiting:
        name = waiting.pop()
        if name not in files:
            files[name], imports = _digest(_source(name))
            waiting += imports
    listing = "\n".join(f"{name} {digest}" for name, digest in sorted(files.items()))
    return hashlib.sha256(listing.encode()).hexdigest()[:16]


def require(code, modules, scripts=()):
    """Refuse to go on if the code is no longer the one that the workflow asked for.

    Raises
    ------
    RuntimeError
        Source files changed since the workflow was started.
    """
    if fingerprint(*modules, scripts=scripts) != code:
        raise RuntimeError(f"the code of {', '.join(modules)} changed while the workflow ran: run the command again")


def whole_package():
    """Hash of the text of every file of the package: the key of the cache of compiled kernels.

    Every job asks for it, so nothing is parsed; a changed comment compiles the kernels anew.
    """
    digest = hashlib.sha256()
    for path in sorted(ROOT.rglob("*.py")):
        text = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:16]


def _source(name):
    path = ROOT.joinpath(*name.split(".")[1:])
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    raise FileNotFoundError(f"no module {name} in {ROOT}")


def _digest(path):
    status = path.stat()
    return _digest_of(path, status.st_mtime_ns, status.st_size)


@functools.cache
def _digest_of(path, _mtime, _size):
    """(hash of the syntax tree without docstrings, dotted names imported from this package)."""
    tree = ast.parse(path.read_text())
    imports = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports += [a.name for a in node.names if a.name.split(".")[0] == PACKAGE]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
            imports.append(node.module)
            imports += [f"{node.module}.{a.name}" for a in node.names if _is_module(f"{node.module}.{a.name}")]
        elif isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
                node.body = node.body[1:] or [ast.Pass()]
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest(), imports


def _is_module(name):
    try:
        return bool(_source(name))
    except FileNotFoundError:
        return False
