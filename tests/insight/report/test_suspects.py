"""Confident learning and neighbours: a planted mistake is found, a clean sentence is not."""

from __future__ import annotations

from typing import List

import numpy as np
import pytest

from insight.report.folds import Judged
from insight.report.sentences import Sentences
from insight.report.suspects import confident_labels, find_suspects, nearest

# Means of the labels' own probabilities: a (0.9 + 0.7 + 0.2) / 3 = 0.6, b (0.8 + 0.6) / 2 = 0.7, c has no sentence.
GOLD = [0, 0, 0, 1, 1]
PROBABILITIES = [
    [0.90, 0.05, 0.05],
    [0.70, 0.20, 0.10],
    [0.20, 0.75, 0.05],  # b reaches its mean: confidently b
    [0.15, 0.80, 0.05],
    [0.30, 0.60, 0.10],  # neither reaches its mean: stays b
]


def test_confident_labels() -> None:
    assert confident_labels(np.array(PROBABILITIES), np.array(GOLD)).tolist() == [0, 0, 1, 1, 1]


def test_a_label_without_sentences_is_never_suggested() -> None:
    assert confident_labels(np.array([[0.1, 0.2, 0.7]]), np.array([0])).tolist() == [0]


def test_of_two_labels_that_are_reached_the_likelier_one_counts() -> None:
    found = confident_labels(np.array([[0.40, 0.60], [0.40, 0.60], [0.55, 0.45]]), np.array([0, 1, 1]))
    assert found.tolist() == [1, 1, 0]


@pytest.mark.parametrize(("count", "found"), [(1, [1]), (2, [1, 2]), (9, [1, 2, 3])])
def test_nearest_leaves_out_the_sentence_itself(count: int, found: List[int]) -> None:
    vectors = np.array([[1.0, 0.0], [0.9, 0.1], [0.5, 0.5], [0.0, 1.0]], np.float32)
    assert sorted(nearest(vectors, np.array([0]), count)[0].tolist()) == found


def planted(wrong: int = 3) -> tuple[Sentences, Judged, np.ndarray]:
    """Two clear clusters of 20; sentence ``wrong`` of the first is labelled as the second."""
    chooser = np.random.default_rng(1)
    cluster = np.repeat([0, 1], 20)
    gold = cluster.copy()
    gold[wrong] = 1
    vectors = np.eye(2)[cluster] + chooser.normal(0, 0.1, (40, 2))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    logits = 6.0 * (np.eye(2)[cluster] - 0.5) + chooser.normal(0, 0.2, (40, 2))
    logits[wrong] = [4.0, -4.0]
    texts = tuple(f"sentence {row}" for row in range(40))
    labels = tuple("ab"[label] for label in gold)
    places = tuple(f"data/nlu/x.yml:{row + 3}" for row in range(40))
    judged = Judged(("a", "b"), gold, logits.astype(np.float32), np.ones(40, np.float32))
    return Sentences(texts, {"intent": labels}, places), judged, vectors.astype(np.float32)


def test_a_planted_mistake_is_found_and_nothing_else() -> None:
    sentences, judged, vectors = planted()
    (found,) = find_suspects(sentences, "intent", judged, vectors)
    assert (found.text, found.place) == ("sentence 3", "data/nlu/x.yml:6")
    assert (found.label, found.suggested) == ("b", "a")
    assert (found.same, found.other, found.asked) == (0, 8, 8)
    assert found.given < 0.05 < 0.95 < found.likely
    assert found.doubt == pytest.approx((found.likely - found.given + 1) / 2)


def test_one_witness_is_not_enough() -> None:
    sentences, judged, vectors = planted()
    vectors[3] = [0.0, 1.0]  # its neighbours now have its label
    assert find_suspects(sentences, "intent", judged, vectors) == ()
    sentences, judged, vectors = planted()
    judged.logits[3] = [-3.0, 3.0]  # the models now agree with its label
    assert find_suspects(sentences, "intent", judged, vectors) == ()


def test_the_clearest_comes_first() -> None:
    sentences, judged, vectors = planted()
    labels = list(sentences.main)
    labels[7], judged.gold[7] = "b", 1
    judged.logits[7] = [3.6, -3.6]
    doubted = Sentences(sentences.texts, {"intent": tuple(labels)}, sentences.places)
    found = find_suspects(doubted, "intent", judged, vectors)
    assert [one.text for one in found] == ["sentence 3", "sentence 7"]
    assert found[0].doubt > found[1].doubt
