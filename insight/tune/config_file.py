"""config.yml: what it says of a component, and new settings put into it without losing a comment."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.representer import RoundTripRepresenter

from insight.tune.errors import TuneError

_PIPELINE, _NAME = "pipeline", "name"
_WIDTH = 4096  # columns before a line is folded: none of a designer's lines is to be
# Where ruamel keeps the comment that follows a key (ruamel/yaml/comments.py).
_AFTER = 2


def component_config(file: Path, component: str) -> Dict[str, Any]:
    """The keys that config.yml gives a component of the pipeline, without its name.

    Raises:
        TuneError: if the file cannot be read or has no such component.
    """
    return {key: value for key, value in _plain(_item(_load(file), component, file)).items() if key != _NAME}


def with_settings(file: Path, component: str, settings: Mapping[str, Any]) -> str:
    """The text of config.yml with new settings of a component; comments and all else stay as they are.

    Raises:
        TuneError: as `component_config`.
    """
    content = _load(file)
    item = _item(content, component, file)
    last = list(item)[-1]
    for key, value in settings.items():
        item[key] = _written(value)
    _move_comment(item, last, list(item)[-1])
    return _dump(content, content[_PIPELINE].lc.col)


def snippet(file: Path, component: str, settings: Mapping[str, Any]) -> str:
    """The component's entry in the pipeline with new settings, as YAML without comments."""
    item = CommentedMap({**_plain(_item(_load(file), component, file))})
    item.update({key: _written(value) for key, value in settings.items()})
    return _dump(CommentedMap({_PIPELINE: CommentedSeq([item])}), 2).split("\n", 1)[1]


def write_whole(file: Path, text: str) -> None:
    """Writes a file so that it holds either the old text or the new one; its mode and line ends stay."""
    ends = "\r\n" if b"\r\n" in file.read_bytes() else "\n"
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline=ends) as stream:
            stream.write(text)
        os.chmod(name, file.stat().st_mode & 0o777)
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise


class _PlainNumbers(RoundTripRepresenter):
    """Writes small numbers as 0.00001: readers of YAML 1.1 take 1e-05 for a text."""


_PlainNumbers.add_representer(
    float,
    lambda self, value: self.represent_scalar(
        "tag:yaml.org,2002:float", np.format_float_positional(value, trim="0")
    ),
)


def _yaml(column: int) -> YAML:
    yaml = YAML()
    yaml.Representer = _PlainNumbers
    yaml.preserve_quotes = True  # type: ignore[assignment]
    yaml.width = _WIDTH  # type: ignore[assignment]
    yaml.indent(mapping=2, sequence=column + 2, offset=column)
    return yaml


def _load(file: Path) -> CommentedMap:
    try:
        content = _yaml(2).load(file.read_text(encoding="utf-8-sig"))
    except (YAMLError, OSError, UnicodeDecodeError) as error:
        raise TuneError(f"{file} cannot be read: {error}. Correct it first; `kefu validate` helps.") from error
    if not isinstance(content, CommentedMap) or not isinstance(content.get(_PIPELINE), CommentedSeq):
        raise TuneError(f"{file} has no list `pipeline:`. Run this in a project whose config.yml has our components.")
    return content


def _dump(content: CommentedMap, column: int) -> str:
    stream = io.StringIO()
    _yaml(column).dump(content, stream)
    return stream.getvalue()


def _item(content: CommentedMap, component: str, file: Path) -> CommentedMap:
    """The entry of a component, named by its class or by the dotted path to it."""
    items = [item for item in content[_PIPELINE] if isinstance(item, CommentedMap) and _NAME in item]
    found = [item for item in items if str(item[_NAME]).rpartition(".")[2] == component]
    if not found:
        raise TuneError(f"{file} has no {component} in its pipeline, so there is nothing to tune. Add it first.")
    if len(found) > 1:
        raise TuneError(f"{file} has {component} more than once in its pipeline; keep one of them.")
    return found[0]


def _plain(item: CommentedMap) -> Dict[str, Any]:
    """The entry in Python's own types."""
    stream = io.StringIO()
    YAML().dump(item, stream)
    return dict(YAML(typ="safe").load(stream.getvalue()))


def _written(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        items = CommentedSeq(value)
        items.fa.set_flow_style()
        return items
    return value


def _move_comment(item: CommentedMap, old: str, new: str) -> None:
    """Keeps what follows an entry behind it: ruamel ties the lines after an entry to its last key."""
    if old == new or old not in item.ca.items:
        return
    tokens: List[Optional[Any]] = item.ca.items[old]
    token = tokens[_AFTER]
    if token is None:
        return
    same_line, following = _cut(token.value)
    if not following:
        return
    behind = type(token)(following, token.start_mark, None)
    item.ca.items[new] = [None, None, behind, None]
    if same_line:
        token.value = same_line
    else:
        del item.ca.items[old]


def _cut(comment: str) -> Tuple[str, str]:
    """A comment's part on the key's own line, and the lines after it."""
    same_line, _, rest = comment.partition("\n")
    return (f"{same_line}\n" if same_line.strip() else "", f"\n{rest}" if rest else "")
