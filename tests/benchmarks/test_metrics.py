"""Metrics against values computed by hand."""

from __future__ import annotations

import pytest

from benchmarks import metrics


@pytest.mark.parametrize(
    ("gold", "guesses", "expected"),
    [
        (["a", "b", "b", "c"], ["a", "b", "c", None], 0.5),
        (["a|b", "a|b", "c"], ["b", "c", "c"], 2 / 3),
        (["a"], ["a"], 1.0),
    ],
)
def test_accuracy(gold: list[str], guesses: list[str | None], expected: float) -> None:
    assert metrics.accuracy(gold, guesses) == pytest.approx(expected)


def test_macro_f1_is_the_mean_over_labels_that_were_right_or_guessed() -> None:
    # a: precision 1/2, recall 1; b: precision 1, recall 1/2; c was only guessed: 0.
    assert metrics.macro_f1(["a", "b", "b"], ["a", "b", "a"]) == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert metrics.macro_f1(["a", "b"], ["a", "c"]) == pytest.approx(1 / 3)


def test_macro_f1_without_a_guess_counts_a_miss_and_no_further_label() -> None:
    assert metrics.macro_f1(["a", "b"], ["a", None]) == pytest.approx(1 / 2)


def test_macro_f1_takes_an_allowed_guess_for_the_right_label() -> None:
    assert metrics.macro_f1(["a|b", "a"], ["b", "a"]) == 1.0


@pytest.mark.parametrize(
    ("inside", "outside", "expected"),
    [([0.1, 0.2], [0.3, 0.4], 1.0), ([0.1, 0.3], [0.2, 0.4], 0.75), ([0.5], [0.5], 0.5), ([0.9], [0.1], 0.0)],
)
def test_auroc(inside: list[float], outside: list[float], expected: float) -> None:
    assert metrics.auroc(inside, outside) == pytest.approx(expected)


def test_the_threshold_rejects_its_share_of_the_validation_rows() -> None:
    valid = [number / 1000 for number in range(1000)]
    assert metrics.above(valid, metrics.rejecting_threshold(valid)) == pytest.approx(0.05, abs=0.001)


def test_out_of_scope_sets_its_threshold_on_validation_rows_alone() -> None:
    valid = [number / 100 for number in range(101)]  # the threshold is 0.95
    found = metrics.out_of_scope(valid, [0.1, 0.2, 0.96, 0.99], {"far": [2.0, 3.0], "near": [0.5, 0.97]})
    assert found["far"] == {"rows": 2, "auroc": 1.0, "recall": 1.0, "false_alarms": 0.5}
    assert found["near"]["recall"] == 0.5
    assert found["near"]["auroc"] == pytest.approx(5 / 8)


def test_times_are_percentiles_and_the_rate_of_the_mean() -> None:
    taken = metrics.times([10.0] * 90 + [110.0] * 10)
    assert taken["p50_ms"] == 10.0
    assert taken["p95_ms"] == 110.0
    assert taken["messages_per_second"] == pytest.approx(50.0)
