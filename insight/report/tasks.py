"""How well the labels of one task are told apart: by label, by language, by pair, and at what confidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Dict, List, Mapping, Sequence, Tuple

import numpy as np

from insight.report.order import confusable_order
from insight.report.scores import Calibration, Score, accuracy, confusion, label_scores, macro_f1
from insight.report.sentences import LANGUAGES, Sentences

# Of FallbackClassifier, for the table of what each would do.
_THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Group:
    """The sentences of one language, or of one file."""

    name: str
    sentences: int
    accuracy: float
    macro_f1: float


@dataclass(frozen=True)
class LabelRow:
    """One label: how well it is told, in each language too, and what it is most often taken for."""

    score: Score
    languages: Dict[str, Score]
    taken_for: Dict[str, int]


@dataclass(frozen=True)
class Mistake:
    """A sentence that was taken for something else, with the confidence of that guess."""

    text: str
    place: str
    label: str
    guess: str
    confidence: float


@dataclass(frozen=True)
class Pair:
    """Two labels that are confused.

    Attributes:
        labels: The two, the one that loses more sentences first.
        there: How often the first was taken for the second.
        back: How often the second was taken for the first.
        mistakes: These sentences, the surest mistakes first.
    """

    labels: Tuple[str, str]
    there: int
    back: int
    mistakes: Tuple[Mistake, ...]

    @property
    def count(self) -> int:
        """Both ways together."""
        return self.there + self.back


@dataclass(frozen=True)
class Threshold:
    """What happens if the assistant asks back below a confidence; shares are of all sentences, in [0, 1].

    Attributes:
        threshold: The confidence.
        right: Right and answered.
        wrong: Wrong and answered.
        asked_needlessly: Right, but asked back.
        asked_rightly: Wrong, and asked back.
    """

    threshold: float
    right: float
    wrong: float
    asked_needlessly: float
    asked_rightly: float


@dataclass(frozen=True)
class TaskTotals:
    """How well one task is done on one set of sentences as a whole, no label apart.

    Attributes:
        task: Its name.
        sentences: How many were judged.
        accuracy: Share of right guesses.
        macro_f1: The mean F1 of the labels.
        languages: Only those that occur.
        calibrations: By stage, in the order of the stages.
        thresholds: What asking back would do.
    """

    task: str
    sentences: int
    accuracy: float
    macro_f1: float
    languages: Tuple[Group, ...]
    calibrations: Dict[str, Calibration]
    thresholds: Tuple[Threshold, ...]


@dataclass(frozen=True)
class TaskReport(TaskTotals):
    """The totals, and which labels and sentences they come from.

    Attributes:
        labels: By rising F1: the weakest first.
        order: Labels as the confusion matrix shows them.
        confusions: For each label what it was taken for, right guesses left out, with counts.
        pairs: The most confused first.
    """

    labels: Tuple[LabelRow, ...]
    order: Tuple[str, ...]
    confusions: Dict[str, Dict[str, int]]
    pairs: Tuple[Pair, ...]


def task_totals(
    task: str,
    sentences: Sentences,
    said: Sequence[str],
    confidences: np.ndarray,
    calibrations: Mapping[str, Calibration],
) -> TaskTotals:
    """Counts as a whole.

    Args:
        task: One of the sentences' tasks.
        sentences: What was judged.
        said: The guess for each sentence.
        confidences: Of each guess, float (rows,) in [0, 1].
        calibrations: See `TaskTotals`.
    """
    gold = sentences.labels[task]
    return TaskTotals(
        task=task,
        sentences=len(gold),
        accuracy=accuracy(gold, said),
        macro_f1=macro_f1(label_scores(gold, said)),
        languages=grouped(sentences.languages, gold, said, LANGUAGES),
        calibrations=dict(calibrations),
        thresholds=thresholds(gold, said, confidences),
    )


def task_report(
    task: str,
    sentences: Sentences,
    said: Sequence[str],
    confidences: np.ndarray,
    calibrations: Mapping[str, Calibration],
) -> TaskReport:
    """Counts and compares; see `task_totals` for the arguments."""
    gold = sentences.labels[task]
    scores = label_scores(gold, said)
    return TaskReport(
        **vars(task_totals(task, sentences, said, confidences, calibrations)),
        labels=_label_rows(scores, gold, said, sentences.languages),
        order=_order([score.label for score in scores], gold, said),
        confusions=_confusions(gold, said),
        pairs=_pairs(task, sentences, said, confidences),
    )


def grouped(groups: Sequence[str], gold: Sequence[str], said: Sequence[str], order: Sequence[str]) -> Tuple[Group, ...]:
    """The scores of each group that occurs, in a given order."""
    found = []
    for name in order:
        rows = [row for row, group in enumerate(groups) if group == name]
        right, guesses = [gold[row] for row in rows], [said[row] for row in rows]
        if rows:
            scores = label_scores(right, guesses)
            found.append(Group(name, len(rows), accuracy(right, guesses), macro_f1(scores)))
    return tuple(found)


def thresholds(gold: Sequence[str], said: Sequence[str], confidences: np.ndarray) -> Tuple[Threshold, ...]:
    """What asking back below each of some confidences does; none without sentences."""
    right = np.array([one == other for one, other in zip(gold, said)], bool)
    if not len(right):
        return ()
    found = []
    for threshold in _THRESHOLDS:
        asked = np.asarray(confidences) < threshold
        parts = (right & ~asked, ~right & ~asked, right & asked, ~right & asked)
        found.append(Threshold(threshold, *(float(part.mean()) for part in parts)))
    return tuple(found)


def _label_rows(
    scores: Sequence[Score], gold: Sequence[str], said: Sequence[str], languages: Sequence[str]
) -> Tuple[LabelRow, ...]:
    by_language: Dict[str, Dict[str, Score]] = {}
    for language in LANGUAGES:
        rows = [row for row, one in enumerate(languages) if one == language]
        for score in label_scores([gold[row] for row in rows], [said[row] for row in rows]):
            if score.support:
                by_language.setdefault(score.label, {})[language] = score
    taken = _confusions(gold, said)
    found = [LabelRow(score, by_language.get(score.label, {}), taken.get(score.label, {})) for score in scores]
    return tuple(sorted(found, key=lambda row: (row.score.f1, row.score.label)))


def _confusions(gold: Sequence[str], said: Sequence[str]) -> Dict[str, Dict[str, int]]:
    counts: Dict[str, Counter[str]] = defaultdict(Counter)
    for label, guess in zip(gold, said):
        if label != guess:
            counts[label][guess] += 1
    return {label: _falling(counts[label]) for label in sorted(counts)}


def _falling(counts: Mapping[str, int]) -> Dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _order(names: List[str], gold: Sequence[str], said: Sequence[str]) -> Tuple[str, ...]:
    number = {name: place for place, name in enumerate(names)}
    counts = confusion(
        np.array([number[name] for name in gold], np.int64),
        np.array([number[name] for name in said], np.int64),
        len(names),
    )
    return tuple(names[place] for place in confusable_order(counts))


def _pairs(task: str, sentences: Sentences, said: Sequence[str], confidences: np.ndarray) -> Tuple[Pair, ...]:
    mistakes: Dict[Tuple[str, str], List[Mistake]] = defaultdict(list)
    for row, (label, guess) in enumerate(zip(sentences.labels[task], said)):
        if label != guess:
            one = Mistake(sentences.texts[row], sentences.places[row], label, guess, float(confidences[row]))
            mistakes[min(label, guess), max(label, guess)].append(one)
    found = [_pair(one, other, rows) for (one, other), rows in mistakes.items()]
    return tuple(sorted(found, key=lambda pair: (-pair.count, pair.labels)))


def _pair(one: str, other: str, mistakes: List[Mistake]) -> Pair:
    there = sum(mistake.label == one for mistake in mistakes)
    back = len(mistakes) - there
    if back > there:
        one, other, there, back = other, one, back, there
    named = sorted(mistakes, key=lambda mistake: (mistake.label != one, -mistake.confidence, mistake.text))
    return Pair((one, other), there, back, tuple(named))
