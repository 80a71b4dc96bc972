"""Tells whether a message is written in Chinese, in English, or in both."""
from __future__ import annotations

import re
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from components.bert.units import fold
from components.encoder import needs_reading
from components.keys import known_keys
from components.whole_message import fills_a_slot, whole_message_entity

# The key of the result on the message, as actions find it in `tracker.latest_message`.
LANGUAGE = "language"
LANGUAGE_ENTITY = "language"
CHINESE, ENGLISH, MIXED = "zh", "en", "mixed"
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# Words of two letters or more: "SF1390284756120" and "iPhone15" say nothing of the customer's language, nor
# does the letter of "M码" and "B款".
_ENGLISH = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]+(?:(?:['’][A-Za-z]+)|[A-Za-z])(?![A-Za-z0-9])")
# Units and sizes, which are written alike in both languages.
_UNITS = frozenset(
    {
        *("xs", "xl", "xxl", "xxxl", "cm", "mm", "km", "kg", "mg", "ml", "gb", "tb", "mb", "kb", "hz", "khz", "mhz"),
        *("ghz", "mah", "wh", "kw", "kwh", "db", "fps", "dpi", "ppi", "rpm", "rmb", "cny", "usd"),
    }
)


class _Counts(NamedTuple):
    """Chinese characters and English words of a message."""

    characters: int
    words: int


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageIdentifier(GraphComponent):
    """Sets ``language`` on each message whose language can be told, and an entity ``language`` over it.

    The message's ``language`` is ``{"name", "zh", "en"}``: zh, en or mixed; the shares of both, in [0, 1] with
    sum 1, of the Chinese characters and the English words together. The entity, set where it fills a slot, is
    the language to answer in: zh or en. A message of digits, signs, names, units or emoji alone gets neither, so
    the slot keeps the language of the conversation.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # A mixed message is answered in English if it has at least this many English words for each
            # Chinese character.
            "english_words_for_a_character": 2.0,
            # Entities that other components found, whose words belong to no language: "Nike 的鞋" is Chinese.
            "names": ["product", "brand"],
            # English words that Chinese customers use as their own; they say nothing of the language.
            "borrowed_words": ["ok", "app", "vip", "plus", "pro", "max", "mini", "qq", "wifi", "usb", "id", "diy"],
        }

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Construct a new identifier; raises InvalidConfigException for an unknown key."""
        self._config = known_keys("LanguageIdentifier", config, self.get_default_config())
        self._no_language = _UNITS | {word.lower() for word in self._config["borrowed_words"]}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LanguageIdentifier":
        """Creates a new component (see parent class for full docstring)."""
        return cls(config)

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Sets the language, and the entity if it is wanted, of each message with words."""
        emit = fills_a_slot(LANGUAGE_ENTITY, tracker)
        for message in messages:
            if not needs_reading(message):
                continue
            counts = self._count(message.get(TEXT), message.get(ENTITIES, []))
            if not any(counts):
                continue
            message.set(LANGUAGE, _described(counts), add_to_output=True)
            if emit:
                value = self._to_answer_in(counts)
                entity = whole_message_entity(message, LANGUAGE_ENTITY, value, 1.0, type(self).__name__)
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages

    def identify(self, text: Text, entities: Sequence[Dict[Text, Any]] = ()) -> Optional[Text]:
        """The language to answer a text in: "zh", "en", or None where it has no word of either.

        >>> identifier = LanguageIdentifier({})
        >>> identifier.identify("我的order到哪了"), identifier.identify("where is it"), identifier.identify("８８１２")
        ('zh', 'en', None)
        """
        counts = self._count(text, entities)
        return self._to_answer_in(counts) if any(counts) else None

    def _to_answer_in(self, counts: _Counts) -> Text:
        few = counts.words < self._config["english_words_for_a_character"] * counts.characters
        return CHINESE if few or not counts.words else ENGLISH

    def _count(self, text: Text, entities: Sequence[Dict[Text, Any]]) -> _Counts:
        folded = fold(text)  # of the same length, so that the entities' places hold
        names = [
            (entity[ENTITY_ATTRIBUTE_START], entity[ENTITY_ATTRIBUTE_END])
            for entity in entities
            if entity[ENTITY_ATTRIBUTE_TYPE] in self._config["names"]
        ]
        words = [
            word
            for word in _ENGLISH.finditer(folded)
            if word.group().lower() not in self._no_language
            and not any(start <= word.start() < end for start, end in names)
        ]
        return _Counts(len(_CHINESE.findall(folded)), len(words))


def _described(counts: _Counts) -> Dict[Text, Any]:
    """The message's language and the shares of both."""
    total = sum(counts)
    name = MIXED if all(counts) else CHINESE if counts.characters else ENGLISH
    return {"name": name, CHINESE: counts.characters / total, ENGLISH: counts.words / total}
