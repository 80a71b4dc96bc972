"""The keys that a component knows, read from its source: importing one takes Rasa and TensorFlow along."""

from __future__ import annotations

import ast
import importlib.util
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import FrozenSet, List, Optional, Tuple, Union

_DEFAULTS = "get_default_config"
_REGISTERED = re.compile(r"@DefaultV1Recipe\.register\(.*?^class (\w+)", re.DOTALL | re.MULTILINE)
_RASA_FOLDERS = ("nlu", "core/policies")

Definition = Union[ast.ClassDef, ast.FunctionDef]


class Unreadable(Exception):
    """A component that is not where its path says."""


class _Unclear(Exception):
    """A default that cannot be told without running the code."""


def default_keys(root: Path, module: str, kind: str) -> Optional[List[str]]:
    """The keys of ``get_default_config()`` of a class of the project, in their order.

    None where the class is of another package, or its defaults are computed in a way that cannot be read.

    Raises:
        Unreadable: if there is no such module or class in the project.
    """
    path = _path(root, module)
    if path is None:
        if (root / module.split(".")[0]).is_dir() or importlib.util.find_spec(module.split(".")[0]) is None:
            raise Unreadable(f"there is no module {module.replace('.', '/')}.py. Correct the path.")
        return None
    source = _Source(root, path)
    if not isinstance(source.definition(kind), ast.ClassDef):
        kinds = sorted(node.name for node in source.tree.body if isinstance(node, ast.ClassDef))
        raise Unreadable(f"{module.replace('.', '/')}.py has no class {kind}, only {', '.join(kinds) or 'none'}.")
    try:
        return list(dict.fromkeys(source.keys_of_class(kind)))
    except _Unclear:
        return None


@dataclass(frozen=True)
class _Source:
    """A module of the project in ``root`` or of Rasa."""

    root: Path
    path: Path

    @property
    def tree(self) -> ast.Module:
        return _parse(self.path)

    def definition(self, name: str) -> Optional[Definition]:
        """The class or function of this name in the module."""
        kinds = (ast.ClassDef, ast.FunctionDef)
        return next((node for node in self.tree.body if isinstance(node, kinds) and node.name == name), None)

    def follow(self, name: str) -> Tuple[_Source, Definition]:
        """Where a name is defined: here, or in the module that it is imported from."""
        found = self.definition(name)
        return (self, found) if found is not None else self._imported(name).follow(name)

    def _imported(self, name: str) -> _Source:
        for node in self.tree.body:
            if isinstance(node, ast.ImportFrom) and node.module and name in [alias.name for alias in node.names]:
                path = _path(self.root, node.module) or _rasa_path(node.module)
                if path is not None:
                    return _Source(self.root, path)
        raise _Unclear

    def keys_of_class(self, name: str) -> List[str]:
        """The default keys of a class, or of the base that it has them from."""
        home, kind = self.follow(name)
        if not isinstance(kind, ast.ClassDef):
            raise _Unclear
        for node in kind.body:
            if isinstance(node, ast.FunctionDef) and node.name == _DEFAULTS:
                return home.keys(_returned(node))
        for base in kind.bases:
            plain = base.value if isinstance(base, ast.Subscript) else base
            if isinstance(plain, ast.Name):
                try:
                    return home.keys_of_class(plain.id)
                except _Unclear:
                    continue
        raise _Unclear

    def keys(self, value: ast.expr) -> List[str]:
        """The keys of an expression that gives a dict."""
        if isinstance(value, ast.Dict):
            parts = zip(value.keys, value.values)
            return [key for at, part in parts for key in (self.keys(part) if at is None else [self.string(at)])]
        if isinstance(value, ast.DictComp):
            return self.keys(_copied(value))
        if not isinstance(value, ast.Call):
            raise _Unclear
        if isinstance(value.func, ast.Attribute) and value.func.attr == _DEFAULTS:
            return self.keys_of_class(_name(value.func.value))
        name = _name(value.func)
        if name == "asdict" and value.args and isinstance(value.args[0], ast.Call):
            return self.fields(_name(value.args[0].func))
        home, function = self.follow(name)
        if isinstance(function, ast.FunctionDef):
            return home.keys(_returned(function))
        raise _Unclear

    def fields(self, name: str) -> List[str]:
        """The fields of a dataclass without bases."""
        _, kind = self.follow(name)
        if not isinstance(kind, ast.ClassDef) or kind.bases:
            raise _Unclear
        named = [node.target for node in kind.body if isinstance(node, ast.AnnAssign)]
        return [target.id for target in named if isinstance(target, ast.Name)]

    def string(self, key: ast.expr) -> str:
        """The string that an expression stands for, also by a constant of this or another module."""
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return key.value
        name = _name(key)
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                return self.string(node.value)
        return self._imported(name).string(key)


def _copied(value: ast.DictComp) -> ast.expr:
    """The dict whose keys a comprehension keeps: `{key: ... for key, value in this.items()}`."""
    loop = value.generators[0]
    pair, source = loop.target, loop.iter
    if (
        len(value.generators) == 1
        and not loop.ifs
        and isinstance(pair, ast.Tuple)
        and _name(pair.elts[0]) == _name(value.key)
        and isinstance(source, ast.Call)
        and isinstance(source.func, ast.Attribute)
        and source.func.attr == "items"
    ):
        return source.func.value
    raise _Unclear


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    raise _Unclear


def _returned(function: ast.FunctionDef) -> ast.expr:
    last = function.body[-1]
    if isinstance(last, ast.Return) and last.value is not None:
        return last.value
    raise _Unclear


def _path(root: Path, module: str) -> Optional[Path]:
    path = root.joinpath(*module.split(".")).with_suffix(".py")
    return path if path.is_file() else None


def _rasa_path(module: str) -> Optional[Path]:
    folder = _rasa_folder()
    return _path(folder.parent, module) if folder is not None and module.startswith("rasa.") else None


@lru_cache(maxsize=1)
def _rasa_folder() -> Optional[Path]:
    """Where Rasa is installed; finding it does not import it."""
    spec = importlib.util.find_spec("rasa")
    return Path(spec.origin).parent if spec and spec.origin else None


@lru_cache(maxsize=64)
def _parse(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes())
    except (SyntaxError, ValueError) as broken:
        raise Unreadable(f"{path.name} is no Python ({broken}).") from broken


@lru_cache(maxsize=1)
def rasa_components() -> FrozenSet[str]:
    """The components that Rasa registers under a bare name; none where Rasa is not installed."""
    folder = _rasa_folder()
    files = [file for part in _RASA_FOLDERS for file in (folder / part).rglob("*.py")] if folder else []
    return frozenset(name for file in files for name in _REGISTERED.findall(file.read_text(encoding="utf-8")))
