"""How many sentences each intent has in each language, and how often each entity is marked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Dict, Sequence, Tuple

from insight.lint.options import Options
from insight.report.sentences import EN, MIXED, ZH, Sentences, language_of
from insight.sources import Example

# A language with a smaller share of all sentences is not one that the project serves.
_SERVED = 0.05


@dataclass(frozen=True)
class Thin:
    """An intent with few sentences in a language that the project serves.

    Attributes:
        label: The intent.
        language: "zh" (with or without Latin words) or "en".
        sentences: How many it has there.
        wanted: How many it should have at least.
    """

    label: str
    language: str
    sentences: int
    wanted: int


@dataclass(frozen=True)
class EntityCount:
    """How often an entity is marked in the training sentences, and how many different wordings that is."""

    entity: str
    marks: int
    wordings: int
    languages: Dict[str, int]


def thin_intents(sentences: Sentences, wanted: Options = Options()) -> Tuple[Thin, ...]:  # noqa: B008 - frozen
    """The intents below the least numbers of `kefu lint`, the thinnest first."""
    languages = [ZH if language == MIXED else language for language in sentences.languages]
    totals = Counter(languages)
    counts = Counter(zip(sentences.main, languages))
    least = {ZH: wanted.chinese, EN: wanted.english}
    found = [
        Thin(label, language, counts[label, language], number)
        for language, number in least.items()
        if totals[language] >= _SERVED * len(languages)
        for label in sorted(set(sentences.main))
        if counts[label, language] < number
    ]
    return tuple(sorted(found, key=lambda thin: (thin.sentences / thin.wanted, thin.label, thin.language)))


def entity_counts(examples: Sequence[Example]) -> Tuple[EntityCount, ...]:
    """One row for each entity, by name."""
    marks, wordings = Counter[str](), Counter[str]()
    languages: Dict[str, Counter[str]] = {}
    seen = set()
    for example in examples:
        language = language_of(example.text)
        for entity in example.entities:
            name, words = entity["entity"], example.text[entity["start"] : entity["end"]].lower()
            marks[name] += 1
            languages.setdefault(name, Counter())[language] += 1
            if (name, words) not in seen:
                seen.add((name, words))
                wordings[name] += 1
    return tuple(EntityCount(name, marks[name], wordings[name], dict(languages[name])) for name in sorted(marks))
