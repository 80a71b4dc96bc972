"""Extracts entities with a fine-tuned BERT head."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Tuple, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_CONFIDENCE,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_GROUP,
    ENTITY_ATTRIBUTE_ROLE,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    INTENT,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import raise_warning

from components.bert.heads import TokenHead
from components.bert.store import cached_head, head_key
from components.bert.tags import Span
from components.bert.tuning import Tuning
from components.encoder import BertEncoder, batches_of_states, training_spec
from components.head import (
    HEAD_FINGERPRINT,
    HEAD_PACKAGES,
    checked_config,
    learnt_nothing,
    load_head,
    persist_head,
    persist_nothing,
    tuning_defaults,
)
from components.marks import marked_texts, words_of
from components.whole_words import WHOLE_WORDS_VERSION, WholeWords


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class BertEntityExtractor(EntityExtractorMixin, GraphComponent):
    """Appends the entities, with their roles and groups, that a tagger tuned on the annotated examples finds.

    An entity begins and ends at a Chinese character, an English word or a number, never inside one, and takes
    Chinese words whole unless the marks cut them. Where no example has an entity, it warns once in training
    and finds none.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        """Components that should be included in the pipeline before this component."""
        return [BertEncoder]

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return HEAD_PACKAGES

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            **tuning_defaults(),
            # Of the tuned layers when serving: "int8" or "float32".
            "precision": "int8",
            # Annotated entities that another component finds, which this one need not learn.
            "ignore": [],
        }

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        head: Optional[TokenHead] = None,
        whole_words: Optional[WholeWords] = None,
    ) -> None:
        """Construct a new extractor, untrained unless a head is given."""
        self._config = checked_config("BertEntityExtractor", config, self.get_default_config())
        self._model_storage = model_storage
        self._resource = resource
        self._head = head
        self._whole_words = whole_words or WholeWords()

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "BertEntityExtractor":
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """The versions of the trainer and of how words are learnt."""
        return f"{HEAD_FINGERPRINT}-words-{WHOLE_WORDS_VERSION}"

    def train(self, training_data: TrainingData) -> Resource:
        """Fine-tunes on the annotated examples, or takes the result of the same training from the cache."""
        spec = training_spec(training_data, "BertEntityExtractor")
        tuning = Tuning.from_config(self._config)
        rows = self._rows(training_data)
        if not any(spans for _, spans in rows):
            return self._persist_nothing()

        def train() -> Any:
            from components.bert.finetune_tokens import tune_token_head

            spans = [[Span(*span) for span in row] for _, row in rows]
            return tune_token_head(spec, [text for text, _ in rows], spans, tuning, "entities")

        head = cached_head(head_key("entities", spec, tuning, rows), train)
        # Words are learnt anew each time: they depend on the tokenizer, which the head does not.
        with self._model_storage.write_to(self._resource) as folder:
            WholeWords.learn(marked_texts(training_data.training_examples)).save(Path(folder))
        return persist_head(head, self._model_storage, self._resource)

    def _persist_nothing(self) -> Resource:
        raise_warning(
            "BertEntityExtractor: no training example has an entity that it should learn, so it will find none. "
            "Annotate some in the NLU data, or take it out of the pipeline in config.yml."
        )
        return persist_nothing(self._model_storage, self._resource)

    def _rows(self, training_data: TrainingData) -> List[Tuple[Text, List[Tuple[Text, int, int]]]]:
        """Texts and their entities (tag, start, end), each text once, sorted."""
        rows: Dict[Text, List[Tuple[Text, int, int]]] = {}
        for example in training_data.training_examples:
            # Only examples of customers' words: rules and stories add messages without text or intent.
            if example.get(TEXT) and example.get(INTENT):
                rows[example.get(TEXT)] = sorted(
                    (tag_of(e), e[ENTITY_ATTRIBUTE_START], e[ENTITY_ATTRIBUTE_END])
                    for e in example.get(ENTITIES, [])
                    if self._is_ours(e)
                )
        return sorted(rows.items())

    def _is_ours(self, annotation: Dict[Text, Any]) -> bool:
        # As DIET has it: what another extractor found in a conversation is no annotation to learn from.
        ours = annotation.get(EXTRACTOR) in (None, type(self).__name__)
        return ours and annotation[ENTITY_ATTRIBUTE_TYPE] not in self._config["ignore"]

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "BertEntityExtractor":
        """Loads the tuned head (see parent class for full docstring).

        Raises:
            BrokenModel: if the archive lacks it or it is damaged.
        """
        if learnt_nothing(model_storage, resource):
            return cls(config, model_storage, resource)
        tuned = load_head("BertEntityExtractor", model_storage, resource)
        precision = {**cls.get_default_config(), **config}["precision"]
        with model_storage.read_from(resource) as folder:
            words = WholeWords.load(Path(folder))
        return cls(config, model_storage, resource, TokenHead(tuned, precision), words)

    def process(self, messages: List[Message]) -> List[Message]:
        """Appends the entities of each message."""
        if self._head is None:
            return messages
        for places, encoded in batches_of_states(messages, "BertEntityExtractor"):
            chosen = [messages[place] for place in places]
            for message, spans in zip(chosen, self._head.spans([m.get(TEXT) for m in chosen], encoded)):
                kinds = [attributes_of(span.entity)[ENTITY_ATTRIBUTE_TYPE] for span in spans]
                whole = self._whole_words.widen(message.get(TEXT), spans, kinds, words_of(message))
                found = [self._entity(message, span) for span in whole]
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages

    def _entity(self, message: Message, span: Span) -> Dict[Text, Any]:
        return {
            **attributes_of(span.entity),
            ENTITY_ATTRIBUTE_START: span.start,
            ENTITY_ATTRIBUTE_END: span.end,
            ENTITY_ATTRIBUTE_CONFIDENCE: span.confidence,
            ENTITY_ATTRIBUTE_VALUE: message.get(TEXT)[span.start : span.end],
            EXTRACTOR: type(self).__name__,
        }


def tag_of(annotation: Dict[Text, Any]) -> Text:
    """The name that the tagger knows an annotated entity by: its type, or a JSON list of type, role and group.

    >>> tag_of({"entity": "city"}), tag_of({"entity": "city", "role": "departure"})
    ('city', '["city", "departure", null]')
    """
    entity = annotation[ENTITY_ATTRIBUTE_TYPE]
    role, group = annotation.get(ENTITY_ATTRIBUTE_ROLE), annotation.get(ENTITY_ATTRIBUTE_GROUP)
    # An entity whose own name begins with a bracket is written as a list too, so that none is taken for another.
    if role is None and group is None and not entity.startswith("["):
        return entity
    return json.dumps([entity, role, group], ensure_ascii=False)


def attributes_of(tag: Text) -> Dict[Text, Any]:
    """Type, role and group that `tag_of` made a tag of; role and group only where there is one.

    >>> attributes_of('["city", "departure", null]')
    {'entity': 'city', 'role': 'departure'}
    """
    if not tag.startswith("["):
        return {ENTITY_ATTRIBUTE_TYPE: tag}
    keys = (ENTITY_ATTRIBUTE_TYPE, ENTITY_ATTRIBUTE_ROLE, ENTITY_ATTRIBUTE_GROUP)
    return {key: value for key, value in zip(keys, json.loads(tag)) if value is not None}
