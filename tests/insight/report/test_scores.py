"""Scores, confusions, calibration and entity scores: exact values."""

from __future__ import annotations

from typing import List, Tuple

import numpy as np
import pytest

from components.bert.tags import Span
from insight.report.scores import (
    CUT,
    MISSED,
    Score,
    accuracy,
    calibration,
    confusion,
    entity_scores,
    label_scores,
    macro_f1,
)

GOLD = ["a", "a", "a", "b", "b", "c"]
SAID = ["a", "a", "b", "b", "a", "d"]


def test_labels_are_scored() -> None:
    assert label_scores(GOLD, SAID) == [
        Score("a", 3, 3, 2),
        Score("b", 2, 2, 1),
        Score("c", 1, 0, 0),
        Score("d", 0, 1, 0),
    ]


@pytest.mark.parametrize(
    ("score", "precision", "recall", "f1"),
    [
        (Score("x", 4, 2, 2), 1.0, 0.5, 2 / 3),
        (Score("x", 2, 4, 2), 0.5, 1.0, 2 / 3),
        (Score("x", 3, 0, 0), 0.0, 0.0, 0.0),
        (Score("x", 0, 3, 0), 0.0, 0.0, 0.0),
        (Score("x", 5, 5, 5), 1.0, 1.0, 1.0),
    ],
)
def test_precision_recall_f1(score: Score, precision: float, recall: float, f1: float) -> None:
    assert (score.precision, score.recall) == (precision, recall)
    assert score.f1 == pytest.approx(f1)


def test_means() -> None:
    assert accuracy(GOLD, SAID) == 0.5
    assert macro_f1(label_scores(GOLD, SAID)) == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)  # d does not occur
    assert (accuracy([], []), macro_f1([])) == (0.0, 0.0)


def test_confusion_counts_rows_as_right_and_columns_as_said() -> None:
    counts = confusion(np.array([0, 0, 1, 2, 0]), np.array([0, 1, 1, 0, 1]), 3)
    assert counts.tolist() == [[1, 2, 0], [0, 1, 0], [1, 0, 0]]


@pytest.mark.parametrize(
    ("confidences", "right", "error", "confidence", "accurate"),
    [
        ([], [], 0.0, 0.0, 0.0),
        ([1.0, 1.0], [True, True], 0.0, 1.0, 1.0),
        ([0.95, 0.95], [True, False], 0.45, 0.95, 0.5),
        # Two bins: 0.25 against 0 and 0.75 against 1, each half of the rows.
        ([0.25, 0.25, 0.75, 0.75], [False, False, True, True], 0.25, 0.5, 0.5),
        # Three in a bin of mean 0.8 of which two are right, one in another: 3/4 · |2/3 − 0.85| + 1/4 · |1 − 0.55|.
        ([0.85, 0.85, 0.85, 0.55], [True, True, False, True], 0.25, 0.775, 0.75),
    ],
)
def test_calibration(
    confidences: List[float], right: List[bool], error: float, confidence: float, accurate: float
) -> None:
    found = calibration(confidences, right)
    assert (found.error, found.confidence, found.accuracy) == pytest.approx((error, confidence, accurate))
    assert sum(one["rows"] for one in found.bins) == len(right)


def spans(*found: Tuple[str, int, int]) -> List[Span]:
    return [Span(*one) for one in found]


def test_entities_count_only_with_type_and_both_ends() -> None:
    gold = [
        spans(("city", 0, 2), ("date", 5, 7)),
        spans(("city", 3, 5)),
        spans(("price", 0, 3)),
        spans(("price", 4, 9)),
        [],
    ]
    found = [
        spans(("city", 0, 2), ("date", 4, 7)),  # right, and cut at other ends
        spans(("address", 2, 9)),  # taken for another
        [],  # missed
        spans(("date", 4, 5), ("quantity", 5, 9)),  # mostly covered by a quantity
        spans(("city", 1, 2)),  # there is none
    ]
    scores = entity_scores(gold, found)
    assert scores.total == Score("all", 5, 6, 1)
    assert {one.label: (one.support, one.guessed, one.hits) for one in scores.entities} == {
        "address": (0, 1, 0),
        "city": (2, 2, 1),
        "date": (1, 2, 0),
        "price": (2, 0, 0),
        "quantity": (0, 1, 0),
    }
    assert scores.taken_for == {
        "city": {"address": 1},
        "date": {CUT: 1},
        "price": {MISSED: 1, "quantity": 1},
    }


def test_no_entities() -> None:
    scores = entity_scores([[], []], [[], []])
    assert (scores.total.f1, scores.entities, scores.taken_for) == (0.0, (), {})
