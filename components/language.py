"""Tells whether a message is written in Chinese or in English."""
from __future__ import annotations

import re
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

from components.bert.units import fold
from components.encoder import needs_reading
from components.keys import known_keys
from components.whole_message import fills_a_slot, whole_message_entity

LANGUAGE_ENTITY = "language"
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# Words of letters only: "SF1390284756120" and "iPhone15" say nothing of the customer's language.
_ENGLISH = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]+(?:['’][A-Za-z]+)?(?![A-Za-z0-9])")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageIdentifier(GraphComponent):
    """Adds an entity ``language`` (zh or en) over each message whose language can be told, where that fills a slot.

    A message of digits, signs or emoji alone gets none, so the slot keeps the language of the conversation.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # A mixed message is English if it has at least this many English words for each Chinese character.
            "english_words_for_a_character": 2.0,
        }

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Construct a new identifier; raises InvalidConfigException for an unknown key."""
        self._config = known_keys("LanguageIdentifier", config, self.get_default_config())

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
        """Adds the entity to each message with words."""
        if not fills_a_slot(LANGUAGE_ENTITY, tracker):
            return messages
        for message in messages:
            language = self.identify(message.get("text") or "") if needs_reading(message) else None
            if language:
                entity = whole_message_entity(message, LANGUAGE_ENTITY, language, 1.0, type(self).__name__)
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages

    def identify(self, text: Text) -> Optional[Text]:
        """The language of a text: "zh", "en", or None where it has no word of either.

        >>> identifier = LanguageIdentifier({})
        >>> identifier.identify("我的order到哪了"), identifier.identify("where is it"), identifier.identify("８８１２")
        ('zh', 'en', None)
        """
        folded = fold(text)
        characters, words = len(_CHINESE.findall(folded)), len(_ENGLISH.findall(folded))
        if not characters and not words:
            return None
        return "en" if words >= self._config["english_words_for_a_character"] * characters else "zh"
