"""Folds: groups stay whole, labels are spread, and finished folds are not made again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
import pytest

from insight.report.folds import Judged, cross_validate, fold_numbers
from insight.report.sentences import Sentences

LABELS = ["a"] * 10 + ["b"] * 6 + ["c"] * 2 + ["d"]
GROUPS = ["g1", "g1", "g1", *(f"a{n}" for n in range(7)), *(f"b{n}" for n in range(6)), "c", "c", "d"]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("folds", [2, 3, 5])
@pytest.mark.parametrize("seed", range(5))
def test_groups_are_never_split(folds: int, seed: int) -> None:
    numbers = fold_numbers(LABELS, GROUPS, folds, seed)
    for group in set(GROUPS):
        assert len({numbers[row] for row, one in enumerate(GROUPS) if one == group}) == 1
    assert set(numbers) == set(range(folds))


def test_a_group_in_two_labels_stays_whole() -> None:
    numbers = fold_numbers(["a", "b", "a", "b"], ["same", "same", "x", "y"], 2, 0)
    assert numbers[0] == numbers[1]


def test_each_fold_has_its_share_of_every_label() -> None:
    labels = ["a"] * 20 + ["b"] * 10
    numbers = fold_numbers(labels, [str(row) for row in range(30)], 5, 42)
    for fold in range(5):
        assert Counter(label for label, number in zip(labels, numbers) if number == fold) == {"a": 4, "b": 2}


def test_the_seed_decides() -> None:
    groups = [str(row) for row in range(len(LABELS))]
    same = fold_numbers(LABELS, groups, 3, 1).tolist()
    assert fold_numbers(LABELS, groups, 3, 1).tolist() == same
    assert fold_numbers(LABELS, groups, 3, 2).tolist() != same


def test_one_fold_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2 folds, not 1"):
        fold_numbers(LABELS, GROUPS, 1, 0)


class Remembering:
    """Gives each sentence the label that most of the learnt ones have, and notes what it was asked."""

    stage = "intents"

    def __init__(self, sentences: Sentences, key: str = "one") -> None:
        self.key: List[Any] = [key]
        self._sentences = sentences
        self.asked: List[Tuple[List[int], List[int]]] = []

    def judge(self, train: Sequence[int], test: Sequence[int], fold: str) -> Dict[str, Tuple[np.ndarray, float]]:
        self.asked.append((list(train), list(test)))
        names = sorted(set(self._sentences.main))
        counts = Counter(self._sentences.main[row] for row in train)
        return {"intent": (np.array([[float(counts[name]) for name in names]] * len(test)), 2.0)}


def sentences(texts: Sequence[str], labels: Sequence[str]) -> Sentences:
    return Sentences(tuple(texts), {"intent": tuple(labels)}, tuple(f"nlu.yml:{row}" for row in range(len(texts))))


def test_no_sentence_is_judged_by_who_learnt_its_like() -> None:
    data = sentences(["退货", "退货！", "退貨", "hi", "hello", "hey", "yo", "ＨＩ"], ["r", "r", "r", *"ggggg"])
    judge = Remembering(data)
    judged = cross_validate(data, judge, 3, 0)["intent"]
    assert sorted(row for _, test in judge.asked for row in test) == list(range(8))
    for train, test in judge.asked:
        assert not {data.keys[row] for row in train} & {data.keys[row] for row in test}
    assert judged.labels == ("g", "r")
    assert judged.gold.tolist() == [1, 1, 1, 0, 0, 0, 0, 0]
    assert set(judged.temperatures) == {2.0}


def test_finished_folds_are_kept_until_something_changes() -> None:
    data = sentences(["一", "二", "三", "四"], ["a", "a", "b", "b"])
    first, second, third = Remembering(data), Remembering(data), Remembering(data, "another")
    before = cross_validate(data, first, 2, 0)["intent"]
    after = cross_validate(data, second, 2, 0)["intent"]
    assert (len(first.asked), len(second.asked)) == (2, 0)
    assert np.array_equal(before.logits, after.logits)
    cross_validate(data, third, 2, 0)
    assert len(third.asked) == 2


def test_an_interrupted_run_goes_on_where_it_was(cache: Path) -> None:
    data = sentences(["一", "二", "三", "四"], ["a", "a", "b", "b"])
    whole = Remembering(data)
    cross_validate(data, whole, 2, 0)
    kept = sorted((cache / "report").iterdir())
    (kept[0] / "arrays.safetensors").write_bytes(b"damaged")
    again = Remembering(data)
    cross_validate(data, again, 2, 0)
    assert len(again.asked) == 1


def test_probabilities_are_divided_by_the_temperature() -> None:
    judged = Judged(("a", "b"), np.array([0]), np.array([[2.0, 0.0]], np.float32), np.array([2.0], np.float32))
    assert judged.probabilities[0, 0] == pytest.approx(1 / (1 + np.exp(-1.0)))
    assert judged.uncalibrated[0, 0] == pytest.approx(1 / (1 + np.exp(-2.0)))
    assert judged.names(judged.guesses) == ["a"]
