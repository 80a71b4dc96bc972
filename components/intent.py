"""Classifies the intent of a message with a fine-tuned BERT head."""
from __future__ import annotations

from dataclasses import asdict
from typing import Any, Dict, List, Optional, Text, Tuple, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import raise_warning

from components.bert.dialogues import ContextExample, context_fingerprint, read_context
from components.bert.errors import TrainingDataError
from components.bert.heads import SentenceHead
from components.bert.store import cached_head, head_key
from components.bert.tuning import Tuning
from components.encoder import BERT_CONTEXT, BertEncoder, batches_of_states, training_spec
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

# The key of how strange a message is, beside the limit, on the message.
NOVELTY = "novelty"


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
            # A YAML file, or a folder of them, with messages in their context; none: read each message by itself.
            "context": "data/context",
            # Share of known messages that is not to be taken for novel, by the validation part, in [0.5, 1).
            "novelty_accept": 0.98,
            # How fast trust falls beyond that limit: by exp(-weight) for each standard deviation; 0: not at all.
            "novelty_weight": 0.5,
            # The intent that gets what trust novel messages lose, if the data have it; else confidence just falls.
            "out_of_scope_intent": "out_of_scope",
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
        """The trainer's version and the content of the context files, which Rasa does not know of."""
        source = {**cls.get_default_config(), **config}["context"]
        _dialogues({"context": source})  # a mistake is named before minutes of training
        return f"{HEAD_FINGERPRINT}-{context_fingerprint(source) if source else ''}"

    def train(self, training_data: TrainingData) -> Resource:
        """Fine-tunes on the intent examples, or takes the result of the same training from the cache."""
        spec = training_spec(training_data, "BertIntentClassifier")
        tuning = Tuning.from_config(self._config)
        # Examples that come from rules and stories carry an intent but no text.
        rows = sorted({(e.get(TEXT), e.get(INTENT)) for e in training_data.intent_examples if e.get(TEXT)})
        if len({intent for _, intent in rows}) < 2:
            return self._persist_nothing()
        dialogues = _dialogues(self._config)

        def train() -> Any:
            from components.bert.finetune import tune_sentence_head

            texts, labels = zip(*rows)
            return tune_sentence_head(spec, texts, {INTENT: labels}, tuning, "intent")

        def train_in_context() -> Any:
            from components.bert.finetune_context import add_context

            plain = cached_head(head_key("intent", spec, tuning, rows), train)
            return add_context(plain, spec, dialogues, rows, "intent", tuning.seed)

        if dialogues:
            key = head_key("intent in context", spec, tuning, [rows, [asdict(one) for one in dialogues]])
            head = cached_head(key, train_in_context)
        else:
            head = cached_head(head_key("intent", spec, tuning, rows), train)
        return persist_head(head, self._model_storage, self._resource)

    def _persist_nothing(self) -> Resource:
        # As Rasa's own classifiers do: a bot of end-to-end stories has no intents, a new one has a first.
        raise_warning(
            "BertIntentClassifier: the NLU data have examples of fewer than two intents, so it will tell none. "
            "Write examples of another intent, or take it out of the pipeline in config.yml."
        )
        return persist_nothing(self._model_storage, self._resource)

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
        if learnt_nothing(model_storage, resource):
            return cls(config, model_storage, resource)
        tuned = load_head("BertIntentClassifier", model_storage, resource)
        precision = {**cls.get_default_config(), **config}["precision"]
        return cls(config, model_storage, resource, SentenceHead(tuned, precision))

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets the intent and the ranking, sorted by falling confidence, and the novelty of each message."""
        readings = self._read(messages)
        for place, message in enumerate(messages):
            ranking, novelty = readings.get(place, ([], None))
            best = dict(ranking[0]) if ranking else {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            message.set(INTENT, best, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set(NOVELTY, novelty, add_to_output=True)
        return messages

    def _read(self, messages: List[Message]) -> Dict[int, Tuple[List[Dict[Text, Any]], Dict[Text, Any]]]:
        """Ranking and novelty of the messages that have words, by their place."""
        results: Dict[int, Tuple[List[Dict[Text, Any]], Dict[Text, Any]]] = {}
        if self._head is None:
            return results
        for places, encoded in batches_of_states(messages, "BertIntentClassifier"):
            features = self._head.features(encoded)
            contexts = [messages[place].get(BERT_CONTEXT) for place in places]
            probabilities = self._head.probabilities_of(features, contexts)[INTENT]
            scores = self._head.novelty.scores(features, self._head.logits(features)[INTENT])
            for place, row, score in zip(places, probabilities, scores):
                results[place] = self._judge(row, float(score))
        return results

    def _judge(self, probabilities: np.ndarray, score: float) -> Tuple[List[Dict[Text, Any]], Dict[Text, Any]]:
        """The ranking after novelty has had its say, and the novelty itself."""
        assert self._head is not None
        names = self._head.labels[INTENT]
        limit = self._head.novelty.limit(self._config["novelty_accept"])
        novelty = {"score": score, "threshold": limit, "novel": limit is not None and score > limit}
        if limit is not None and score > limit:
            probabilities = self._doubted(probabilities, names, score - limit)
        order = probabilities.argsort()[::-1][: self._config["ranking_length"] or None]
        ranking = [
            {INTENT_NAME_KEY: names[place], PREDICTED_CONFIDENCE_KEY: float(probabilities[place])} for place in order
        ]
        return ranking, novelty

    def _doubted(self, probabilities: np.ndarray, names: List[Text], beyond: float) -> np.ndarray:
        """What is strange to all training sentences is believed less, and more likely out of scope."""
        believed = probabilities * np.exp(-self._config["novelty_weight"] * beyond)
        rest = self._config["out_of_scope_intent"]
        if rest in names:
            believed[names.index(rest)] += 1.0 - believed.sum()
        return believed


def _dialogues(config: Dict[Text, Any]) -> List[ContextExample]:
    """The examples of messages in context; none if there is no such folder."""
    try:
        return read_context(config["context"]) if config["context"] else []
    except TrainingDataError as error:
        raise InvalidConfigException(f"BertIntentClassifier: {error}") from error
