"""Classifies the intent of a message with a fine-tuned BERT head."""
from __future__ import annotations

from typing import Any, Dict, List, Optional, Text, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bert.heads import SentenceHead
from components.bert.store import cached_head, head_key
from components.bert.tuning import Tuning
from components.encoder import BertEncoder, states_of, training_spec
from components.head import (
    HEAD_FINGERPRINT,
    HEAD_PACKAGES,
    checked_config,
    load_head,
    persist_head,
    tuning_defaults,
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class BertIntentClassifier(IntentClassifier, GraphComponent):
    """Sets ``intent`` and ``intent_ranking`` by a head tuned on the shop's examples."""

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
            # How many intents the ranking names; 0: all.
            "ranking_length": 10,
        }

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        head: Optional[SentenceHead] = None,
    ) -> None:
        """Construct a new classifier, untrained unless a head is given."""
        self._config = checked_config("BertIntentClassifier", config, self.get_default_config())
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
    ) -> "BertIntentClassifier":
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """The trainer's version."""
        return HEAD_FINGERPRINT

    def train(self, training_data: TrainingData) -> Resource:
        """Fine-tunes on the intent examples, or takes the result of the same training from the cache."""
        spec = training_spec(training_data, "BertIntentClassifier")
        tuning = Tuning.from_config(self._config)
        # Examples that come from rules and stories carry an intent but no text.
        rows = sorted({(e.get(TEXT), e.get(INTENT)) for e in training_data.intent_examples if e.get(TEXT)})

        def train() -> Any:
            from components.bert.finetune import tune_sentence_head

            texts, labels = zip(*rows)
            return tune_sentence_head(spec, texts, {INTENT: labels}, tuning, "intent")

        head = cached_head(head_key("intent", spec, tuning, rows), train)
        return persist_head(head, self._model_storage, self._resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "BertIntentClassifier":
        """Loads the tuned head (see parent class for full docstring).

        Raises:
            BrokenModel: if the archive lacks it or it is damaged.
        """
        tuned = load_head("BertIntentClassifier", model_storage, resource)
        precision = {**cls.get_default_config(), **config}["precision"]
        return cls(config, model_storage, resource, SentenceHead(tuned, precision))

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets the intent and the ranking, sorted by falling confidence, of each message."""
        for message in messages:
            encoded = states_of(message, "BertIntentClassifier")
            ranking: List[Dict[Text, Any]] = []
            if encoded is not None and self._head is not None:
                probabilities = self._head.probabilities([encoded])[INTENT][0]
                order = probabilities.argsort()[::-1][: self._config["ranking_length"] or None]
                names = self._head.labels[INTENT]
                ranking = [
                    {INTENT_NAME_KEY: names[place], PREDICTED_CONFIDENCE_KEY: float(probabilities[place])}
                    for place in order
                ]
            best = dict(ranking[0]) if ranking else {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            message.set(INTENT, best, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
