"""What predictions are worth: scores of labels, confusions, calibration, and scores of entities."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Dict, List, Sequence, Tuple

import numpy as np

from components.bert.calibration import expected_calibration_error, reliability
from components.bert.tags import Span

# What an entity was taken for where no other entity was seen in its place.
MISSED, CUT = "(missed)", "(other ends)"


@dataclass(frozen=True)
class Score:
    """How well one label or entity is told.

    Attributes:
        label: Its name.
        support: How often it was right to say it.
        guessed: How often it was said.
        hits: How often both.
    """

    label: str
    support: int
    guessed: int
    hits: int

    @property
    def precision(self) -> float:
        """Share of the guesses that are right, in [0, 1]; 0 without a guess."""
        return self.hits / self.guessed if self.guessed else 0.0

    @property
    def recall(self) -> float:
        """Share of what there is that was found, in [0, 1]; 0 where there is none."""
        return self.hits / self.support if self.support else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, in [0, 1]."""
        return 2 * self.hits / (self.support + self.guessed) if self.support + self.guessed else 0.0


def label_scores(gold: Sequence[str], guesses: Sequence[str]) -> List[Score]:
    """One score for each label that is right or guessed somewhere, by name."""
    support, guessed = Counter(gold), Counter(guesses)
    hits = Counter(right for right, guess in zip(gold, guesses) if right == guess)
    return [Score(label, support[label], guessed[label], hits[label]) for label in sorted({*support, *guessed})]


def accuracy(gold: Sequence[str], guesses: Sequence[str]) -> float:
    """Share of right guesses, in [0, 1]; 0 for none."""
    return sum(right == guess for right, guess in zip(gold, guesses)) / len(gold) if len(gold) else 0.0


def macro_f1(scores: Sequence[Score]) -> float:
    """The mean F1 of the labels that occur, in [0, 1]: each label counts alike, however rare."""
    found = [score.f1 for score in scores if score.support]
    return sum(found) / len(found) if found else 0.0


def confusion(gold: np.ndarray, guesses: np.ndarray, labels: int) -> np.ndarray:
    """How often each label (row) was taken for each label (column), int64 (labels, labels)."""
    counts = np.zeros((labels, labels), np.int64)
    np.add.at(counts, (gold, guesses), 1)
    return counts


@dataclass(frozen=True)
class Calibration:
    """Whether a confidence means what it says.

    Attributes:
        error: The expected calibration error, in [0, 1]; see `expected_calibration_error`.
        confidence: The mean confidence.
        accuracy: The share of right answers: below the confidence, the model is too sure of itself.
        bins: See `reliability`.
    """

    error: float
    confidence: float
    accuracy: float
    bins: Tuple[Dict[str, float], ...]


def calibration(confidences: Sequence[float], right: Sequence[bool]) -> Calibration:
    """Compares confidences in [0, 1] with how often they were right."""
    sure, good = np.asarray(confidences, np.float64), np.asarray(right, bool)
    if not len(sure):
        return Calibration(0.0, 0.0, 0.0, ())
    bins = tuple(reliability(sure, good))
    return Calibration(expected_calibration_error(sure, good), float(sure.mean()), float(good.mean()), bins)


@dataclass(frozen=True)
class EntityScores:
    """How well entities are found: exact spans with their type (Tjong Kim Sang and De Meulder 2003).

    Attributes:
        total: All entities together.
        entities: One score for each type, by name.
        taken_for: For each type, what its entities that were not found were taken for: another type, the
            same type with other ends, or nothing; with counts.
    """

    total: Score
    entities: Tuple[Score, ...]
    taken_for: Dict[str, Dict[str, int]]


def entity_scores(gold: Sequence[Sequence[Span]], guessed: Sequence[Sequence[Span]]) -> EntityScores:
    """Scores the entities of texts; both sequences have one list for each text."""
    support, said, hits = Counter[str](), Counter[str](), Counter[str]()
    taken: Dict[str, Counter[str]] = {}
    for right, found in zip(gold, guessed):
        exact = {(s.entity, s.start, s.end) for s in found}
        support.update(s.entity for s in right)
        said.update(s.entity for s in found)
        for span in right:
            if (span.entity, span.start, span.end) in exact:
                hits[span.entity] += 1
            else:
                taken.setdefault(span.entity, Counter())[_taken_for(span, found)] += 1
    rows = [Score(name, support[name], said[name], hits[name]) for name in sorted({*support, *said})]
    total = Score("all", sum(support.values()), sum(said.values()), sum(hits.values()))
    return EntityScores(total, tuple(rows), {name: dict(taken[name].most_common()) for name in sorted(taken)})


def _taken_for(span: Span, found: Sequence[Span]) -> str:
    """What stands in an entity's place among the guesses: the one that shares most characters with it."""
    shared = [(min(span.end, s.end) - max(span.start, s.start), s.entity) for s in found]
    length, entity = max(shared, default=(0, ""))
    if length <= 0:
        return MISSED
    return CUT if entity == span.entity else entity
