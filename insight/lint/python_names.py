"""The responses and actions that the project's Python names."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, Iterator, Set

from insight.lint.finding import Place

# Where actions live and where their names stand.
_ACTIONS = "actions"
_SOURCES = ("kefu/names.py", _ACTIONS, "components")
_RESPONSE = re.compile(r"(?:utter|say)_[a-z0-9_]*[a-z0-9]")
_ACTION = re.compile(r"(?:action|validate)_[a-z0-9_]*[a-z0-9]")
_PREFIX = re.compile(r"action_(?:[a-z0-9]+_)*")
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
        prefixes: Beginnings of action names that are put together, such as ``action_ask_`` of ``f"action_ask_{slot}"``.
        words: Strings that could end such a name.
        facts: What actions may fill into a response: the names of keyword arguments, and strings that could be one.
    """

    responses: Dict[str, Place] = field(default_factory=dict)
    actions: Dict[str, Place] = field(default_factory=dict)
    spoken: Dict[str, Place] = field(default_factory=dict)
    prefixes: Set[str] = field(default_factory=set)
    words: Set[str] = field(default_factory=set)
    facts: Set[str] = field(default_factory=set)

    def has_action(self, name: str) -> bool:
        """Whether an action's name stands in the sources, or is put together from a prefix and a word of theirs."""
        made = (prefix for prefix in self.prefixes if name.startswith(prefix))
        return name in self.actions or any(name[len(prefix) :] in self.words for prefix in made)


def read_python_names(root: Path) -> PythonNames:
    """Reads the sources without running them; one that is no Python is left to the linters of Python."""
    found = PythonNames()
    for source in _SOURCES:
        path = root / source
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            source_code = file.read_bytes()
            acts = source == _ACTIONS
            if not acts and not _HINT.search(source_code):
                continue
            try:
                tree = ast.parse(source_code)
            except (SyntaxError, ValueError):
                continue
            _collect(found, tree, file.relative_to(root).as_posix())
            if acts:
                found.facts |= set(_facts(tree))
    return found


def _facts(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            yield node.value


def _collect(found: PythonNames, tree: ast.Module, file: str) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            _note(found, node.value, Place(file, node.lineno))
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            beginning = str(node.values[0].value)
            if _PREFIX.fullmatch(beginning):
                found.prefixes.add(beginning)
        elif isinstance(node, ast.ClassDef) and node.name == _SPOKEN:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner.value.isidentifier():
                    found.spoken.setdefault(inner.value, Place(file, inner.lineno))


def _note(found: PythonNames, text: str, place: Place) -> None:
    for pattern, names in ((_RESPONSE, found.responses), (_ACTION, found.actions)):
        if pattern.fullmatch(text):
            names.setdefault(text, place)
    if text.isidentifier():
        found.words.add(text)
