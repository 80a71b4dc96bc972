"""config.yml: what it says of a component, and new settings put into it without touching anything else."""

from __future__ import annotations

import io
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Mapping

import numpy as np
import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from insight.tune.errors import TuneError

_PIPELINE, _NAME = "pipeline", "name"
_WIDTH = 4096  # columns before a line of the snippet is folded


@dataclass(frozen=True)
class _Edit:
    """Text that takes the place of what stands from ``start`` to ``end``, counted in characters."""

    start: int
    end: int
    text: str


def component_config(file: Path, component: str) -> Dict[str, Any]:
    """The keys that config.yml gives a component of the pipeline, without its name.

    Raises:
        TuneError: if the file cannot be read or has no such component.
    """
    return _config(_read(file), component, file)


def with_settings(file: Path, component: str, settings: Mapping[str, Any]) -> str:
    """The text of config.yml with new settings of a component.

    Only values that change are written anew, and keys that are new come after the component's last one; every
    other character stays, so that a designer's comments, quotes and blank lines do.

    Raises:
        TuneError: as `component_config`, or if the entry is written so that it cannot be changed in its place.
    """
    text = _read(file)
    before = _config(text, component, file)
    new = {key: value for key, value in settings.items() if key not in before or before[key] != value}
    if not new:
        return text
    after = text
    for edit in sorted(_edits(_entry(text, component), text, new), key=lambda edit: edit.start, reverse=True):
        after = after[: edit.start] + edit.text + after[edit.end :]
    _check_changed(text, after, component, new, file)
    return after


def snippet(file: Path, component: str, settings: Mapping[str, Any]) -> str:
    """The component's entry in the pipeline with new settings, as YAML without comments."""
    text = _read(file)
    entry = _items(_load(text, file), component, file)[0]
    lines = [f"{key}: {_flow(value)}" for key, value in {**entry, **settings}.items()]
    return "".join(f"  {'  ' if place else '- '}{line}\n" for place, line in enumerate(lines))


def write_whole(file: Path, text: str) -> None:
    """Writes a file so that it holds either the old text or the new one, whole; its mode stays.

    A link stays a link: what it points to is written.
    """
    file = file.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        os.chmod(name, file.stat().st_mode & 0o777)
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise


def _read(file: Path) -> str:
    """The text as it is, with its byte order mark and its line ends."""
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            return stream.read()
    except (OSError, UnicodeDecodeError) as error:
        raise TuneError(f"{file} cannot be read: {error}. Name a project with a config.yml in UTF-8.") from error


def _load(text: str, file: Path) -> Dict[str, Any]:
    try:
        content = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise TuneError(f"{file} cannot be read: {error}. Correct it first; `kefu validate` helps.") from error
    if not isinstance(content, dict) or not isinstance(content.get(_PIPELINE), list):
        raise TuneError(f"{file} has no list `pipeline:`. Run this in a project whose config.yml has our components.")
    return content


def _config(text: str, component: str, file: Path) -> Dict[str, Any]:
    item = _items(_load(text, file), component, file)[0]
    return {key: value for key, value in item.items() if key != _NAME}


def _items(content: Dict[str, Any], component: str, file: Path) -> List[Dict[str, Any]]:
    """The one entry of a component, named by its class or by the dotted path to it."""
    found = [item for item in content[_PIPELINE] if isinstance(item, dict) and _is(item.get(_NAME), component)]
    if not found:
        raise TuneError(f"{file} has no {component} in its pipeline, so there is nothing to tune. Add it first.")
    if len(found) > 1:
        raise TuneError(f"{file} has {component} more than once in its pipeline; keep one of them.")
    return found


def _is(name: object, component: str) -> bool:
    return str(name).rpartition(".")[2] == component


def _entry(text: str, component: str) -> MappingNode:
    """The component's entry with the places of its parts in the text."""
    root = YAML(typ="safe", pure=True).compose(io.StringIO(text))
    pipeline = next(value for key, value in root.value if key.value == _PIPELINE)
    for item in pipeline.value:
        keys = item.value if isinstance(item, MappingNode) else []
        if any(key.value == _NAME and _is(value.value, component) for key, value in keys):
            return item
    raise AssertionError(component)


def _edits(entry: MappingNode, text: str, settings: Mapping[str, Any]) -> List[_Edit]:
    edits: List[_Edit] = []
    fresh = []
    places = {key.value: (key, value) for key, value in entry.value}
    for name, value in settings.items():
        if name in places:
            edits.append(_replaced(*places[name], text, _flow(value)))
        else:
            fresh.append(f"{name}: {_flow(value)}")
    if fresh:
        edits.append(_added(entry, text, fresh))
    return edits


def _replaced(key: Node, value: Node, text: str, written: str) -> _Edit:
    """A value in place of another; a list in lines of its own becomes one behind its key."""
    start = value.start_mark.index
    between = text[key.end_mark.index : start]
    if isinstance(value, CollectionNode) and not value.flow_style and "#" not in between:
        start, written = key.end_mark.index, f": {written}"
    elif isinstance(value, ScalarNode) and start == value.end_mark.index:  # `key:` without a value
        start, written = key.end_mark.index + 1, f" {written}"
        return _Edit(start, start, written)
    return _Edit(start, _end(value), written)


def _added(entry: MappingNode, text: str, lines: List[str]) -> _Edit:
    """New keys behind the last one, before the comment of the next entry."""
    last = _end(entry.value[-1][1])
    if entry.flow_style:
        return _Edit(last, last, "".join(f", {line}" for line in lines))
    rest = text[last:].splitlines(keepends=True)
    at = last + len(rest[0]) if rest else last
    ends = "\r\n" if "\r\n" in text else "\n"
    indent = " " * entry.start_mark.column
    before = "" if rest and rest[0].endswith("\n") else ends
    return _Edit(at, at, before + "".join(f"{indent}{line}{ends}" for line in lines))


def _end(node: Node) -> int:
    """Where a node's text ends; the mark of a block stands behind the comments that follow it."""
    if isinstance(node, CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _check_changed(before: str, after: str, component: str, settings: Mapping[str, Any], file: Path) -> None:
    """Has the new text read again: an entry with anchors, merge keys or the like may not be what it looks."""
    wanted = _load(before, file)
    _items(wanted, component, file)[0].update(settings)
    try:
        same = _load(after, file) == wanted
    except TuneError:
        same = False
    if not same:
        lines = "; ".join(f"{key}: {_flow(value)}" for key, value in settings.items())
        raise TuneError(
            f"The entry of {component} in {file} is written so that it cannot be changed in its place. "
            f"Write these by hand: {lines}."
        )


def _flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, float):
        # Readers of YAML 1.1 take 1e-05 for a text.
        return np.format_float_positional(value, trim="0")
    plain = list(value) if isinstance(value, tuple) else value
    text = yaml.safe_dump(plain, default_flow_style=True, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return text.strip().removesuffix("...").strip()
