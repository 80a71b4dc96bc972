"""What the domain names, each name with its line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List, Optional, Set

import yaml

from insight.lint.documents import Document, Entry, items, scalar
from insight.lint.finding import Place

# Of a mapping: the key, how the slot is filled by it, and what it names.
_MAPPED = (("entity", "from", "entity"), ("intent", "from", "intent"), ("not_intent", "beside", "intent"))


@dataclass(frozen=True)
class Variation:
    """One text of a response.

    Attributes:
        text: What is said; empty where the variation has none (an image, a custom payload).
        conditions: The values that slots must have for it, by slot.
        asked: (slot, value, place) of each of these conditions.
        channel: The only channel that says it; empty: all.
        payloads: What its buttons send.
        place: Where it begins.
    """

    text: str
    conditions: Dict[str, str]
    asked: List[tuple[str, str, Place]]
    channel: str
    payloads: List[str]
    place: Place


@dataclass(frozen=True)
class Mention:
    """A name that a part of the domain has from another: ``by`` and ``kind`` are words of a message.

    The form order_form ignores (by) the intent (kind) chitchat (name).
    """

    by: str
    kind: str
    name: str
    place: Place


@dataclass
class Domain:
    """The names of a domain of one or more files.

    Attributes:
        intents, entities, slots, forms, actions: The place of each name.
        roles: What may stand under ``role`` or ``group`` of a mark, by entity.
        values: The values of each categorical slot.
        initial: The initial value of each slot that has one.
        mentions: The intents, entities and forms that other parts of the domain name.
        asked: The slots that each form asks for.
        responses: The variations of each response.
        spoken: The place of each response.
    """

    intents: Dict[str, Place] = field(default_factory=dict)
    entities: Dict[str, Place] = field(default_factory=dict)
    slots: Dict[str, Place] = field(default_factory=dict)
    forms: Dict[str, Place] = field(default_factory=dict)
    actions: Dict[str, Place] = field(default_factory=dict)
    roles: Dict[str, Set[str]] = field(default_factory=dict)
    values: Dict[str, List[str]] = field(default_factory=dict)
    initial: Dict[str, str] = field(default_factory=dict)
    mentions: List[Mention] = field(default_factory=list)
    asked: Dict[str, List[Entry]] = field(default_factory=dict)
    responses: Dict[str, List[Variation]] = field(default_factory=dict)
    spoken: Dict[str, Place] = field(default_factory=dict)

    def add(self, document: Document) -> None:
        """Reads the parts of the domain that a file holds."""
        root = document.root
        for kind in ("intents", "slots", "forms", "actions", "entities"):
            names = getattr(self, kind)
            for entry in document.names(document.get(root, kind)):
                names.setdefault(entry.name, entry.place)
        for entry in document.names(document.get(root, "entities")):
            roles = items(document.get(entry.value, "roles")) + items(document.get(entry.value, "groups"))
            self.roles.setdefault(entry.name, set()).update(map(scalar, roles))
        for entry in document.names(document.get(root, "intents")):
            for key in ("use_entities", "ignore_entities"):
                self._mention(document, f"the intent {entry.name} uses", "entity", document.get(entry.value, key))
        for entry in document.entries(document.get(root, "slots")):
            self._add_slot(document, entry)
        for entry in document.entries(document.get(root, "forms")):
            ignored = document.get(entry.value, "ignored_intents")
            self._mention(document, f"the form {entry.name} ignores", "intent", ignored)
            slots = document.get(entry.value, "required_slots")
            self.asked.setdefault(entry.name, []).extend(document.names(slots))
        self.add_responses(document)

    def add_responses(self, document: Document) -> None:
        """Reads only the responses, which Rasa takes from data files as well."""
        for entry in document.entries(document.get(document.root, "responses")):
            self.spoken.setdefault(entry.name, entry.place)
            variations = [_variation(document, item) for item in items(entry.value)]
            self.responses.setdefault(entry.name, []).extend(variations)

    def _add_slot(self, document: Document, slot: Entry) -> None:
        if document.string(slot.value, "type") == "categorical":
            self.values[slot.name] = [scalar(item) for item in items(document.get(slot.value, "values"))]
        initial = document.string(slot.value, "initial_value")
        if initial:
            self.initial[slot.name] = initial
        for mapping in items(document.get(slot.value, "mappings")):
            filled = f"the slot {slot.name} is filled"
            for key, by, kind in _MAPPED:
                self._mention(document, f"{filled} {by}", kind, document.get(mapping, key))
            for condition in items(document.get(mapping, "conditions")):
                self._mention(document, f"{filled} in", "form", document.get(condition, "active_loop"))

    def _mention(self, document: Document, by: str, kind: str, named: Optional[yaml.Node]) -> None:
        """Notes one name, or each of a list; neither null nor `true` is one."""
        for node in [named, *items(named)]:
            if scalar(node).lower() not in ("", "true", "false") and node is not None:
                self.mentions.append(Mention(by, kind, scalar(node), document.place(node)))


def is_value(domain: Domain, slot: str, value: str) -> bool:
    """Whether a slot can have a value; Rasa looks at no letter's case (rasa/shared/core/slots.py)."""
    return slot not in domain.values or value.lower() in [known.lower() for known in domain.values[slot]]


def _variation(document: Document, node: yaml.Node) -> Variation:
    asked = [
        (document.string(item, "name"), document.string(item, "value"), document.place(item))
        for item in items(document.get(node, "condition"))
    ]
    return Variation(
        document.string(node, "text"),
        {slot: value for slot, value, _ in asked},
        asked,
        document.string(node, "channel"),
        [document.string(button, "payload") for button in items(document.get(node, "buttons"))],
        document.place(node),
    )
