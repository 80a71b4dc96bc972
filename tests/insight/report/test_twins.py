"""The same or nearly the same sentence in two intents."""

from __future__ import annotations

from typing import Sequence

import numpy as np
import pytest

from insight.report.sentences import Sentences
from insight.report.twins import find_twins


def sentences(*rows: Sequence[str]) -> Sentences:
    texts, labels = zip(*rows)
    return Sentences(tuple(texts), {"intent": tuple(labels)}, tuple(f"nlu.yml:{row + 1}" for row in range(len(rows))))


APART = np.eye(6, dtype=np.float32)


@pytest.mark.parametrize(
    ("one", "other"),
    [("我要退货", "我要退貨！"), ("Where is it", "where is IT?"), ("ＯＫ", "ok"), ("wheres it", "where's it")],
)
def test_the_same_words_in_two_intents(one: str, other: str) -> None:
    (found,) = find_twins(sentences((one, "a"), (other, "b")), APART[:2])
    assert (found.texts, found.labels, found.places) == ((one, other), ("a", "b"), ("nlu.yml:1", "nlu.yml:2"))
    assert (found.same, found.similarity) == (True, 1.0)


def test_the_same_words_in_one_intent_are_no_twins() -> None:
    assert find_twins(sentences(("ok", "a"), ("OK", "a"), ("no", "b")), APART[:3]) == ()


def test_near_ones_come_after_the_same_the_nearest_first() -> None:
    data = sentences(("退款", "a"), ("退款啊", "b"), ("谢谢", "c"), ("谢谢！", "d"), ("x", "e"), ("y", "e"))
    vectors = APART.copy()
    vectors[1] = [0.9, np.sqrt(1 - 0.81), 0, 0, 0, 0]
    vectors[4] = [0, 0, 0, 0, 1, 0]
    vectors[5] = [0, 0, 0, 0, 1, 0]  # as near as can be, but in one intent
    vectors[2] = [0, 0, 0.87, 0, np.sqrt(1 - 0.87**2), 0]
    vectors[3] = [0, 0, 1, 0, 0, 0]  # near and the same: named once
    found = find_twins(data, vectors)
    assert [(twin.texts, twin.same) for twin in found] == [(("谢谢", "谢谢！"), True), (("退款", "退款啊"), False)]
    assert found[1].similarity == pytest.approx(0.9)


def test_what_only_shares_a_topic_is_left_out() -> None:
    vectors = np.array([[1, 0], [0.84, np.sqrt(1 - 0.84**2)]], np.float32)
    assert find_twins(sentences(("退款", "a"), ("退货", "b")), vectors) == ()
