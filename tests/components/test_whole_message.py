"""Entities over a whole message go only where a slot takes them."""
from __future__ import annotations

from typing import List

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from components.language import LanguageIdentifier
from components.whole_message import fills_a_slot

KEFU = """
entities: [mood, language]
slots:
  mood: {type: categorical, values: [positive, negative], mappings: [{type: from_entity, entity: mood}]}
  tongue: {type: text, mappings: [{type: from_text}, {type: from_entity, entity: language}]}
"""
STOCK = """
entities: [cuisine]
slots:
  cuisine: {type: text, mappings: [{type: from_entity, entity: cuisine}]}
  mood: {type: text, mappings: [{type: custom}]}
"""


def tracker(domain: str) -> DialogueStateTracker:
    return DialogueStateTracker("test", Domain.from_yaml(domain).slots)


@pytest.mark.parametrize(
    ("domain", "taken"), [(KEFU, ["mood", "language"]), (STOCK, []), ("intents: [greet]", [])]
)
def test_a_slot_takes_what_it_is_mapped_from(domain: str, taken: List[str]) -> None:
    assert [name for name in ("mood", "language") if fills_a_slot(name, tracker(domain))] == taken


def test_what_is_parsed_outside_a_conversation_fills_nothing() -> None:
    assert not fills_a_slot("mood", DialogueStateTracker.from_events("test", []))
    assert fills_a_slot("mood", None)


@pytest.mark.parametrize(("domain", "found"), [(KEFU, ["language"]), (STOCK, [])])
def test_the_language_is_added_where_a_slot_takes_it(domain: str, found: List[str]) -> None:
    (message,) = LanguageIdentifier({}).process([Message.build("hello there")], tracker(domain))
    assert [entity["entity"] for entity in message.get("entities", [])] == found
