"""Extracts entities that have a form (order numbers, phone tails, prices, dates), and names that a table lists."""
from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.exceptions import InvalidConfigException
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
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import raise_warning

from components.bert.errors import BrokenModel
from components.bert.units import Unit, fold, units
from components.encoder import needs_reading
from components.keys import known_keys
from components.lookups import LOOKUPS_VERSION, Lookups, table_elements
from components.marks import Span, marked_texts, words_of
from components.pattern_matcher import PatternMatcher
from components.pattern_table import TABLE

_SEPARATORS = re.compile(r"[\s\-_]+")
# Names of lookup tables come after all rows of the table of patterns.
_AFTER_ALL = len(TABLE)


class _Value(NamedTuple):
    """A value's units [start, end), what it is, and its place in the order of precedence."""

    start: int
    end: int
    order: int
    entity: str
    sure: bool = False
    compact: bool = False


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PatternEntityExtractor(EntityExtractorMixin, GraphComponent):
    """Appends the values that spaCy's Matcher finds by `components.pattern_table.TABLE`, and names of lookup tables.

    A sure value (a number with a form of its own) replaces what other extractors guessed over it; an
    unsure one (a price, a date, a name of a table) gives way to a guess that is at least as long.
    """

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return ["spacy", "jieba"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # Entities of the patterns and lookup tables that are not to be looked for.
            "ignore": [],
            # Whether the names in the lookup tables of the training data are looked for.
            "lookups": True,
            # A name that the training sentences mark less often than this share, in [0, 1], is not looked for.
            "lookup_precision": 0.8,
            # Only this many characters from the beginning are searched.
            "max_characters": 2000,
        }

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: Optional[ModelStorage] = None,
        resource: Optional[Resource] = None,
        lookups: Optional[Lookups] = None,
    ) -> None:
        """Compiles the patterns; only what is to be trained needs a storage and a resource.

        Raises:
            InvalidConfigException: for an unknown key or a value out of range.
        """
        self._config = known_keys("PatternEntityExtractor", config, self.get_default_config())
        if not 0 <= self._config["lookup_precision"] <= 1:
            raise InvalidConfigException(
                "PatternEntityExtractor: lookup_precision must be a number from 0 to 1, "
                f"not {self._config['lookup_precision']!r}."
            )
        self._model_storage, self._resource = model_storage, resource
        self._lookups = lookups or Lookups({})
        self._patterns = PatternMatcher(self._config["ignore"])

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PatternEntityExtractor":
        """Creates a new component without lookup tables (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """The version of how tables are learnt: Rasa's fingerprint does not hold the modules that a class calls."""
        return f"lookups-{LOOKUPS_VERSION}"

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the names of the lookup tables that are entities of the examples.

        Raises:
            TrainingDataError: if a table names a file that cannot be read.
        """
        assert self._model_storage is not None
        assert self._resource is not None
        lookups = Lookups(self._tables(training_data))
        trusted = lookups.trusted(marked_texts(training_data.training_examples), self._config["lookup_precision"])
        with self._model_storage.write_to(self._resource) as folder:
            trusted.save(Path(folder))
        return self._resource

    def _tables(self, training_data: TrainingData) -> Dict[Text, List[Text]]:
        tables: Dict[Text, List[Text]] = {}
        for table in training_data.lookup_tables if self._config["lookups"] else ():
            name = table["name"]
            if name in self._config["ignore"]:
                continue
            if name not in training_data.entities:  # as Rasa's RegexEntityExtractor does
                raise_warning(
                    f"PatternEntityExtractor: no example is marked as '{name}', so its lookup table is not used. "
                    "Mark some, or take the table out of the NLU data."
                )
                continue
            tables.setdefault(name, []).extend(table_elements(table))
        return tables

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "PatternEntityExtractor":
        """Loads the lookup tables (see parent class for full docstring).

        Raises:
            BrokenModel: if the archive lacks them or they are damaged.
        """
        try:
            with model_storage.read_from(resource) as folder:
                return cls(config, model_storage, resource, Lookups.load(Path(folder)))
        except ValueError as error:  # LocalModelStorage.read_from: the resource is not in the archive
            raise BrokenModel(
                "The trained model holds no PatternEntityExtractor. Train again with `rasa train --force`."
            ) from error

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the values found in each message and removes the guesses that they overrule."""
        for message in messages:
            if needs_reading(message):
                found = self.extract(message.get(TEXT), words_of(message))
                merged = self._merge(message.get(ENTITIES, []), found)
                message.set(ENTITIES, merged, add_to_output=True)
        return messages

    def extract(self, text: Text, words: Sequence[Span] = ()) -> List[Dict[Text, Any]]:
        """The values in a text, in their order, none overlapping another.

        Args:
            text: The text.
            words: The [start, end) of the tokenizer's words: a short name of a table does not cut one.
        """
        parts = units(text[: self._config["max_characters"]])
        chosen: List[_Value] = []
        for value in sorted(self._values(text, parts, words), key=lambda value: (value.start - value.end, value.order)):
            if all(value.end <= other.start or value.start >= other.end for other in chosen):
                chosen.append(value)
        return [self._entity(text, parts, value) for value in sorted(chosen)]

    def _values(self, text: Text, parts: Sequence[Unit], words: Sequence[Span]) -> Iterator[_Value]:
        for match in self._patterns.find(parts):
            row = TABLE[match.row]
            yield _Value(match.start, match.end, match.row, row.entity, row.sure, row.compact)
        for name in self._lookups.find(text, parts, words):
            yield _Value(name.start, name.end, _AFTER_ALL, name.entity)

    def _entity(self, text: Text, parts: Sequence[Unit], value: _Value) -> Dict[Text, Any]:
        start, end = parts[value.start].start, parts[value.end - 1].end
        words = text[start:end]
        return {
            ENTITY_ATTRIBUTE_TYPE: value.entity,
            ENTITY_ATTRIBUTE_START: start,
            ENTITY_ATTRIBUTE_END: end,
            ENTITY_ATTRIBUTE_CONFIDENCE: 1.0,
            ENTITY_ATTRIBUTE_VALUE: _SEPARATORS.sub("", fold(words)).upper() if value.compact else words,
            EXTRACTOR: type(self).__name__,
            "sure": value.sure,
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
