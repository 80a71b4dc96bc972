"""Cross-validation: every sentence is judged by a model that has not learnt from it."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from functools import partial
from typing import Any, Dict, List, Protocol, Sequence, Tuple

import numpy as np

from components.bert.heads import softmax
from components.bert.progress import Progress
from components.bert.tuning import TRAINER_VERSION
from components.bert.weights import Arrays
from insight.report.kept import kept_arrays
from insight.report.sentences import Sentences

# Raised when a change here or in a judge makes kept folds differ from new ones.
FOLDS_VERSION = 1


class Judge(Protocol):
    """Learns from some sentences and judges others."""

    @property
    def key(self) -> List[Any]:
        """All that decides what it says beside the sentences, as JSON values."""

    @property
    def stage(self) -> str:
        """What it learns, for the progress bar."""

    def judge(self, train: Sequence[int], test: Sequence[int], fold: str) -> Dict[str, Tuple[np.ndarray, float]]:
        """For each task the scores before calibration, (test, labels), and the temperature.

        The labels of a task are those of all sentences, sorted. ``fold`` says which fold this is, in words.
        """


@dataclass(frozen=True)
class Judged:
    """What models that had not learnt from a sentence say of it, for one task.

    Attributes:
        labels: All labels, sorted.
        gold: The given label of each sentence, int64 (rows,).
        logits: Scores before calibration, float32 (rows, labels).
        temperatures: What each row's scores are to be divided by, float32 (rows,).
    """

    labels: Tuple[str, ...]
    gold: np.ndarray
    logits: np.ndarray
    temperatures: np.ndarray

    @property
    def guesses(self) -> np.ndarray:
        """The likeliest label of each sentence, int64 (rows,)."""
        return self.logits.argmax(axis=1)

    @property
    def probabilities(self) -> np.ndarray:
        """Calibrated probabilities, float32 (rows, labels); rows sum to 1."""
        return softmax(self.logits / self.temperatures[:, None])

    @property
    def uncalibrated(self) -> np.ndarray:
        """The same before calibration."""
        return softmax(self.logits)

    def names(self, numbers: np.ndarray) -> List[str]:
        """The labels with these numbers."""
        return [self.labels[number] for number in numbers]


def cross_validate(sentences: Sentences, judge: Judge, folds: int, seed: int) -> Dict[str, Judged]:
    """Judges every sentence by a model of the other folds; finished folds are kept and not made again.

    Args:
        sentences: The sentences and their labels.
        judge: What learns and judges.
        folds: How many parts, at least 2.
        seed: Of the draw.
    """
    parts = fold_numbers(sentences.main, sentences.keys, folds, seed)
    names = {task: tuple(sorted(set(labels))) for task, labels in sentences.labels.items()}
    found: List[Arrays] = []
    with Progress(f"{judge.stage}: folds", folds) as progress:
        for number in range(folds):
            train, test = np.flatnonzero(parts != number).tolist(), np.flatnonzero(parts == number).tolist()
            key, name = _key(sentences, judge, parts, number), f"fold {number + 1} of {folds}"
            found.append(kept_arrays(key, partial(_fold, judge, train, test, name)))
            progress.step()
    return {task: _gathered(task, names[task], sentences.labels[task], parts, found) for task in names}


def _fold(judge: Judge, train: List[int], test: List[int], name: str) -> Arrays:
    arrays: Arrays = {}
    for task, (logits, temperature) in judge.judge(train, test, name).items():
        # Half as large on disk, and three digits of a score are enough for a report.
        arrays[f"{task}.logits"] = logits.astype(np.float16)
        arrays[f"{task}.temperature"] = np.array([temperature], np.float32)
    return arrays


def _gathered(
    task: str, names: Tuple[str, ...], labels: Sequence[str], parts: np.ndarray, found: Sequence[Arrays]
) -> Judged:
    number = {name: place for place, name in enumerate(names)}
    logits = np.zeros((len(labels), len(names)), np.float32)
    temperatures = np.ones(len(labels), np.float32)
    for fold, arrays in enumerate(found):
        rows = np.flatnonzero(parts == fold)
        logits[rows] = arrays[f"{task}.logits"].astype(np.float32)
        temperatures[rows] = arrays[f"{task}.temperature"][0]
    return Judged(names, np.array([number[label] for label in labels], np.int64), logits, temperatures)


def _key(sentences: Sentences, judge: Judge, parts: np.ndarray, number: int) -> str:
    rows = [sentences.texts, sentences.labels, parts.tolist(), number]
    content = [FOLDS_VERSION, TRAINER_VERSION, judge.key, rows]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def fold_numbers(labels: Sequence[str], groups: Sequence[str], folds: int, seed: int) -> np.ndarray:
    """Deals rows out to folds, so that each has its share of every label.

    Args:
        labels: The label of each row.
        groups: Rows of one group come into one fold: a sentence must not be judged by a model that has learnt
            from its like.
        folds: How many, at least 2.
        seed: Of the draw.

    Returns:
        The number of each row's fold, int64 (rows,).

    Raises:
        ValueError: for fewer than two folds.
    """
    if folds < 2:
        raise ValueError(f"cross-validation needs at least 2 folds, not {folds}")
    members: Dict[str, List[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    by_label: Dict[str, List[str]] = {}
    for group, rows in members.items():
        by_label.setdefault(min(labels[row] for row in rows), []).append(group)
    chooser = random.Random(seed)
    numbers = np.zeros(len(labels), np.int64)
    turn = 0
    for label in sorted(by_label):
        names = sorted(by_label[label])
        chooser.shuffle(names)
        for group in names:
            numbers[members[group]] = turn % folds
            turn += 1
    return numbers
