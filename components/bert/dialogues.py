"""Reads labelled messages in their context from YAML files."""
from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, List

import yaml

from components.bert.errors import TrainingDataError

_KEYS = {"bot", "previous", "text", "intent"}


@dataclass(frozen=True, order=True)
class ContextExample:
    """A customer's message, what it means here, and what came before it; empty where nothing did."""

    text: str
    intent: str
    bot: str = ""
    previous: str = ""


def context_files(source: str) -> List[Path]:
    """The YAML files that a source names: a file, or all files of a folder; none if it is not there."""
    path = Path(source)
    return sorted(path.glob("*.yml")) if path.is_dir() else [path] if path.is_file() else []


def context_fingerprint(source: str) -> str:
    """A hash of the files' content."""
    digest = hashlib.sha256()
    for path in context_files(source):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def read_context(source: str) -> List[ContextExample]:
    """Reads and checks all examples, sorted, each once.

    Raises:
        TrainingDataError: naming the file and the item that cannot be used.
    """
    examples = [example for path in context_files(source) for example in _read_file(path)]
    return sorted(set(examples))


def _read_file(path: Path) -> List[ContextExample]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TrainingDataError(f"{path} is no YAML: {error}") from error
    items = content.get("dialogues") if isinstance(content, dict) else None
    if not isinstance(items, list):
        raise TrainingDataError(f"{path}: expected a list under the key 'dialogues'")
    return [_example(path, number, item) for number, item in enumerate(items, start=1)]


def _example(path: Path, number: int, item: Any) -> ContextExample:
    where = f"{path}, dialogue {number}"
    if not isinstance(item, dict) or set(item) - _KEYS:
        raise TrainingDataError(f"{where}: expected the keys {', '.join(sorted(_KEYS))}, got {item!r}")
    # YAML reads a bare 1234 or "no" as no text.
    values = {key: str(value).strip() for key, value in item.items() if value is not None}
    for key in ("text", "intent"):
        if not values.get(key):
            raise TrainingDataError(f"{where}: '{key}' is missing")
    if not values.get("bot") and not values.get("previous"):
        raise TrainingDataError(f"{where}: has neither 'bot' nor 'previous', so it has no context")
    return ContextExample(**values)
