"""A digest of the code that a system's results depend on; comments and docstrings do not count."""
from __future__ import annotations

import ast
import hashlib
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Optional

from benchmarks.datasets import ROOT


def code_digest(modules: Iterable[str], root: Path = ROOT, package: str = "components") -> str:
    """SHA-256 (16 hexadecimal digits) over modules and all that they import of a package.

    Args:
        modules: Dotted names of modules below ``root``; one that does not exist counts as empty.
        root: The project.
        package: Imports of other packages are not followed.
    """
    total = hashlib.sha256()
    for name, tree in sorted(_closure(modules, root, package).items()):
        total.update(f"{name}\0{ast.dump(tree) if tree else ''}\n".encode())
    return total.hexdigest()[:16]


def files_digest(files: Iterable[Path]) -> str:
    """SHA-256 (16 hexadecimal digits) over the contents of files in their order."""
    total = hashlib.sha256()
    for file in files:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:16]


def _closure(modules: Iterable[str], root: Path, package: str) -> Dict[str, Optional[ast.Module]]:
    """The syntax trees of the modules and of what they import, also inside functions, by name."""
    found: Dict[str, Optional[ast.Module]] = {}
    waiting: List[str] = list(modules)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        path = _file(name, root)
        found[name] = tree = _without_docstrings(ast.parse(path.read_text(encoding="utf-8"))) if path else None
        if tree:
            waiting += [imported for imported in _imports(tree, root) if imported.split(".")[0] == package]
    return found


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    return tree


def _imports(tree: ast.Module, root: Path) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            # `from package import module` names a module too.
            yield from (full for alias in node.names if _file(full := f"{node.module}.{alias.name}", root))


def _file(name: str, root: Path) -> Optional[Path]:
    base = root.joinpath(*name.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)
