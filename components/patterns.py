"""Extracts entities that have a form: order and tracking numbers, phone tails, prices, dates."""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Dict, List, Sequence, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_CONFIDENCE,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from components.bert.units import Unit, fold, units
from components.encoder import needs_reading
from components.light_spacy import import_spacy
from components.pattern_table import TABLE, PatternRow, TokenPattern

_SEPARATORS = re.compile(r"[\s\-_]+")


@dataclass(frozen=True)
class _Match:
    row: int
    start: int
    end: int


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PatternEntityExtractor(EntityExtractorMixin, GraphComponent):
    """Appends the values that spaCy's Matcher finds by `components.pattern_table.TABLE`.

    A sure value (a number with a form of its own) replaces what other extractors guessed over it; an
    unsure one (a price, a date) gives way to a guess that is at least as long.
    """

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return ["spacy"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # Entities of the table that are not to be looked for.
            "ignore": [],
            # Only this many characters from the beginning are searched.
            "max_characters": 2000,
        }

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Compiles the table."""
        import_spacy()
        from spacy.matcher import Matcher
        from spacy.vocab import Vocab

        self._config = {**self.get_default_config(), **config}
        self._vocab = Vocab()
        self._matchers: List[Tuple[int, Matcher, PatternRow]] = []
        for number, row in enumerate(TABLE):
            if row.entity not in self._config["ignore"]:
                matcher = Matcher(self._vocab)
                matcher.add(row.entity, [list(pattern) for pattern in row.patterns])
                self._matchers.append((number, matcher, row))
        self._before = {number: self._contexts(row.before) for number, _, row in self._matchers if row.before}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PatternEntityExtractor":
        """Creates a new component (see parent class for full docstring)."""
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the values found in each message and removes the guesses that they overrule."""
        for message in messages:
            if needs_reading(message):
                merged = self._merge(message.get(ENTITIES, []), self.extract(message.get(TEXT)))
                message.set(ENTITIES, merged, add_to_output=True)
        return messages

    def extract(self, text: Text) -> List[Dict[Text, Any]]:
        """The values in a text, in their order, none overlapping another."""
        parts = units(text[: self._config["max_characters"]])
        matches = sorted(self._matches(parts), key=lambda match: (match.start - match.end, match.row))
        chosen: List[_Match] = []
        for match in matches:
            if all(match.end <= other.start or match.start >= other.end for other in chosen):
                chosen.append(match)
        return [self._entity(text, parts, match) for match in sorted(chosen, key=lambda match: match.start)]

    def _matches(self, parts: Sequence[Unit]) -> List[_Match]:
        from spacy.tokens import Doc

        if not parts:
            return []
        gaps = [left.end < right.start for left, right in zip(parts, [*parts[1:], parts[-1]])]
        doc = Doc(self._vocab, words=[part.text for part in parts], spaces=gaps)
        words = [place for place, part in enumerate(parts) if any(map(str.isalnum, part.text))]
        found = []
        for number, matcher, row in self._matchers:
            # Where words before the value are asked for, they must end exactly where it begins.
            fits = {end for _, _, end in self._before[number](doc)} if row.before else None
            for _, start, end in matcher(doc):
                if fits is not None and start not in fits:
                    continue
                if row.alone and words != list(range(start, end)):
                    continue
                found.append(_Match(number, start, end))
        return found

    def _contexts(self, patterns: Sequence[List[TokenPattern]]) -> Any:
        from spacy.matcher import Matcher

        matcher = Matcher(self._vocab)
        matcher.add("before", [list(pattern) for pattern in patterns])
        return matcher

    def _entity(self, text: Text, parts: Sequence[Unit], match: _Match) -> Dict[Text, Any]:
        row = TABLE[match.row]
        start, end = parts[match.start].start, parts[match.end - 1].end
        value = text[start:end]
        return {
            ENTITY_ATTRIBUTE_TYPE: row.entity,
            ENTITY_ATTRIBUTE_START: start,
            ENTITY_ATTRIBUTE_END: end,
            ENTITY_ATTRIBUTE_CONFIDENCE: 1.0,
            ENTITY_ATTRIBUTE_VALUE: _SEPARATORS.sub("", fold(value)).upper() if row.compact else value,
            EXTRACTOR: type(self).__name__,
            "sure": row.sure,
        }

    @staticmethod
    def _merge(guesses: List[Dict[Text, Any]], found: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
        kept, added = list(guesses), []
        for value in found:
            sure = value.pop("sure")
            rivals = [guess for guess in kept if _overlap(guess, value) and not _whole_message_label(guess)]
            if sure or all(_length(rival) < _length(value) for rival in rivals):
                kept = [guess for guess in kept if guess not in rivals]
                added.append(value)
        return sorted([*kept, *added], key=lambda entity: entity[ENTITY_ATTRIBUTE_START])


def _length(entity: Dict[Text, Any]) -> int:
    return int(entity[ENTITY_ATTRIBUTE_END] - entity[ENTITY_ATTRIBUTE_START])


def _overlap(one: Dict[Text, Any], other: Dict[Text, Any]) -> bool:
    return bool(
        one[ENTITY_ATTRIBUTE_START] < other[ENTITY_ATTRIBUTE_END]
        and other[ENTITY_ATTRIBUTE_START] < one[ENTITY_ATTRIBUTE_END]
    )


def _whole_message_label(entity: Dict[Text, Any]) -> bool:
    """Labels of a whole message (mood, language) are no rivals of the values inside it."""
    return entity.get(EXTRACTOR) in ("BertSentimentAnalyzer", "LanguageIdentifier")
