"""One cell from training to its result, and how predictions are judged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks import measure, metrics
from benchmarks.cells import Cell
from benchmarks.datasets import Row, Splits
from benchmarks.systems.base import Prediction


def test_predictions_are_judged_by_the_part_that_they_belong_to() -> None:
    splits = Splits(
        train=[],
        valid=[Row("v", "a")] * 21,
        test=[Row("1", "a"), Row("2", "b")],
        outside={"near": [Row("3", "near")], "far": [Row("4", "far"), Row("5", "far")]},
    )
    valid = [Prediction("a", 1.0, number / 20, False) for number in range(21)]  # the threshold is 0.95
    test = [Prediction("a", 0.9, 0.1, False), Prediction("a", 0.4, 0.97, True)]
    near = [Prediction("a", 0.5, 0.5, False)]
    far = [Prediction("b", 0.1, 2.0, True), Prediction("b", 0.1, 0.99, False)]
    quality = measure.judge(splits, [*valid, *test, *near, *far])
    assert quality["accuracy"] == 0.5
    assert quality["out_of_scope"]["near"] == {
        "rows": 1, "auroc": 0.5, "recall": 0.0, "false_alarms": 0.5, "own_recall": 0.0, "own_false_alarms": 0.5,
    }  # fmt: skip
    assert quality["out_of_scope"]["far"]["recall"] == 1.0
    assert quality["out_of_scope"]["far"]["own_recall"] == 0.5


def test_a_system_without_a_verdict_gets_no_own_numbers() -> None:
    assert measure.own_verdict([Prediction("a", 0.9, 0.1)], [Prediction("a", 0.2, 0.8)]) == {}


def test_a_cell_is_trained_served_and_judged(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "own_caches", lambda folder: None)
    found = measure.measure(Cell("banking77_oos", "full", "tfidf-svm", 1), data, tmp_path / "work", None)
    assert found["rows"] == {
        "train": 4, "valid": 2, "test": 2, "labels": 2, "outside": {"id-oos": 1, "ood-oos": 2}, "unmapped": 0,
    }  # fmt: skip
    assert found["quality"]["accuracy"] == 1.0
    assert set(found["quality"]["out_of_scope"]) == {"id-oos", "ood-oos"}
    assert found["training"]["seconds"] > 0
    assert found["serving"]["p95_ms"] >= found["serving"]["p50_ms"] > 0
    assert found["serving"]["peak_mb"] >= found["serving"]["resident_mb"] * 0.9 > 0
    assert found["serving"]["torch"] is False
    assert found["trained_mb"] > 0


def test_what_is_not_trained_has_no_training(data: Path, tmp_path: Path) -> None:
    from tests.benchmarks.examples import write

    rows = [["很好吃", "1", "train"], ["非常喜欢，好吃", "1", "test"], ["太差，很失望", "0", "test"]]
    write(data / "waimai_10k/data.csv", ["text", "label", "split"], rows)
    (tmp_path / "work").mkdir()
    found = measure.measure(Cell("waimai", "full", "snownlp", 1), data, tmp_path / "work", None)
    assert found["training"] is None
    assert found["quality"]["accuracy"] == 1.0


def test_training_begins_with_empty_caches_but_the_base_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from components.bert import find
    from components.bert.cache import cache_dir

    (tmp_path / "users" / "models" / "base").mkdir(parents=True)
    (tmp_path / "users" / "heads").mkdir()
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path / "users"))
    monkeypatch.setenv("RASA_CACHE_DIRECTORY", "unset")
    asked = []
    monkeypatch.setattr(find, "find_model", lambda name: asked.append(name))
    measure.own_caches(tmp_path / "own")
    assert cache_dir() == (tmp_path / "own").resolve()
    assert [path.name for path in cache_dir().iterdir()] == ["models"]
    assert (cache_dir() / "models" / "base").is_dir()
    assert os.environ["RASA_CACHE_DIRECTORY"] == str(tmp_path / "own" / "rasa")
    assert asked == [find.DEFAULT_MODEL]


def test_the_threshold_of_the_report_is_that_of_the_metrics() -> None:
    from benchmarks.report import _EXPLAINED_OUTSIDE

    assert f"rejects {metrics.REJECTED_IN_SCOPE:.0%}" in _EXPLAINED_OUTSIDE
