"""The responses and actions that the project's Python names."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict

from insight.lint.finding import Place

# Where actions live and where their names stand.
_SOURCES = ("kefu/names.py", "actions", "components")
_RESPONSE = re.compile(r"(?:utter|say)_[a-z0-9_]*[a-z0-9]")
_ACTION = re.compile(r"(?:action|validate)_[a-z0-9_]*[a-z0-9]")
_HINT = re.compile(rb"utter_|say_|action_|validate_")
# The class whose strings are all responses.
_SPOKEN = "Say"


@dataclass
class PythonNames:
    """Strings of the sources that look like names, each with the place where it stands first.

    Attributes:
        responses: Strings such as ``say_track``.
        actions: Strings such as ``action_track_logistics``.
        spoken: Those of the class ``Say``, which actions utter.
    """

    responses: Dict[str, Place] = field(default_factory=dict)
    actions: Dict[str, Place] = field(default_factory=dict)
    spoken: Dict[str, Place] = field(default_factory=dict)


def read_python_names(root: Path) -> PythonNames:
    """Reads the sources without running them; one that is no Python is left to the linters of Python."""
    found = PythonNames()
    for source in _SOURCES:
        path = root / source
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            source_code = file.read_bytes()
            if not _HINT.search(source_code):
                continue
            try:
                tree = ast.parse(source_code)
            except (SyntaxError, ValueError):
                continue
            _collect(found, tree, file.relative_to(root).as_posix())
    return found


def _collect(found: PythonNames, tree: ast.Module, file: str) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for pattern, names in ((_RESPONSE, found.responses), (_ACTION, found.actions)):
                if pattern.fullmatch(node.value):
                    names.setdefault(node.value, Place(file, node.lineno))
        if isinstance(node, ast.ClassDef) and node.name == _SPOKEN:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner.value.isidentifier():
                    found.spoken.setdefault(inner.value, Place(file, inner.lineno))
