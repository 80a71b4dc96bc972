"""Cuts a message into words with exact offsets: spaCy's Chinese language over a segmenter."""
from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message

from components.bert.units import fold
from components.keys import known_keys
from components.light_spacy import import_spacy

SEGMENTERS = ("jieba", "char")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ChineseTokenizer(Tokenizer):
    """Tokenizes Chinese, English and mixed text, emoji and full-width forms.

    Every token is an exact slice of the message; tokens do not overlap, hold no white space, and together
    they hold every other character but control characters.
    """

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return ["spacy", "jieba"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # "jieba" cuts words by a dictionary, "char" cuts every Chinese character.
            "segmenter": "jieba",
            # A file of words of the shop for jieba, one a line: word, optional frequency, optional tag.
            "dictionary": None,
            # Whether intents are cut at `intent_split_symbol` (as in Rasa's own tokenizers).
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
        }

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Makes the spaCy language; raises InvalidConfigException for an unknown key or segmenter, or no dictionary."""
        super().__init__(known_keys("ChineseTokenizer", config, self.get_default_config()))
        segmenter, dictionary = self._config["segmenter"], self._config["dictionary"]
        if segmenter not in SEGMENTERS:
            raise InvalidConfigException(
                f"ChineseTokenizer: segmenter must be one of {', '.join(SEGMENTERS)}, not '{segmenter}'."
            )
        import jieba

        jieba.setLogLevel(logging.WARNING)
        self._nlp = import_spacy().blank("zh", config={"nlp": {"tokenizer": {"segmenter": segmenter}}})
        if dictionary:
            jieba.load_userdict(str(_existing(dictionary)))

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ChineseTokenizer":
        """Creates a new component (see parent class for full docstring)."""
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """The dictionary's content: Rasa's fingerprint holds only its name."""
        dictionary = config.get("dictionary")
        return hashlib.sha256(_existing(dictionary).read_bytes()).hexdigest() if dictionary else None

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        """Tokenizes the text of the provided attribute of the incoming message."""
        text = message.get(attribute)
        # Folded text has the same length, so the segmenter sees plain letters and offsets still hold.
        return [
            Token(text[start : start + len(word)], start)
            for token in self._nlp.make_doc(fold(text))
            for start, word in _words(token.text, token.idx)
        ]


def _words(text: Text, start: int) -> List[tuple[int, Text]]:
    """The runs without white space inside one token: a segmenter may leave some in."""
    found, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        found.append((start + at, word))
        at += len(word)
    return found


def _existing(dictionary: Text) -> Path:
    path = Path(dictionary)
    if not path.is_file():
        raise InvalidConfigException(
            f"ChineseTokenizer: dictionary '{dictionary}' is no file (looked in {Path.cwd()}). "
            "Give its path from the project's root, or remove the key."
        )
    return path
