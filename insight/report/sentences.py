"""The labelled sentences that a report judges, each with the place where it is written."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

from components.bert.moods import mood_files, read_moods
from components.bert.units import fold
from insight.lint.checks.sentences import bare
from insight.lint.nlu import has_chinese
from insight.sources import Example

INTENT, MOOD, EMOTION = "intent", "label", "emotion"
ZH, EN, MIXED, NEITHER = "zh", "en", "mixed", "neither"
LANGUAGES = (ZH, EN, MIXED, NEITHER)
# A single Latin letter in a Chinese sentence (a size, a grade) makes it no mixed one.
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}")


@dataclass(frozen=True)
class Sentences:
    """Labelled sentences, each text with its labels once.

    Attributes:
        texts: What customers say.
        labels: For each task the label of each text; the main task stands first.
        places: File and line of each text, such as ``data/nlu/orders.yml:12``.
    """

    texts: Tuple[str, ...]
    labels: Dict[str, Tuple[str, ...]]
    places: Tuple[str, ...]

    @property
    def main(self) -> Tuple[str, ...]:
        """The labels of the main task."""
        return next(iter(self.labels.values()))

    @property
    def keys(self) -> List[str]:
        """Each text without what makes no difference to a reader; see `sentence_key`."""
        return [sentence_key(text) for text in self.texts]

    @property
    def languages(self) -> List[str]:
        """The language of each text; see `language_of`."""
        return [language_of(text) for text in self.texts]


def intent_sentences(examples: Sequence[Example]) -> Sentences:
    """The examples of intents; a sentence that stands twice in one intent counts once, at its first place."""
    places: Dict[Tuple[str, str], str] = {}
    for example in examples:
        if example.text:
            places.setdefault((example.text, example.intent), example.place)
    rows = sorted(places)
    return Sentences(
        tuple(text for text, _ in rows), {INTENT: tuple(intent for _, intent in rows)}, tuple(places[r] for r in rows)
    )


def mood_sentences(source: str) -> Sentences:
    """The sentences with moods.

    Args:
        source: A CSV file or a folder of them.

    Raises:
        TrainingDataError: naming file and line of the first mistake; see `read_moods`.
    """
    examples, places = read_moods(source), _mood_places(source)
    return Sentences(
        tuple(e.text for e in examples),
        {MOOD: tuple(e.label for e in examples), EMOTION: tuple(e.emotion for e in examples)},
        tuple(places[e.text] for e in examples),
    )


def _mood_places(source: str) -> Dict[str, str]:
    """Where each text stands first; `read_moods` has checked the files."""
    places: Dict[str, str] = {}
    for file in mood_files(source):
        with Path(file).open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            for row in reader:
                places.setdefault(row["text"].strip(), f"{file}:{reader.line_num}")
    return places


def sentence_key(text: str) -> str:
    """A text in small letters, half width and simplified characters, without punctuation and white space.

    >>> sentence_key("Where's my ORDER ？") == sentence_key("wheres my order")
    True
    """
    return bare(fold(text).lower())


def language_of(text: str) -> str:
    """The scripts of a text: "zh", "en", "mixed" (Chinese with a Latin word), or "neither" (numbers, emoji).

    >>> [language_of(text) for text in ("到哪了", "where is it", "我的order到哪了", "要M码", "886")]
    ['zh', 'en', 'mixed', 'zh', 'neither']
    """
    latin = bool(_LATIN_WORD.search(text))
    if has_chinese(text):
        return MIXED if latin else ZH
    return EN if latin else NEITHER
