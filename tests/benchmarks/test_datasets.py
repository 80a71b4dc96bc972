"""Each loader on a made-up file: which rows are trained on, which measured, and which stand outside."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import List

import pytest

from benchmarks import datasets
from benchmarks.datasets import Row, UnknownSetting, few_of_each, load, missing_files, some
from tests.benchmarks.examples import write

HEAD = ["text", "label", "split"]


def texts(rows: List[Row]) -> List[str]:
    return [row.text for row in rows]


def test_smp2017_trains_on_its_validation_rows_too(data: Path) -> None:
    splits = load("smp2017", "full", data)
    assert texts(splits.train) == ["打开地图", "导航去机场", "附近的地图", "今天天气怎么样", "明天会下雨吗"]
    assert splits.test == [Row("地图在哪", "map"), Row("后天天气", "weather")]
    assert splits.valid == []
    assert splits.outside == {}


def test_banking77_oos_keeps_the_two_kinds_apart_and_trains_on_neither(data: Path) -> None:
    splits = load("banking77_oos", "full", data)
    assert {row.label for row in splits.train + splits.valid + splits.test} == {"card_arrival", "change_pin"}
    assert texts(splits.valid) == ["card not here", "pin again"]
    assert {kind: texts(rows) for kind, rows in splits.outside.items()} == {
        "id-oos": ["top up by cheque"],
        "ood-oos": ["will it rain", "sing a song"],
    }


def test_clinc150_is_trained_without_its_out_of_scope_rows(tmp_path: Path) -> None:
    rows = [
        ["set an alarm", "alarm", "home", "train"],
        ["a show on broadway", "oos", "oos", "train"],
        ["an alarm at five", "alarm", "home", "valid"],
        ["who won the game", "oos", "oos", "valid"],
        ["wake me up", "alarm", "home", "test"],
        ["why is grass green", "oos", "oos", "test"],
    ]
    write(tmp_path / "clinc150/data_full.csv", ["text", "label", "domain", "split"], rows)
    splits = load("clinc150", "in-scope", tmp_path)
    assert (texts(splits.train), texts(splits.valid)) == (["set an alarm"], ["an alarm at five"])
    assert texts(splits.test) == ["wake me up"]
    assert {kind: texts(found) for kind, found in splits.outside.items()} == {"oos": ["why is grass green"]}


def test_hwu64_takes_the_published_ten_rows_a_label(tmp_path: Path) -> None:
    rows = [["what alarms", "alarm_query", "train"], ["any alarm", "alarm_query", "train"]]
    rows += [["any alarm", "alarm_query", "train_10"], ["alarms?", "alarm_query", "test"]]
    write(tmp_path / "hwu64/data.csv", HEAD, rows)
    assert texts(load("hwu64", "full", tmp_path).train) == ["what alarms", "any alarm"]
    assert texts(load("hwu64", "10-shot", tmp_path).train) == ["any alarm"]


def test_reviews_get_names_for_their_labels_and_all_parts_are_read(tmp_path: Path) -> None:
    place = tmp_path / "online_shopping_10_cats"
    head = ["text", "label", "category", "split"]
    write(place / "train_1.csv", head, [["很好，\n值得买", "1", "书籍", "train"]])
    write(place / "train_2.csv", head, [["太差了", "0", "书籍", "train"]])
    write(place / "train_3.csv", head, [["一般般" * 60_000, "0", "手机", "train"]])
    write(place / "test.csv", head, [["不错", "1", "手机", "test"]])
    splits = load("online_shopping", "full", tmp_path)
    assert [row.label for row in splits.train] == ["positive", "negative", "negative"]
    assert splits.test == [Row("不错", "positive")]


def test_jddc_is_mapped_to_our_intents_and_trained_on_our_own_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = [
        ["修改地址", "修改订单", "订单", "valid"],
        ["之前的问题", "OTHER", "OTHER", "valid"],
        [" ", "修改订单", "订单", "valid"],
    ]
    write(tmp_path / "jddc_valid/intent.csv", ["text", "label", "group", "split"], turns)
    mapping = [["修改订单", "change_address|change_order_items"]]
    write(tmp_path / "jddc_valid/to_taxonomy.csv", ["jddc_label", "intents"], mapping)
    own = tmp_path / "own" / "data" / "nlu"
    own.mkdir(parents=True)
    nlu = 'version: "3.1"\nnlu:\n- intent: change_address\n  examples: |\n    - 换个[北京](city)的地址\n'
    (own / "orders.yml").write_text(nlu, encoding="utf-8")
    monkeypatch.setattr(datasets, "ROOT", tmp_path / "own")
    splits = load("jddc", "own-data", tmp_path)
    assert splits.train == [Row("换个北京的地址", "change_address")]
    assert splits.test == [Row("修改地址", "change_address|change_order_items")]
    assert splits.unmapped == 2


def test_few_shot_rows_are_drawn_the_same_each_time_in_the_order_of_the_file() -> None:
    rows = [Row(f"{label}{number}", label) for number in range(30) for label in "ab"] + [Row("c0", "c")]
    drawn = few_of_each(rows, 10)
    assert Counter(row.label for row in drawn) == {"a": 10, "b": 10, "c": 1}
    assert drawn == few_of_each(rows, 10)
    assert [rows.index(row) for row in drawn] == sorted(rows.index(row) for row in drawn)
    assert {row.text for row in drawn} != {row.text for row in rows[:20]} | {"c0"}


def test_a_cap_draws_that_many_rows_or_all() -> None:
    rows = [Row(str(number), "a") for number in range(50)]
    assert len(some(rows, 8)) == 8
    assert some(rows, 8) == some(rows, 8) != rows[:8]
    assert some(rows, 80) == rows


def test_settings_are_applied_to_training_rows_only(data: Path) -> None:
    splits = load("banking77_oos", "1-shot", data)
    assert Counter(row.label for row in splits.train) == {"card_arrival": 1, "change_pin": 1}
    assert len(load("smp2017", "3-rows", data).train) == 3
    assert len(load("smp2017", "3-rows", data).test) == len(splits.test) == 2


def test_an_unknown_setting_is_refused(data: Path) -> None:
    with pytest.raises(UnknownSetting, match="'most' is no setting"):
        load("smp2017", "most", data)


def test_absent_files_are_named(data: Path) -> None:
    assert missing_files("smp2017", data) == []
    assert missing_files("jddc", data) == [
        data / "jddc_valid/intent.csv",
        data / "jddc_valid/to_taxonomy.csv",
    ]
    with pytest.raises(FileNotFoundError, match="hwu64"):
        load("hwu64", "full", data)
