"""Which sentences are learnt from, choose, and compare."""

from __future__ import annotations

from collections import Counter
from typing import Callable, Dict, List, Set, Tuple

import pytest

from insight.tune.likeness import near_duplicates
from insight.tune.parts import Split, held_out, validation_splits
from tests.insight.tune.conftest import marketing

# A text without a letter in common with any other, for what depends on labels alone.
ALONE = [chr(0x4E00 + 2 * row) + chr(0x4E01 + 2 * row) for row in range(400)]


def groups_of(texts: Tuple[str, ...], rows: List[int]) -> Set[int]:
    groups = near_duplicates(texts)
    return {groups[row] for row in rows}


@pytest.mark.parametrize("seed", [1, 2, 42])
def test_near_duplicates_do_not_straddle(seed: int) -> None:
    rows = marketing()
    doubled = (*rows.texts, *(f"{text}！" for text in rows.texts))
    labels = rows.labels() * 2
    splits = [held_out(doubled, labels, 0.2, seed), *validation_splits(doubled, labels, 4, seed)]
    for train, held in splits:
        assert held
        assert sorted([*train, *held]) == list(range(len(doubled)))
        assert groups_of(doubled, train) & groups_of(doubled, held) == set()


@pytest.mark.parametrize("share", [0.15, 0.2, 0.5])
def test_a_share_of_every_label_is_held_out(share: float) -> None:
    labels = ["common"] * 300 + ["middling"] * 60 + ["rare"] * 40
    _, held = held_out(ALONE, labels, share, 42)
    assert abs(len(held) - share * 400) <= 1
    counts = Counter(labels[row] for row in held)
    for label, count in (("common", 300), ("middling", 60), ("rare", 40)):
        assert abs(counts[label] - share * count) <= 1


def test_labels_of_a_few_sentences_are_measured_too() -> None:
    labels = [f"intent {row // 3}" for row in range(300)]
    train, held = held_out(ALONE[:300], labels, 0.2, 42)
    assert len(held) == 60
    assert max(Counter(labels[row] for row in held).values()) == 1
    assert {labels[row] for row in held} <= {labels[row] for row in train}


def test_a_label_with_nothing_else_to_learn_from_is_not_held_out() -> None:
    labels = ["single", *["many"] * 19]
    texts = ALONE[:20]
    for seed in range(10):
        for _, held in (held_out(texts, labels, 0.5, seed), *validation_splits(texts, labels, 3, seed)):
            assert 0 not in held
    twins = ["好的", "好的！", *ALONE[:18]]
    for seed in range(10):
        assert not {0, 1} & set(held_out(twins, ["twins", "twins", *["many"] * 18], 0.5, seed)[1])


@pytest.mark.parametrize("folds", [2, 3, 5])
def test_folds_hold_each_row_out_once(folds: int) -> None:
    labels = [f"intent {row % 7}" for row in range(100)]
    splits = validation_splits(ALONE[:100], labels, folds, 42)
    assert sorted(row for _, held in splits for row in held) == list(range(100))
    sizes = [len(held) for _, held in splits]
    assert max(sizes) - min(sizes) <= 1
    for train, held in splits:
        assert sorted([*train, *held]) == list(range(100))


DRAWS: Dict[str, Callable[[int], List[Split]]] = {
    "one": lambda seed: [held_out(ALONE, ["a", "b"] * 200, 0.2, seed)],
    "folds": lambda seed: validation_splits(ALONE, ["a", "b"] * 200, 3, seed),
}


@pytest.mark.parametrize("way", sorted(DRAWS))
def test_the_seed_decides(way: str) -> None:
    assert DRAWS[way](5) == DRAWS[way](5)
    assert DRAWS[way](5) != DRAWS[way](6)
