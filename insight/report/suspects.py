"""Sentences that look mislabelled, by two witnesses: models that have not learnt them, and their neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

import numpy as np

from insight.report.folds import Judged
from insight.report.sentences import Sentences

# Neighbours that are asked; at least half of them must side with the other label.
NEIGHBOURS = 8
_BLOCK = 1024  # sentences compared at once: the cosines of so many with all others take little memory


@dataclass(frozen=True)
class Suspect:
    """A sentence whose label is doubted.

    Attributes:
        text: The sentence.
        place: Its file and line.
        label: The label it has.
        suggested: The label that it more likely should have.
        given: The probability of its label, by a model that has not learnt the sentence.
        likely: That of the suggested one.
        same: How many of its nearest sentences have its label.
        other: How many have the suggested one.
        asked: How many neighbours were asked.
    """

    text: str
    place: str
    label: str
    suggested: str
    given: float
    likely: float
    same: int
    other: int
    asked: int

    @property
    def doubt(self) -> float:
        """How clearly both witnesses prefer the other label, in [-1, 1]; the mean of the two."""
        return ((self.likely - self.given) + (self.other - self.same) / self.asked) / 2


def find_suspects(sentences: Sentences, task: str, judged: Judged, vectors: np.ndarray) -> Tuple[Suspect, ...]:
    """The sentences whose label both witnesses doubt, the clearest first.

    Args:
        sentences: What was judged.
        task: The task whose labels are doubted.
        judged: What was said of them out of fold.
        vectors: Unit vectors in which like sentences are near, float32 (rows, features).
    """
    probabilities = judged.probabilities
    suggested = confident_labels(probabilities, judged.gold)
    doubted = np.flatnonzero(suggested != judged.gold)
    found = []
    for row, neighbours in zip(doubted, nearest(vectors, doubted, NEIGHBOURS)):
        labels, given, likely = judged.gold[neighbours], judged.gold[row], suggested[row]
        same, other = int((labels == given).sum()), int((labels == likely).sum())
        if other > same and 2 * other >= len(labels):
            found.append(
                Suspect(
                    sentences.texts[row],
                    sentences.places[row],
                    sentences.labels[task][row],
                    judged.labels[likely],
                    float(probabilities[row, given]),
                    float(probabilities[row, likely]),
                    same,
                    other,
                    len(labels),
                )
            )
    return tuple(sorted(found, key=lambda one: (-one.doubt, one.text)))


def confident_labels(probabilities: np.ndarray, gold: np.ndarray) -> np.ndarray:
    """The label that each sentence confidently belongs to; where there is none, the one it has.

    Confident learning (Northcutt, Jiang and Chuang 2021, arXiv:1911.00068, section 3.1): a sentence counts for a
    label if that label's probability reaches the mean of the sentences that have it; of several, the likeliest.

    Args:
        probabilities: Out of fold, float (rows, labels).
        gold: The given labels, int (rows,).

    Returns:
        int64 (rows,).
    """
    own = probabilities[np.arange(len(gold)), gold]
    # A label without sentences has no mean to reach.
    means = np.full(probabilities.shape[1], np.inf)
    for label in np.unique(gold):
        means[label] = own[gold == label].mean()
    reached = np.where(probabilities >= means, probabilities, -1.0)
    return np.where(reached.max(axis=1) > 0, reached.argmax(axis=1), gold).astype(np.int64)


def nearest(vectors: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    """The ``count`` nearest other rows of each of some rows by cosine, int64 (rows, at most count), unordered."""
    count = min(count, len(vectors) - 1)
    found = [np.zeros((0, count), np.int64)]
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        cosines = vectors[block] @ vectors.T
        cosines[np.arange(len(block)), block] = -np.inf
        found.append(np.argsort(-cosines, axis=1, kind="stable")[:, :count])
    return np.concatenate(found)
