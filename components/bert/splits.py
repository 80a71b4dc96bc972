"""Rows for training and for validation, and batches of them."""
from __future__ import annotations

import random
from typing import Dict, List, Sequence, Tuple

# Batches in a window at most, and windows at least, from which batches of like length are made.
_WINDOW, _WINDOWS = 50, 4


def split_rows(labels: Sequence[str], share: float, seed: int) -> Tuple[List[int], List[int]]:
    """Splits row numbers into a training and a validation part, label by label.

    A label with fewer than five rows gives none to validation; each other label gives at least one.

    Returns:
        Row numbers for training and for validation, both in rising order.
    """
    by_label: Dict[str, List[int]] = {}
    for row, label in enumerate(labels):
        by_label.setdefault(label, []).append(row)
    chooser = random.Random(seed)
    held: List[int] = []
    for label in sorted(by_label):
        rows = by_label[label]
        if share > 0 and len(rows) >= 5:
            held += chooser.sample(rows, max(1, round(share * len(rows))))
    chosen = set(held)
    return [row for row in range(len(labels)) if row not in chosen], sorted(chosen)


def batches_of_like_length(lengths: Sequence[int], size: int, chooser: random.Random) -> List[List[int]]:
    """Shuffled batches whose texts are of like length, so that little padding is computed.

    Texts are sorted within windows of chance: large ones, since small ones waste more, but at least four, since a
    batch of the same texts in every epoch teaches less (as transformers' ``LengthGroupedSampler`` has it).
    """
    rows = list(range(len(lengths)))
    chooser.shuffle(rows)
    window = size * max(1, min(_WINDOW, len(rows) // (size * _WINDOWS)))
    batches = []
    for start in range(0, len(rows), window):
        block = sorted(rows[start : start + window], key=lambda row: lengths[row])
        batches += [block[at : at + size] for at in range(0, len(block), size)]
    chooser.shuffle(batches)
    return batches


def in_order_of_length(rows: Sequence[int], lengths: Sequence[int], size: int = 64) -> List[List[int]]:
    """Batches of rows from the shortest text to the longest, for reading without training."""
    ordered = sorted(rows, key=lambda row: lengths[row])
    return [ordered[at : at + size] for at in range(0, len(ordered), size)]
