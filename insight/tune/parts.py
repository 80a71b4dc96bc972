"""The rows that trials learn from, those that they are chosen by, and those that only the last comparison sees."""

from __future__ import annotations

import random
from typing import Dict, List, Sequence, Tuple

from insight.tune.likeness import near_duplicates

# Held out before the search begins.
TEST_SHARE = 0.15
# Of the rest, where there is one split. More than a training holds out: choosing among settings that are a
# point apart needs more sentences than stopping does.
VALIDATION_SHARE = 0.2

Split = Tuple[List[int], List[int]]


def held_out(texts: Sequence[str], labels: Sequence[str], share: float, seed: int) -> Split:
    """Two parts of the rows, each with about its share of every label; near-duplicates stay together.

    `components.bert.splits.split_rows` holds nothing out of a label with fewer than five rows. That is right for
    stopping a training; here it would leave the rare labels, where settings differ most, out of the measure.

    Args:
        texts: The text of each row.
        labels: The label of each row. What has no second row, but for near-duplicates, is not held out.
        share: Of the second part, in (0, 1).
        seed: Of the draw.

    Returns:
        Row numbers outside and in the second part, both in rising order.
    """
    offset = random.Random(seed).random()
    held: List[int] = []
    seen = 0
    for unit in _in_line(texts, labels, seed):
        # Like every fifth card of a stack: each unit brings its rows, and where a whole number is passed it is held.
        before, seen = seen, seen + len(unit)
        if int(offset + share * seen) > int(offset + share * before):
            held += unit
    return _parted(len(texts), held)


def validation_splits(texts: Sequence[str], labels: Sequence[str], folds: int, seed: int) -> List[Split]:
    """The splits that every trial is measured on: (training rows, validation rows).

    Args:
        texts: The text of each row.
        labels: The label of each row.
        folds: 1: one split; more: as many, in which each row that can be is held out once.
        seed: Of the draw.
    """
    if folds == 1:
        return [held_out(texts, labels, VALIDATION_SHARE, seed)]
    hands: List[List[int]] = [[] for _ in range(folds)]
    for turn, unit in enumerate(_in_line(texts, labels, seed)):
        hands[turn % folds] += unit
    return [_parted(len(texts), hand) for hand in hands]


def _in_line(texts: Sequence[str], labels: Sequence[str], seed: int) -> List[List[int]]:
    """Groups of near-duplicates that can be held out: label after label, shuffled within each."""
    groups: Dict[int, List[int]] = {}
    for row, group in enumerate(near_duplicates(tuple(texts))):
        groups.setdefault(group, []).append(row)
    by_label: Dict[str, List[List[int]]] = {}
    for rows in groups.values():
        by_label.setdefault(labels[rows[0]], []).append(rows)
    chooser = random.Random(seed)
    line: List[List[int]] = []
    for label in sorted(by_label):
        units = by_label[label]
        chooser.shuffle(units)
        line += units if len(units) > 1 else []  # something of a label must be left to learn from
    return line


def _parted(rows: int, held: List[int]) -> Split:
    chosen = set(held)
    return [row for row in range(rows) if row not in chosen], sorted(held)
