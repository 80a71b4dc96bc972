"""Labels that are confused stand side by side."""

from __future__ import annotations

import numpy as np
import pytest

from insight.report.order import confusable_order


def test_confused_labels_are_neighbours() -> None:
    counts = np.diag([10] * 6)
    for one, other in ((0, 5), (5, 2), (1, 4)):
        counts[one, other] = 4
    place = {label: number for number, label in enumerate(confusable_order(counts))}
    assert sorted(place) == list(range(6))
    assert abs(place[0] - place[5]) == abs(place[5] - place[2]) == abs(place[1] - place[4]) == 1


def test_confusions_lie_nearer_to_the_diagonal_than_before() -> None:
    chooser = np.random.default_rng(3)
    hidden = chooser.permutation(30)
    counts = np.diag([20] * 30)
    for place in range(29):
        counts[hidden[place], hidden[place + 1]] = 5

    def distance(order: np.ndarray) -> int:
        ordered = counts[np.ix_(order, order)]
        rows, columns = np.nonzero(ordered)
        return int(np.abs(rows - columns).sum())

    assert distance(np.array(confusable_order(counts))) < distance(np.arange(30)) / 4


@pytest.mark.parametrize("labels", [0, 1, 2])
def test_few_labels_stay_as_they_are(labels: int) -> None:
    assert confusable_order(np.zeros((labels, labels), np.int64)) == list(range(labels))


def test_the_counts_are_left_as_they_were() -> None:
    counts = np.ones((4, 4), np.int64)
    confusable_order(counts)
    assert counts.tolist() == np.ones((4, 4)).tolist()
