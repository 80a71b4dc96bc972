"""Rules and stories as lists of the names that their steps use, each with its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator, List, Tuple

import yaml

from insight.lint.documents import Document, items, scalar
from insight.lint.finding import Finding, Place, error
from insight.lint.marks import parse

_KINDS = {"rules": "rule", "stories": "story"}
_STEP_KEYS = {
    "intent", "user", "entities", "or", "action", "bot", "slot_was_set", "active_loop", "checkpoint", "metadata",
}  # fmt: skip
# Keys that stand in a mapping with an entity's name (rasa/shared/core/training_data/story_reader).
_BESIDE_ENTITIES = {"role", "group"}


@dataclass(frozen=True)
class Use:
    """A name that a step uses; ``kind`` is intent, entity, action, slot or form; ``value`` is what a slot shall be."""

    kind: str
    name: str
    place: Place
    value: str = ""


@dataclass(frozen=True)
class Flow:
    """One rule or story."""

    kind: str
    name: str
    place: Place
    uses: Tuple[Use, ...]


def read_flows(document: Document) -> Tuple[List[Flow], List[Finding]]:
    """All rules and stories of a file, and the steps that cannot be read."""
    flows: List[Flow] = []
    findings: List[Finding] = []
    for key, kind in _KINDS.items():
        for item in items(document.get(document.root, key)):
            name, place = document.string(item, kind), document.place(item)
            if not name:
                findings.append(error("flow-without-name", place, f"expected `- {kind}: what happens`."))
            uses = [use for node in _step_nodes(document, item) for use in _uses(document, node)]
            findings += [wrong for node in _step_nodes(document, item) for wrong in _unknown_keys(document, node)]
            flows.append(Flow(kind, name, place, tuple(uses)))
    return flows, findings


def _step_nodes(document: Document, item: yaml.Node) -> Iterator[yaml.Node]:
    """The steps of a rule or story with its conditions, and the alternatives in them."""
    for step in items(document.get(item, "condition")) + items(document.get(item, "steps")):
        alternatives = items(document.get(step, "or"))
        yield from alternatives or [step]


def _uses(document: Document, step: yaml.Node) -> Iterator[Use]:
    for entry in document.entries(step):
        if entry.name in ("intent", "action"):
            if scalar(entry.value):
                yield Use(entry.name, scalar(entry.value).strip(), entry.place)
        elif entry.name == "slot_was_set":
            for slot in document.names(entry.value):
                value = scalar(slot.value)
                yield Use("slot", slot.name, slot.place, "" if value == slot.name else value)  # `- mood`: any value
        elif entry.name == "active_loop" and scalar(entry.value):
            yield Use("form", scalar(entry.value), entry.place)
        elif entry.name == "entities":
            named = document.names(entry.value)
            yield from (Use("entity", one.name, one.place) for one in named if one.name not in _BESIDE_ENTITIES)
        elif entry.name == "user":
            yield from (Use("entity", mark.entity, entry.place) for mark in parse(scalar(entry.value)).marks)


def _unknown_keys(document: Document, step: yaml.Node) -> Iterator[Finding]:
    entries = document.entries(step)
    if not entries:
        yield error("step-unreadable", document.place(step), "expected a step such as `- intent: greet`.")
    for entry in entries:
        if entry.name not in _STEP_KEYS:
            known = ", ".join(sorted(_STEP_KEYS))
            yield error("step-unreadable", entry.place, f"'{entry.name}' is no key of a step; known are {known}.")
