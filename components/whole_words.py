"""Widens entities to the ends of the words that they cut, but for words that the training marks cut too."""
from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import AbstractSet, Callable, Dict, Iterable, List, Sequence, Set, Tuple

from components.bert.errors import BrokenModel
from components.bert.tags import Span
from components.bert.units import fold
from components.marks import MarkedText, known_to_jieba
from components.marks import Span as Word

# A change here makes what was learnt before stale; it is part of the fingerprint.
WHOLE_WORDS_VERSION = 1

_FILE = "cut_words.json"


class WholeWords:
    """Which words an entity takes whole: those of a dictionary, unless designers mark a part of them.

    昆 alone is no city where the word is 昆明; but of 五星 a rating is 五, and of 新鞋 a category 鞋, as the
    marks of the training sentences show.
    """

    def __init__(
        self,
        cut: Iterable[Tuple[str, str]] = (),
        is_word: Callable[[str], bool] = known_to_jieba,
    ) -> None:
        """Takes (entity, word) for each word that such an entity may cut; ``is_word`` tells real words."""
        self.cut: AbstractSet[Tuple[str, str]] = frozenset(cut)
        self._is_word = is_word

    @classmethod
    def learn(
        cls, examples: Iterable[MarkedText], is_word: Callable[[str], bool] = known_to_jieba
    ) -> WholeWords:
        """Notes each word of the tokenizer that a mark begins or ends in."""
        cut: Set[Tuple[str, str]] = set()
        for example in examples:
            for entity, start, end in example.marks:
                for word in _cut_words(start, end, example.words):
                    text = example.text[word[0] : word[1]]
                    if is_word(text):
                        cut.add((entity, text))
        return cls(cut, is_word)

    def widen(self, text: str, spans: Sequence[Span], kinds: Sequence[str], words: Sequence[Word]) -> List[Span]:
        """The spans, wider where they cut a word, and joined where two of one kind then meet in it.

        Where two spans of different kinds lie in one word, they stay as they are: a tokenizer that joins two
        entities into one word must not lose either.

        Args:
            text: The message.
            spans: Its entities in their order, none overlapping another.
            kinds: The type of each span's entity, without role and group.
            words: The [start, end) of the tokenizer's words, in characters.
        """
        results: List[Span] = []
        for place, (span, kind) in enumerate(zip(spans, kinds)):
            whole = [word for word in _cut_words(span.start, span.end, words) if self._takes(kind, text, word)]
            start = min([span.start, *(word[0] for word in whole)])
            end = max([span.end, *(word[1] for word in whole)])
            others = (other for at, other in enumerate(spans) if at != place and other.entity != span.entity)
            if any(other.start < end and other.end > start for other in others):
                start, end = span.start, span.end
            if results and results[-1].entity == span.entity and start < results[-1].end:
                results[-1] = replace(results[-1], end=max(end, results[-1].end))
            else:
                results.append(replace(span, start=start, end=end))
        return results

    def _takes(self, kind: str, text: str, word: Word) -> bool:
        content = text[word[0] : word[1]]
        # A dictionary's "T恤" may begin inside "XXT恤": no entity ends inside a run of letters or digits.
        cuts = any(_in_a_run(text, edge) for edge in word)
        return not cuts and (kind, content) not in self.cut and self._is_word(content)

    def save(self, folder: Path) -> None:
        """Writes the words as JSON, by entity."""
        by_entity: Dict[str, List[str]] = {}
        for entity, word in sorted(self.cut):
            by_entity.setdefault(entity, []).append(word)
        (folder / _FILE).write_text(json.dumps(by_entity, ensure_ascii=False, indent=0), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> WholeWords:
        """Reads what `save` wrote.

        Raises:
            BrokenModel: if the file is absent or damaged.
        """
        try:
            by_entity = json.loads((folder / _FILE).read_text(encoding="utf-8"))
            return cls((entity, word) for entity, words in by_entity.items() for word in words)
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise BrokenModel(
                f"{_FILE} in the trained model cannot be read ({error}). Train again with `rasa train --force`."
            ) from error


def _in_a_run(text: str, edge: int) -> bool:
    around = fold(text[max(0, edge - 1) : edge + 1])
    return len(around) == 2 and around.isascii() and around.isalnum()


def _cut_words(start: int, end: int, words: Sequence[Word]) -> List[Word]:
    """The words that begin before a span's beginning or end after its end, and yet touch it."""
    return [word for word in words if word[0] < end and word[1] > start and (word[0] < start or word[1] > end)]
