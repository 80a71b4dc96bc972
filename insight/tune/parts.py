"""The rows that trials learn from, those that they are chosen by, and those that only the last comparison sees."""

from __future__ import annotations

import random
from typing import Dict, List, Sequence, Tuple

from components.bert.splits import split_rows

# Held out before the search begins.
TEST_SHARE = 0.15
# Of the rest, where there is one split. More than a training holds out: choosing among settings that are a
# point apart needs more sentences than stopping does.
VALIDATION_SHARE = 0.2
# A label with fewer rows stays in the training part of every fold, as it does in `split_rows`.
_FEWEST = 5

Split = Tuple[List[int], List[int]]


def validation_splits(labels: Sequence[str], folds: int, seed: int) -> List[Split]:
    """The splits that every trial is measured on: (training rows, validation rows).

    Args:
        labels: The label of each row.
        folds: 1: one split; more: as many, in which each row of a frequent label is held out once.
        seed: Of the draw.
    """
    if folds == 1:
        return [split_rows(labels, VALIDATION_SHARE, seed)]
    splits = []
    for held in _dealt(labels, folds, seed):
        outside = set(held)
        splits.append(([row for row in range(len(labels)) if row not in outside], held))
    return splits


def _dealt(labels: Sequence[str], folds: int, seed: int) -> List[List[int]]:
    """Rows dealt out label by label like cards, so that folds are of one size and of like labels."""
    chooser = random.Random(seed)
    by_label: Dict[str, List[int]] = {}
    for row, label in enumerate(labels):
        by_label.setdefault(label, []).append(row)
    hands: List[List[int]] = [[] for _ in range(folds)]
    turn = 0
    for label in sorted(by_label):
        rows = by_label[label]
        if len(rows) < _FEWEST:
            continue
        chooser.shuffle(rows)
        for row in rows:
            hands[turn % folds].append(row)
            turn += 1
    return [sorted(hand) for hand in hands]
