"""Entities that say something of a whole message, so that a slot mapping can carry it to rules and responses."""
from __future__ import annotations

from typing import Any, Dict, Text

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
