"""Sentences that stand in the training data more than once."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import lru_cache
from typing import Dict, Iterator, List

from insight.lint.finding import Finding, error, warning
from insight.lint.nlu import Sentence
from insight.lint.project import Project


def same_sentence(project: Project) -> Iterator[Finding]:
    """The same words in two intents, or twice in one."""
    groups: Dict[str, List[Sentence]] = defaultdict(list)
    for sentence in project.sentences:
        groups[bare(sentence.folded)].append(sentence)
    for group in groups.values():
        for place, sentence in enumerate(group):
            rival = next((other for other in group[:place] if other.intent != sentence.intent), None)
            double = next((other for other in group[:place] if other.intent == sentence.intent), None)
            if rival is not None:
                yield _in_two_intents(sentence, rival)
            elif double is not None:
                yield _twice(sentence, double)


def _in_two_intents(sentence: Sentence, rival: Sentence) -> Finding:
    message = (
        f"'{sentence.marked.text}' stands in {sentence.intent} here and in {rival.intent} at {rival.place}"
        f"{_as_written(sentence, rival)}. Keep it in one."
    )
    return error("sentence-in-two-intents", sentence.place, message)


def _twice(sentence: Sentence, double: Sentence) -> Finding:
    marks = [(mark.words, mark.entity) for mark in sentence.marked.marks]
    others = [(mark.words, mark.entity) for mark in double.marked.marks]
    same_words = sentence.marked.text == double.marked.text
    if same_words and marks != others:
        message = f"'{sentence.marked.text}' is marked in another way at {double.place}. Keep the right one."
        return error("sentence-marked-twice", sentence.place, message)
    message = (
        f"'{sentence.marked.text}' stands in {sentence.intent} already, at {double.place}"
        f"{_as_written(sentence, double)}. Delete one, or write a sentence that says it in other words."
    )
    return warning("sentence-twice", sentence.place, message)


def _as_written(sentence: Sentence, other: Sentence) -> str:
    return "" if sentence.marked.text == other.marked.text else f" as '{other.marked.text}'"


def bare(folded: str) -> str:
    """A folded sentence without punctuation and white space; as it is where nothing else is in it.

    >>> bare("where's my order ?") == bare("wheres my order")
    True
    """
    kept = "".join(character for character in folded if not _ignored(character))
    return kept or "".join(folded.split())


@lru_cache(maxsize=4096)
def _ignored(character: str) -> bool:
    return unicodedata.category(character)[0] in "PZC"


CHECKS = (same_sentence,)
