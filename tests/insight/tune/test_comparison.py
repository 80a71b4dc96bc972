"""Whether a gain is more than luck: exact values where they can be known, and the two kinds of luck."""

from __future__ import annotations

from typing import List, Sequence

import numpy as np
import pytest

from insight.tune.comparison import compare, score


def counts(*runs: Sequence[int]) -> np.ndarray:
    """Accuracy counts (trainings, sentences, 3) from what was right, 0 or 1."""
    right = np.array(runs)
    return np.stack([right, np.ones_like(right), np.ones_like(right)], axis=-1)


def some_right(share: float, sentences: int = 200) -> List[int]:
    return [1] * round(share * sentences) + [0] * (sentences - round(share * sentences))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((3, 4, 6), 0.6),
        ((0, 4, 6), 0.0),
        ((5, 5, 5), 1.0),
        ((0, 0, 0), 1.0),  # nothing to find and nothing found
        ((7, 10, 10), 0.7),
    ],
)
def test_the_score_is_f1(given: Sequence[int], expected: float) -> None:
    assert score(np.array(given)) == pytest.approx(expected)


def test_equal_settings_gain_nothing() -> None:
    same = counts(some_right(0.5), some_right(0.5))
    found = compare(same, same, (1, 2))
    assert (found.gain, found.low, found.high, found.no_gain) == (0.0, 0.0, 0.0, 1.0)
    assert not found.more_than_luck


def test_always_right_against_always_wrong() -> None:
    found = compare(counts([0] * 50, [0] * 50), counts([1] * 50, [1] * 50), (1, 2), draws=999)
    assert (found.gain, found.low, found.high) == (1.0, 1.0, 1.0)
    assert found.no_gain == pytest.approx(1 / 1000)
    assert found.more_than_luck
    assert found.sentences == 50


def test_the_interval_is_that_of_the_paired_difference() -> None:
    # 20 of 200 sentences are gained and none is lost, so the gain is binomial: 0.1, deviation √(0.1 · 0.9 / 200).
    before, after = some_right(0.5), some_right(0.6)
    found = compare(counts(before, before), counts(after, after), (1, 2))
    deviation = np.sqrt(0.1 * 0.9 / 200)
    assert found.gain == pytest.approx(0.1)
    assert found.low == pytest.approx(0.1 - 1.96 * deviation, abs=0.006)
    assert found.high == pytest.approx(0.1 + 1.96 * deviation, abs=0.006)
    assert found.more_than_luck


def test_the_same_gain_on_other_sentences_may_be_luck() -> None:
    # As many right as above, but 100 are gained and 80 lost: the deviation is √(0.9 − 0.01) / √200, over 0.06.
    found = compare(counts(some_right(0.5)), counts([0] * 80 + [1] * 20 + [1] * 100), (1,))
    assert found.gain == pytest.approx(0.1)
    assert found.low < 0 < found.high
    assert not found.above_zero
    assert 0.025 < found.no_gain < 0.5


def test_what_the_seed_does_counts_as_luck() -> None:
    steady = compare(counts(some_right(0.5), some_right(0.5)), counts(some_right(0.6), some_right(0.6)), (1, 2))
    moody = compare(counts(some_right(0.7), some_right(0.3)), counts(some_right(0.8), some_right(0.4)), (1, 2))
    assert steady.gain == pytest.approx(moody.gain)
    assert steady.more_than_luck
    assert not moody.more_than_luck


def test_one_training_of_each_is_never_called_more_than_luck() -> None:
    found = compare(counts(some_right(0.5)), counts(some_right(0.6)), (1,))
    assert found.above_zero
    assert not found.more_than_luck


def test_scores_of_each_training_and_the_seed_of_the_draws() -> None:
    before, after = counts(some_right(0.5), some_right(0.6)), counts(some_right(0.7), some_right(0.55))
    found = compare(before, after, (7, 8), seed=3)
    assert found.present == pytest.approx((0.5, 0.6))
    assert found.best == pytest.approx((0.7, 0.55))
    assert found.seeds == (7, 8)
    assert found == compare(before, after, (7, 8), seed=3)
    assert found != compare(before, after, (7, 8), seed=4)


def test_f1_is_of_all_sentences_together() -> None:
    # Per sentence 1 and 0 would give a mean of 0.5; together 2 · 3 / (4 + 8) = 0.5; and with more true 6 / 14.
    one = np.array([[[3, 3, 3], [0, 1, 7]]])
    assert compare(one, one, (1,)).present == pytest.approx((6 / 14,))
