"""Entities that say something of a whole message, so that a slot mapping can carry it to rules and responses."""
from __future__ import annotations

from typing import Any, Dict, Optional, Text

from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITY_ATTRIBUTE_CONFIDENCE,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message


def whole_message_entity(
    message: Message, entity: Text, value: Text, confidence: float, extractor: Text
) -> Dict[Text, Any]:
    """An entity from the first character to the last.

    It has a span because `rasa test nlu` fails with KeyError 'start' on one without
    (`rasa/nlu/test.py`, `determine_token_labels`).
    """
    return {
        ENTITY_ATTRIBUTE_TYPE: entity,
        ENTITY_ATTRIBUTE_START: 0,
        ENTITY_ATTRIBUTE_END: len(message.get(TEXT)),
        ENTITY_ATTRIBUTE_VALUE: value,
        ENTITY_ATTRIBUTE_CONFIDENCE: confidence,
        EXTRACTOR: extractor,
    }


def fills_a_slot(entity: Text, tracker: Optional[DialogueStateTracker]) -> bool:
    """Whether a slot of the conversation is filled from an entity; yes where no tracker is given.

    A bot without such a slot is spared the entity: Rasa would warn that its domain lacks it. So are
    `rasa test` and `/model/parse`, whose tracker has no slots (`rasa/core/processor.py`, `parse_message`):
    no test story is written with an entity over every message, and each would fail.
    """
    if tracker is None:
        return True
    mappings = (mapping for slot in tracker.slots.values() for mapping in slot.mappings)
    return any(mapping.get(ENTITY_ATTRIBUTE_TYPE) == entity for mapping in mappings)
