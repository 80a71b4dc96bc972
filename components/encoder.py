"""Runs the shared frozen lower layers once for each message."""
from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict, Iterator, List, Optional, Sequence, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import BotUttered, Restarted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ACTION_TEXT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bert.context import Context, end_of_bot_text
from components.bert.encoder import (
    Encoded,
    EncoderSpec,
    LowerEncoder,
    copy_encoder,
    describe_encoder,
    encoder_folder,
)
from components.bert.errors import BertError, BrokenModel
from components.bert.find import DEFAULT_MODEL, FoundModel
from components.bert.splits import in_order_of_length
from components.keys import known_keys
from components.settle import settle

# Where the states lie on a message while it passes through the pipeline; never part of the output.
BERT_STATES = "bert_states"
# The encoder's spec on each training example: heads learn from it what they will be served, and Rasa's
# fingerprint of the data changes with the model.
BERT_ENCODER = "bert_encoder"
# The states of what the bot says in end-to-end stories, for BertFeaturizer; never part of the output.
BERT_ACTION_STATES = "bert_action_states"
# What came before the message, for heads that read it in its context; never part of the output.
BERT_CONTEXT = "bert_context"
_BATCH = 32
_REMEMBERED_TEXTS = 256


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class BertEncoder(GraphComponent):
    """Puts on each message what the lower layers of a BERT-family model say of it.

    The heads (`BertIntentClassifier`, `BertSentimentAnalyzer`, `BertEntityExtractor`) go on from there.
    The trained model carries the lower layers, so a server needs neither the base model nor torch.
    """

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return ["onnxruntime", "onnx", "tokenizers", "safetensors"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # Name or folder of a BERT-family model (BERT, RoBERTa, XLM-R), such as bert-base-chinese.
            "model": DEFAULT_MODEL,
            # Layers that stay as they are and run once for all heads; 0: the lower two thirds.
            "frozen_layers": 0,
            # Put before each text; "auto": "query: " for the E5 family, else nothing.
            "prefix": "auto",
            # Longer messages are cut here, in tokens of the model.
            "max_tokens": 128,
            # Of the lower layers: "int8" or "float32".
            "precision": "int8",
        }

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        encoder: Optional[LowerEncoder] = None,
    ) -> None:
        """Construct a new encoder, without its layers unless they are given."""
        self._config = known_keys("BertEncoder", config, self.get_default_config())
        self._model_storage = model_storage
        self._resource = resource
        self._encoder = encoder
        # The bot says the same things to many customers, and the customer's last message was read a moment ago.
        self._remembered = lru_cache(maxsize=_REMEMBERED_TEXTS)(self._read)

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "BertEncoder":
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """The weights' hash and our version: Rasa's fingerprint holds only the model's name."""
        return _describe({**cls.get_default_config(), **config})[0].digest

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the lower layers, the tokenizer and the spec in the model; nothing is tuned here."""
        spec, _ = _describe(self._config)
        folder = encoder_folder(spec)
        with self._model_storage.write_to(self._resource) as model_dir:
            copy_encoder(folder, model_dir)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "BertEncoder":
        """Loads the lower layers (see parent class for full docstring).

        Raises:
            BrokenModel: if the archive lacks them or they are damaged.
        """
        try:
            with model_storage.read_from(resource) as model_dir:
                return cls(config, model_storage, resource, LowerEncoder(model_dir))
        except ValueError as error:  # LocalModelStorage.read_from: the resource is not in the archive
            raise BrokenModel(
                "The trained model holds no BertEncoder. Train again with `rasa train --force`."
            ) from error

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Notes on each example which encoder the heads will be served by."""
        spec = self._loaded().spec.to_json()
        for example in training_data.training_examples:
            if example.get(TEXT):
                example.set(BERT_ENCODER, spec)
        return training_data

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Encodes the text of each message once, in batches of like length, and what came before it."""
        settle()  # with the first message everything is loaded
        readable = [message for message in messages if needs_reading(message)]
        for batch in in_order_of_length(range(len(readable)), [len(m.get(TEXT)) for m in readable], _BATCH):
            texts = [readable[row].get(TEXT) for row in batch]
            for row, encoded in zip(batch, self._loaded().encode_batch(texts, embedded=True)):
                readable[row].set(BERT_STATES, encoded)
        for message in messages:
            if message.get(ACTION_TEXT):
                message.set(BERT_ACTION_STATES, self._loaded().encode(message.get(ACTION_TEXT)))
        context = self._context(tracker) if readable and tracker is not None else None
        if context is not None:
            for message in readable:
                message.set(BERT_CONTEXT, context)
        return messages

    def _context(self, tracker: DialogueStateTracker) -> Optional[Context]:
        """What was said last on both sides, in this session; None at its beginning."""
        bot, previous, intent = "", "", None
        for event in reversed(tracker.events):
            if isinstance(event, (SessionStarted, Restarted)):
                break
            if isinstance(event, BotUttered) and event.text:
                bot = bot or event.text
            if isinstance(event, UserUttered):
                previous, intent = event.text or "", event.intent_name
                break
        if previous.startswith("/"):  # a button's payload: its intent says it all
            previous = ""
        context = Context(
            self._remembered(end_of_bot_text(bot)) if bot.strip() else None,
            self._remembered(previous) if previous.strip() else None,
            intent,
        )
        return None if context.empty else context

    def _read(self, text: Text) -> Encoded:
        return self._loaded().encode(text, embedded=True)

    def _loaded(self) -> LowerEncoder:
        if self._encoder is None:
            raise BrokenModel("BertEncoder has no layers yet: train it, then load it.")
        return self._encoder


def needs_reading(message: Message) -> bool:
    """Whether a message has words to understand.

    Payloads of buttons ("/affirm") are not: Rasa reads them itself and overwrites what components say
    (`rasa/core/processor.py`, `parse_message`).
    """
    text = message.get(TEXT) or ""
    return bool(text.strip()) and not text.startswith("/")


def states_of(message: Message, component: Text) -> Optional[Encoded]:
    """The states that BertEncoder left on a message; None where there is nothing to read."""
    if not needs_reading(message):
        return None
    encoded = message.get(BERT_STATES)
    if encoded is None:
        raise InvalidConfigException(f"{component} needs BertEncoder before it in the pipeline of config.yml.")
    return encoded


def batches_of_states(
    messages: Sequence[Message], component: Text, size: int = 64
) -> Iterator[Tuple[List[int], List[Encoded]]]:
    """The messages that have words, from short to long, as batches of their places and their states.

    Messages of like length go together, so that little padding is computed.
    """
    encoded = [(place, states_of(message, component)) for place, message in enumerate(messages)]
    readable = [(place, one) for place, one in encoded if one is not None]
    for rows in in_order_of_length(range(len(readable)), [len(one.states) for _, one in readable], size):
        yield [readable[row][0] for row in rows], [readable[row][1] for row in rows]


def training_spec(training_data: TrainingData, component: Text) -> EncoderSpec:
    """The encoder that BertEncoder noted on the training examples."""
    for example in training_data.training_examples:
        if example.get(BERT_ENCODER):
            return EncoderSpec.from_json(example.get(BERT_ENCODER))
    raise InvalidConfigException(f"{component} needs BertEncoder before it in the pipeline of config.yml.")


def _describe(config: Dict[Text, Any]) -> Tuple[EncoderSpec, FoundModel]:
    try:
        return describe_encoder(
            config["model"],
            frozen_layers=config["frozen_layers"],
            prefix=config["prefix"],
            max_tokens=config["max_tokens"],
            precision=config["precision"],
        )
    except (BertError, ValueError) as error:
        raise InvalidConfigException(f"BertEncoder: {error}") from error


