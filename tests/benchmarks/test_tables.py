"""What stands in the tables."""

from __future__ import annotations

from typing import Any, Callable, Dict

import pytest

from benchmarks import tables
from benchmarks.cells import Cell
from tests.benchmarks.examples import PIPELINE_RESULT, outside

KEFU = Cell("smp2017", "full", "kefu", 3)
DIET = Cell("smp2017", "full", "stock-diet", 20)
CLINC = Cell("clinc150", "in-scope", "kefu", 12)
MOOD = Cell("waimai", "full", "snownlp", 0.3)
PIPELINE = Cell("shop", "own-data", "pipeline", 10)

Make = Callable[..., Dict[str, Any]]


def test_all_columns_of_a_cell_and_the_best_in_bold(result: Make) -> None:
    text = tables.all_columns([(KEFU, result(0.937)), (DIET, result(0.862))])
    assert text.splitlines()[2:] == [
        "| smp2017, full | Kefu | **93.7** | 92.7 | 61 | 101 | 7.2 | 12.0 | 1,234 | 1,500 | 801 | 62.0 |",
        "| smp2017, full | stock DIET | 86.2 | 85.2 | 61 | 101 | 7.2 | 12.0 | 1,234 | 1,500 | 801 | 62.0 |",
    ]


def test_what_was_not_trained_has_no_training_time(result: Make) -> None:
    text = tables.all_columns([(MOOD, result(0.8, training=None, trained_mb=0.0))])
    assert "| snownlp | **80.0** | 79.0 | – | – | 7.2 |" in text
    assert text.endswith("| 801 | – |")


def test_out_of_scope_with_and_without_an_own_threshold(result: Make) -> None:
    quality = {"accuracy": 0.9, "macro_f1": 0.9}
    own = result(quality={**quality, "out_of_scope": outside(own_recall=0.8, own_false_alarms=0.06)})
    peer = result(quality={**quality, "out_of_scope": outside()})
    lines = tables.out_of_scope(
        [(CLINC, own), (Cell("clinc150", "in-scope", "stock-diet", 90), peer)]
    ).splitlines()
    assert lines[2] == "| clinc150, in-scope | 1000 oos | Kefu | 95.1 | 71.0 | 4.8 | 80.0 | 6.0 |"
    assert lines[3] == "| clinc150, in-scope | 1000 oos | stock DIET | 95.1 | 71.0 | 4.8 | – | – |"


def test_the_pivot_leaves_gaps_where_nothing_was_measured(result: Make) -> None:
    kept = [(KEFU, result(0.937)), (DIET, result(0.862)), (MOOD, result())]
    text = tables.accuracy_pivot(kept, "intent", ("kefu", "stock-diet", "bert-diet"))
    assert text.splitlines() == [
        "| accuracy, intents | training rows | labels | Kefu | stock DIET | BertFeaturizer + DIET |",
        "| --- | --- | --- | --- | --- | --- |",
        "| smp2017, full | 3,069 | 31 | **93.7** | 86.2 | – |",
    ]


def test_the_shops_own_model_stands_in_our_column(result: Make) -> None:
    ours, peer = Cell("jddc", "own-data", "kefu-shop", 8), Cell("jddc", "own-data", "stock-diet", 40)
    text = tables.accuracy_pivot([(ours, result(0.5)), (peer, result(0.4))], "intent", ("kefu", "stock-diet"))
    assert text.endswith("| **50.0** | 40.0 |")


def test_a_single_number_is_not_called_the_best(result: Make) -> None:
    assert "| 93.7 | – |" in tables.accuracy_pivot([(KEFU, result(0.937))], "intent", ("kefu", "stock-diet"))


def test_the_assistant_as_a_whole() -> None:
    speed, eager, held_out = tables.pipeline([(PIPELINE, PIPELINE_RESULT)])
    assert "| kefu | 11.5 | 32.0 | 12.5 | 20.0 | 80 | 8.8 | 848 | 900 | 62 |" in speed
    assert "| stock DIET | 17.8 |" in speed
    assert "| times faster | **5.0** | **3.0** |" in eager
    assert "| nlu.yml | 992 | 96.9 | 2.4 | 79.7 | – |" in held_out
    assert "| moods.csv | 210 | – | – | – | 91.0 |" in held_out


def test_origins_name_commits_apart(result: Make) -> None:
    text = tables.origins([(KEFU, result()), (DIET, result(commit="def5678+", date="2026-11-24 09:00"))])
    assert "| abc1234 | 2026-11-23 | A CPU, 2 cores, Linux |" in text
    assert text.endswith("| smp2017/full/stock-diet |")


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1234.5, 0, "1,234"),
        (7.25, 1, "7.2"),
        (0.04, 1, "0.04"),
        (0.44, 0, "0.4"),
        (0.0, 0, "0"),
        (None, 1, "–"),
        (float("nan"), 0, "–"),
    ],
)
def test_numbers(value: float | None, decimals: int, written: str) -> None:
    assert tables.number(value, decimals) == written
