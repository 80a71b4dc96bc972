"""Entities as BIO tags over units, and the best legal tag sequence back to entities."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Sequence

import numpy as np

from components.bert.units import Unit

OUTSIDE = "O"


@dataclass(frozen=True)
class Span:
    """An entity's place in the text, [start, end), its type, and the mean probability of its tags."""

    entity: str
    start: int
    end: int
    confidence: float = 1.0


def tag_names(entities: Sequence[str]) -> List[str]:
    """All tags for these entity types, O first."""
    return [OUTSIDE, *(f"{place}-{entity}" for entity in sorted(entities) for place in ("B", "I"))]


def encode_tags(parts: Sequence[Unit], spans: Sequence[Span]) -> List[str]:
    """Tags every unit; a unit that a span touches belongs to it."""
    tags = [OUTSIDE] * len(parts)
    for span in spans:
        inside = [place for place, unit in enumerate(parts) if unit.start < span.end and unit.end > span.start]
        for rank, place in enumerate(inside):
            tags[place] = f"{'I' if rank else 'B'}-{span.entity}"
    return tags


def transition_mask(tags: Sequence[str]) -> np.ndarray:
    """Which tag may follow which: 0 if legal, minus infinity if not.

    Returns:
        float32 (tags + 1, tags): row = the tag before, the last row = the beginning of the text.
    """
    mask = np.zeros((len(tags) + 1, len(tags)), np.float32)
    for place, tag in enumerate(tags):
        if tag.startswith("I-"):
            mask[:, place] = -np.inf
            for before, other in enumerate(tags):
                if other[2:] == tag[2:] and other != OUTSIDE:
                    mask[before, place] = 0.0
    return mask


def transition_scores(sequences: Sequence[Sequence[str]], tags: Sequence[str]) -> np.ndarray:
    """How much more often one tag follows another than their own frequencies say, as log-ratios.

    Pointwise mutual information of neighbours, from counts with one added to each legal pair; illegal
    pairs get minus infinity.

    Returns:
        float32 (tags + 1, tags), laid out as in `transition_mask`.
    """
    number = {tag: place for place, tag in enumerate(tags)}
    mask = transition_mask(tags)
    counts = np.isfinite(mask).astype(np.float64)
    for sequence in sequences:
        before = len(tags)
        for tag in sequence:
            counts[before, number[tag]] += 1
            before = number[tag]
    joint = counts / counts.sum()
    expected = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    with np.errstate(divide="ignore"):
        return np.where(np.isfinite(mask), np.log(joint / expected), -np.inf).astype(np.float32)


def best_tags(scores: np.ndarray, transitions: np.ndarray) -> List[int]:
    """The legal sequence with the highest sum of scores (Viterbi 1967).

    Args:
        scores: float (units, tags), log-probabilities.
        transitions: From `transition_mask` or `transition_scores`.
    """
    if not len(scores):
        return []
    best = scores[0] + transitions[-1]
    back: List[np.ndarray] = []
    for row in scores[1:]:
        paths = best[:, None] + transitions[:-1]
        back.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + row
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def decode_spans(
    parts: Sequence[Unit], log_probabilities: np.ndarray, tags: Sequence[str], transitions: np.ndarray
) -> List[Span]:
    """The entities of the best legal sequence, in the order of the text."""
    path = best_tags(log_probabilities, transitions)
    groups: List[List[int]] = []
    for place, tag in enumerate(path):
        if tags[tag].startswith("B-"):
            groups.append([place])
        elif tags[tag] != OUTSIDE:
            groups[-1].append(place)
    spans = []
    for group in groups:
        confidence = float(np.exp(np.mean([log_probabilities[place, path[place]] for place in group])))
        entity = tags[path[group[0]]][2:]
        spans.append(Span(entity, parts[group[0]].start, parts[group[-1]].end, confidence))
    return spans


def span_f1(gold: Sequence[Sequence[Span]], guessed: Sequence[Sequence[Span]]) -> Dict[str, float]:
    """Micro precision, recall and F1 over exact spans with their type, each in [0, 1].

    Tjong Kim Sang and De Meulder 2003, section 2.3.
    """
    truth = {(row, s.entity, s.start, s.end) for row, spans in enumerate(gold) for s in spans}
    guess = {(row, s.entity, s.start, s.end) for row, spans in enumerate(guessed) for s in spans}
    right = len(truth & guess)
    precision = right / len(guess) if guess else float(not truth)
    recall = right / len(truth) if truth else 1.0
    total = precision + recall
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / total if total else 0.0}
