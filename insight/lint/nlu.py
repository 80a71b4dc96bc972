"""The training sentences of a YAML file, each with its line, its marks, and what Rasa would pass over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Iterator, List, Tuple

import yaml

from components.bert.units import fold
from insight.lint.documents import Document, first_line, items, scalar
from insight.lint.finding import Finding, Place, error, warning
from insight.lint.marks import Marked, parse

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_NAMES = ("intent", "synonym", "regex", "lookup")


@dataclass(frozen=True)
class Sentence:
    """One example of an intent, as written and as read."""

    intent: str
    raw: str
    place: Place

    @cached_property
    def marked(self) -> Marked:
        """The plain text and the marks."""
        return parse(self.raw)

    @cached_property
    def folded(self) -> str:
        """The plain text in small letters, half width and simplified characters; as long as the text."""
        text = fold(self.marked.text)
        small = text.lower()
        # One capital grows when it becomes small (U+0130); offsets must hold.
        return small if len(small) == len(text) else text

    @property
    def chinese(self) -> bool:
        """Whether there is a Chinese character in it."""
        return has_chinese(self.raw)


@dataclass(frozen=True)
class NluBlock:
    """One item under ``nlu:``: an intent, synonym, regex or lookup, with its lines."""

    kind: str
    name: str
    place: Place
    lines: Tuple[Tuple[str, Place], ...]

    def sentences(self) -> Iterator[Sentence]:
        """The examples of an intent."""
        if self.kind == "intent":
            yield from (Sentence(self.name, raw, place) for raw, place in self.lines)


def has_chinese(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return bool(_CHINESE.search(text))


def read_blocks(document: Document) -> Tuple[List[NluBlock], List[Finding]]:
    """All items under ``nlu:``, and what is wrong with their form."""
    blocks: List[NluBlock] = []
    findings: List[Finding] = []
    for item in items(document.get(document.root, "nlu")):
        kind = next((name for name in _NAMES if document.get(item, name) is not None), "")
        name = document.string(item, kind) if kind else ""
        place = document.place(item)
        if not name:
            message = f"this item is passed over: expected one of {', '.join(f'{key}: name' for key in _NAMES)}."
            findings.append(error("item-without-name", place, message))
            continue
        lines, wrong = _lines(document, item, f"{kind} {name}")
        findings += wrong
        blocks.append(NluBlock(kind, name, place, tuple(lines)))
    return blocks, findings


def _lines(document: Document, item: yaml.Node, what: str) -> Tuple[List[Tuple[str, Place]], List[Finding]]:
    examples = document.get(item, "examples")
    place = document.place(examples if examples is not None else item)
    if isinstance(examples, yaml.SequenceNode):
        return _listed(document, examples)
    if not isinstance(examples, yaml.ScalarNode) or not scalar(examples).strip():
        return [], [error("no-examples", place, f"{what} has no examples. Write `examples: |`, then '- ' lines.")]
    if examples.style != "|":
        message = f"the examples of {what} are joined into one line. Write `examples: |`."
        return [], [error("no-examples", place, message)]
    return _block(document, examples)


def _listed(document: Document, examples: yaml.SequenceNode) -> Tuple[List[Tuple[str, Place]], List[Finding]]:
    """Examples with metadata: a list of items with ``text``."""
    lines, findings = [], []
    for item in examples.value:
        text = document.get(item, "text")
        if isinstance(text, yaml.ScalarNode) and scalar(text).strip():
            lines.append((scalar(text).strip(), Place(document.file, first_line(text))))
        else:
            message = "expected `- text: ...`, as in a list of examples with metadata. For plain lines: `examples: |`."
            findings.append(error("example-without-text", document.place(item), message))
    return lines, findings


def _block(document: Document, examples: yaml.ScalarNode) -> Tuple[List[Tuple[str, Place]], List[Finding]]:
    lines, findings = [], []
    for number, line in enumerate(examples.value.split("\n"), start=first_line(examples)):
        place = Place(document.file, number)
        if not line.strip():
            continue
        if not line.startswith("-"):
            message = f"'{line.strip()[:40]}' is passed over: an example begins with '- ' in the column of the others."
            findings.append(error("line-without-hyphen", place, message))
        elif not line[1:].strip():
            findings.append(warning("empty-example", place, "there is nothing after the hyphen. Delete the line."))
        else:
            lines.append((line[1:].strip(), place))
    return lines, findings
