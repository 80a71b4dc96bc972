"""YAML files as nodes that know their lines, and what cannot be read in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, List, NamedTuple, Optional, Tuple

import yaml

from insight.lint.finding import Finding, Place, error

_BLOCK_STYLES = ("|", ">")
_MERGE = "<<"
# Characters that YAML refuses, and ends of lines that only some readers take for such.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ufffe\uffff]|[\ud800-\udfff]")


class Entry(NamedTuple):
    """One key of a mapping, its place, and the node of its value."""

    name: str
    place: Place
    value: yaml.Node


@dataclass(frozen=True)
class Document:
    """One YAML file; ``root`` is None where it holds nothing or cannot be read."""

    file: str
    root: Optional[yaml.Node]

    def place(self, node: yaml.Node) -> Place:
        """Where a node begins."""
        return Place(self.file, int(node.start_mark.line) + 1)

    def entries(self, node: Optional[yaml.Node]) -> List[Entry]:
        """The keys of a mapping in their order, merged ones (``<<``) too; none of another node."""
        if not isinstance(node, yaml.MappingNode):
            return []
        found: List[Entry] = []
        for key, value in node.value:
            if key.value == _MERGE:
                merged = value.value if isinstance(value, yaml.SequenceNode) else [value]
                found.extend(entry for one in merged for entry in self.entries(one))
            elif isinstance(key, yaml.ScalarNode):
                found.append(Entry(key.value, self.place(key), value))
        return found

    def get(self, node: Optional[yaml.Node], name: str) -> Optional[yaml.Node]:
        """The value of one key of a mapping."""
        return next((entry.value for entry in self.entries(node) if entry.name == name), None)

    def string(self, node: Optional[yaml.Node], name: str) -> str:
        """The text of one key of a mapping; empty where there is none, or none that is text."""
        return scalar(self.get(node, name))

    def names(self, node: Optional[yaml.Node]) -> Iterator[Entry]:
        """The names that a list or a mapping holds: ``[a, {b: ...}]`` and ``{a: ..., b: ...}`` both give a and b."""
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                if isinstance(item, yaml.ScalarNode):
                    yield Entry(item.value, self.place(item), item)
                else:
                    yield from self.entries(item)
        else:
            yield from self.entries(node)


def scalar(node: Optional[yaml.Node]) -> str:
    """The text of a scalar; empty for null and for other nodes."""
    is_text = isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null"
    return str(node.value) if is_text and node is not None else ""


def items(node: Optional[yaml.Node]) -> List[yaml.Node]:
    """The items of a list; none of another node."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def first_line(node: yaml.ScalarNode) -> int:
    """The line on which a scalar's text begins: a block's on the line after its sign."""
    return int(node.start_mark.line) + (2 if node.style in _BLOCK_STYLES else 1)


def read_text(path: Path, file: str) -> Tuple[str, List[Finding]]:
    """The text of a file in UTF-8; empty, with the finding, where it cannot be read as such."""
    try:
        return path.read_bytes().decode("utf-8-sig"), []
    except UnicodeDecodeError as broken:
        line = broken.object[: broken.start].count(b"\n") + 1
        return "", [error("not-utf8", Place(file, line), "this is no UTF-8 text. Save the file as UTF-8.")]
    except OSError as broken:
        message = f"cannot be read ({broken.strerror}). Correct its name or its permissions."
        return "", [error("unreadable", Place(file, 1), message)]


def read_document(path: Path, file: str) -> Tuple[Document, List[Finding]]:
    """A YAML file, and what is wrong with it as YAML."""
    text, findings = read_text(path, file)
    findings += [
        error(
            "control-character",
            Place(file, text.count("\n", 0, match.start()) + 1),
            f"the character U+{ord(match.group()):04X} cannot stand in YAML. Delete it, or type the line anew.",
        )
        for match in _CONTROL.finditer(text)
    ]
    if findings:
        return Document(file, None), findings
    try:
        document = Document(file, yaml.compose(text, Loader=_loader()))
    except yaml.MarkedYAMLError as broken:
        return Document(file, None), [_broken_yaml(file, broken)]
    except yaml.YAMLError as broken:
        return Document(file, None), [error("broken-yaml", Place(file, 1), f"this is no YAML: {broken}.")]
    return document, list(_repeated_keys(document))


def _loader() -> Any:
    """The reader in C where PyYAML has it; it is ten times as fast."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _broken_yaml(file: str, broken: yaml.MarkedYAMLError) -> Finding:
    mark = broken.problem_mark or broken.context_mark
    what = " ".join(part for part in (broken.context, broken.problem) if part)
    message = (
        f"this is no YAML ({what}). Look at this line and the one above: quotes around a text with ': ', "
        "the | after `examples:`, and that lines of one list begin in the same column."
    )
    return error("broken-yaml", Place(file, (mark.line if mark else 0) + 1), message)


def _repeated_keys(document: Document) -> Iterator[Finding]:
    """Rasa refuses a key that stands twice in a mapping; most readers let the last one win."""
    waiting, seen = [document.root], set()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen or isinstance(node, yaml.ScalarNode):
            continue
        seen.add(id(node))  # an alias leads to the same node again
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
            continue
        first: dict[str, int] = {}
        for key, value in node.value:
            waiting.append(value)
            place = document.place(key)
            if key.value in first and key.value != _MERGE:
                message = f"'{key.value}' stands here a second time (first on line {first[key.value]}). Keep one."
                yield error("key-twice", place, message)
            if isinstance(key, yaml.ScalarNode):
                first.setdefault(key.value, place.line)
