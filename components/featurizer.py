"""Gives Rasa's own classifiers and extractors dense features from the shared encoder."""
from __future__ import annotations

from typing import Any, Dict, List, Optional, Text, Tuple, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import DENSE_FEATURIZABLE_ATTRIBUTES, TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ACTION_TEXT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bert.encoder import Encoded, LowerEncoder, encoder_folder
from components.bert.errors import BrokenModel
from components.bert.features import FEATURES_VERSION, TextFeatures, feature_spec, read_texts, word_vectors
from components.encoder import BERT_ACTION_STATES, BertEncoder, needs_reading, states_of, training_spec
from components.keys import known_keys


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class BertFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds dense sequence and sentence features to each message, for DIET and any other stock component.

    It goes on from the states that `BertEncoder` left, with the model's own upper layers as they are. Without
    a text to read (an empty message, or the payload of a button) the features are zeros, because
    `LogisticRegressionClassifier` fails on a message that has none.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        """Components that should be included in the pipeline before this component."""
        return [Tokenizer, BertEncoder]

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return ["onnxruntime", "onnx", "safetensors"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            **DenseFeaturizer.get_default_config(),
            # Layers of the model, counted from 1, whose pooled states make up the sentence's vector: those that
            # BertEncoder gives and at most one above them. Words get the highest one's states. []: BertEncoder's
            # and the model's last.
            "layers": [],
            # How the states of a sentence become one vector: "mean" or "max".
            "pooling": "mean",
            # Of the layers above BertEncoder's: "int8" or "float32".
            "precision": "int8",
        }

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        features: Optional[TextFeatures] = None,
    ) -> None:
        """Construct a new featurizer, without its layers unless they are given."""
        super().__init__(execution_context.node_name, {**self.get_default_config(), **config})
        self._model_storage = model_storage
        self._resource = resource
        self._features = features

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "BertFeaturizer":
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, model_storage, resource, execution_context)

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Refuses unknown keys; values are checked against the encoder in `train`."""
        known_keys("BertFeaturizer", config, cls.get_default_config())

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """Our version; the weights' hash is in the encoder's spec, which `BertEncoder` notes on the examples."""
        return f"features-{FEATURES_VERSION}"

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the upper layers in the model; nothing is tuned."""
        encoder = training_spec(training_data, "BertFeaturizer")
        try:
            spec = feature_spec(encoder, self._config["layers"], self._config["precision"], self._config["pooling"])
        except ValueError as error:
            raise InvalidConfigException(f"BertFeaturizer: {error}.") from error
        features = TextFeatures.build(spec)
        with self._model_storage.write_to(self._resource) as model_dir:
            features.save(model_dir)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "BertFeaturizer":
        """Loads the upper layers (see parent class for full docstring).

        Raises:
            BrokenModel: if the archive lacks them or they are damaged.
        """
        try:
            with model_storage.read_from(resource) as model_dir:
                features = TextFeatures.load(model_dir)
        except ValueError as error:  # LocalModelStorage.read_from: the resource is not in the archive
            raise BrokenModel(
                "The trained model holds no BertFeaturizer. Train again with `rasa train --force`."
            ) from error
        return cls(config, model_storage, resource, execution_context, features)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds features to what customers say, to the texts of responses, and to what the bot says in stories."""
        places: Dict[Text, List[Tuple[Message, Text]]] = {}
        for message in training_data.training_examples:
            for attribute in DENSE_FEATURIZABLE_ATTRIBUTES:
                if attribute == TEXT and message.get(TEXT) and not needs_reading(message):
                    self._add(message, TEXT, None)  # as it will be served
                elif message.get(attribute):
                    places.setdefault(message.get(attribute), []).append((message, attribute))
        if places:
            encoder = LowerEncoder(encoder_folder(self._loaded().spec.encoder))
            for text, encoded, states in read_texts(self._loaded(), encoder, list(places), "features"):
                for message, attribute in places[text]:
                    self._add(message, attribute, (encoded, states))
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds features to each message; all texts but the customer's and the bot's are labels by now."""
        for message in messages:
            for attribute, encoded in (
                (TEXT, states_of(message, "BertFeaturizer")),
                (ACTION_TEXT, message.get(BERT_ACTION_STATES)),
            ):
                if message.get(attribute) is not None:
                    read = (encoded, self._loaded().states([encoded])[0]) if encoded else None
                    self._add(message, attribute, read)
        return messages

    def _add(self, message: Message, attribute: Text, read: Optional[Tuple[Encoded, np.ndarray]]) -> None:
        """Adds both kinds of features, zeros where nothing was read."""
        spec = self._loaded().spec
        words = [(token.start, token.end) for token in message.get(TOKENS_NAMES[attribute]) or []]
        if read is None:
            sequence = np.zeros((len(words), spec.encoder.architecture.hidden), np.float32)
            sentence = np.zeros(spec.width, np.float32)
        else:
            sequence, sentence = word_vectors(words, *read), self._loaded().text_vector(*read)
        self.add_features_to_message(sequence, sentence[None], attribute, message)

    def _loaded(self) -> TextFeatures:
        if self._features is None:
            raise BrokenModel("BertFeaturizer has no layers yet: train it, then load it.")
        return self._features
