"""Fingerprints: which code made a result.

The fingerprint of a module is a hash of its syntax tree and of the trees of everything it imports from this package, directly
or not. Left out is what decides no numbers: strings that stand alone (docstrings of modules, functions, classes and
attributes), types (annotations, and names given to them), and functions marked `declare.no_bits`. Comments and layout do not
change it either; code does.
"""

import ast
import functools
import hashlib
from pathlib import Path

from glassychains.runs.compute import parts

PACKAGE = "glassychains"
ROOT = Path(__file__).resolve().parents[1]
FIT = Path("workflow/scripts/fit.py")
TYPES = ("typing", "annotated_types", "glassychains.declare")
"""Modules from which types are imported: which of them, decides no numbers."""


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


def point_fingerprint(point):
    """Fingerprint of the code that makes the batches of a point."""
    return fingerprint("glassychains.runs.compute", *parts(point))


def study_fingerprint(study):
    """Fingerprint of the code that analyses a study."""
    return fingerprint(*study.modules(), scripts=[FIT])


def require_point(point, code):
    """As `require`, for the batches of a point."""
    if point_fingerprint(point) != code:
        raise RuntimeError(f"the code of stage {point.stage} changed while the workflow ran: run the command again")


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
    """(hash of the syntax tree without what decides no numbers, dotted names imported from this package)."""
    tree = ast.parse(path.read_text())
    imports = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports += [a.name for a in node.names if a.name.split(".")[0] == PACKAGE]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
            imports.append(node.module)
            imports += [f"{node.module}.{a.name}" for a in node.names if _is_module(f"{node.module}.{a.name}")]
    return hashlib.sha256(ast.dump(_Bare().visit(tree)).encode()).hexdigest(), imports


class _Bare(ast.NodeTransformer):
    """Takes away strings that stand alone, types, and functions that decide no bits."""

    def visit_ImportFrom(self, node):
        return None if node.module in TYPES else node

    def visit_Assign(self, node):
        value = node.value.value if isinstance(node.value, ast.Subscript) else None
        return None if isinstance(value, ast.Name) and value.id in ("Annotated", "Literal") else self.generic_visit(node)

    def visit_Expr(self, node):
        return None if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str) else self.generic_visit(node)

    def visit_FunctionDef(self, node):
        if any(isinstance(mark, ast.Name) and mark.id == "no_bits" for mark in node.decorator_list):
            return None
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_AnnAssign(self, node):
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)


def _is_module(name):
    try:
        return bool(_source(name))
    except FileNotFoundError:
        return False
