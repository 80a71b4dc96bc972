"""Sentences that are the same, or nearly, in two intents."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Dict, List, Tuple

import numpy as np

from insight.report.sentences import Sentences

# Cosines of vectors from which two sentences are shown. Lower ones fill the list with what only shares a topic.
NEAR = 0.85
_BLOCK = 1024


@dataclass(frozen=True)
class Twin:
    """Two sentences with different labels.

    Attributes:
        texts: Both, the first one's place before the second's.
        labels: Their labels.
        places: Their files and lines.
        similarity: Cosine of their vectors; 1 for the same words.
        same: Whether they differ in nothing but letter case, width, script, punctuation or white space.
    """

    texts: Tuple[str, str]
    labels: Tuple[str, str]
    places: Tuple[str, str]
    similarity: float
    same: bool


def find_twins(sentences: Sentences, vectors: np.ndarray) -> Tuple[Twin, ...]:
    """Pairs across labels of the main task: first the same words, then the nearest.

    Args:
        sentences: Where to look.
        vectors: Unit vectors in which like sentences are near, float32 (rows, features).
    """
    keys, labels = sentences.keys, np.unique(sentences.main, return_inverse=True)[1]
    same = _same(keys, labels)
    near = [pair for pair in _near(vectors, labels) if keys[pair[0]] != keys[pair[1]]]
    found = [_twin(sentences, one, other, 1.0, True) for one, other in same]
    found += [_twin(sentences, one, other, cosine, False) for one, other, cosine in near]
    return tuple(sorted(found, key=lambda twin: (not twin.same, -twin.similarity, twin.places)))


def _same(keys: List[str], labels: np.ndarray) -> List[Tuple[int, int]]:
    rows: Dict[str, List[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        rows[key].append(row)
    return [
        (one, other)
        for group in rows.values()
        for place, one in enumerate(group)
        for other in group[place + 1 :]
        if labels[one] != labels[other]
    ]


def _near(vectors: np.ndarray, labels: np.ndarray) -> List[Tuple[int, int, float]]:
    found = []
    for start in range(0, len(vectors), _BLOCK):
        cosines = vectors[start : start + _BLOCK] @ vectors[start:].T
        for one, other in zip(*np.nonzero(cosines >= NEAR)):
            if one < other and labels[start + one] != labels[start + other]:
                found.append((int(start + one), int(start + other), float(cosines[one, other])))
    return found


def _twin(sentences: Sentences, one: int, other: int, similarity: float, same: bool) -> Twin:
    first, second = sorted((one, other), key=lambda row: sentences.places[row])
    return Twin(
        (sentences.texts[first], sentences.texts[second]),
        (sentences.main[first], sentences.main[second]),
        (sentences.places[first], sentences.places[second]),
        similarity,
        same,
    )
