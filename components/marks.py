"""Training sentences with the words of the tokenizer and the marks of the designers."""
from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import Iterable, Iterator, List, Mapping, Sequence, Tuple

from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    INTENT,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

Span = Tuple[int, int]  # [start, end)


@dataclass(frozen=True)
class MarkedText:
    """A training sentence, the [start, end) of its words, and its marks (entity, start, end) in characters."""

    text: str
    words: Sequence[Span]
    marks: Sequence[Tuple[str, int, int]]


def marked_texts(examples: Iterable[Message]) -> Iterator[MarkedText]:
    """The examples of customers' words: rules and stories add messages without text or intent."""
    for example in examples:
        if example.get(TEXT) and example.get(INTENT):
            marks = [
                (e[ENTITY_ATTRIBUTE_TYPE], e[ENTITY_ATTRIBUTE_START], e[ENTITY_ATTRIBUTE_END])
                for e in example.get(ENTITIES, [])
            ]
            yield MarkedText(example.get(TEXT), words_of(example), marks)


def words_of(message: Message) -> List[Span]:
    """The [start, end) of the tokenizer's words, in characters; none without a tokenizer."""
    return [(token.start, token.end) for token in message.get(TOKENS_NAMES[TEXT]) or []]


def known_to_jieba(word: str) -> bool:
    """Whether jieba's dictionary holds a word; it also makes up words, from the characters' likelihoods."""
    return bool(_jieba_frequencies().get(word))  # 0: only the beginning of a word


@lru_cache(maxsize=1)
def _jieba_frequencies() -> Mapping[str, int]:
    """Jieba's dictionary; words that are added to it later are in it too."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.dt.check_initialized()
    return jieba.dt.FREQ
