"""The table of patterns, case by case, lookup tables, and how both meet other extractors' guesses."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.formats import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bert.errors import BrokenModel, TrainingDataError
from components.lookups import Lookups
from components.patterns import PatternEntityExtractor
from components.tokenizer import ChineseTokenizer

EXTRACTOR = PatternEntityExtractor({})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我的订单261105482913到哪了", [("order_id", "261105482913")]),
        ("单号２６１１０５４８２９１３", [("order_id", "261105482913")]),
        ("261105 482913 尾号 8812", [("order_id", "261105482913"), ("phone_tail", "8812")]),
        ("2611-0548-2913", [("order_id", "261105482913")]),
        ("订单号 20388", [("order_id", "20388")]),
        ("order no. KF-10293", [("order_id", "KF10293")]),
        ("my order number is 261102846671", [("order_id", "261102846671")]),
        ("13758204419", []),
        ("手机13758204419", []),
        ("尾号8812", [("phone_tail", "8812")]),
        ("８８１２。", [("phone_tail", "8812")]),
        ("last 4 digits 8812", [("phone_tail", "8812")]),
        ("2019年买的", []),
        ("我花了8812", []),
        ("SF1390284756120", [("tracking_number", "SF1390284756120")]),
        ("sf 1390284756120 没动静", [("tracking_number", "SF1390284756120")]),
        ("快递单号是：773912345678", [("tracking_number", "773912345678")]),
        ("花了199.5元", [("price", "199.5元")]),
        ("iphone 15 5000块", [("price", "5000块")]),
        ("三百块钱以内", [("price", "三百块钱")]),
        ("under $20.50", [("price", "$20.50")]),
        ("20 dollars", [("price", "20 dollars")]),
        ("下周三前能到吗", [("date", "下周三")]),
        ("11月3号下单的", [("date", "11月3号")]),
        ("十一月三号", [("date", "十一月三号")]),
        ("by next monday please", [("date", "next monday")]),
        ("since Nov 3rd", [("date", "Nov 3rd")]),
        ("2026-11-03", [("date", "2026-11-03")]),
        ("月底之前", [("date", "月底")]),
        ("双十一有活动吗，618呢", []),
        ("国庆和春节放假吗", []),
        ("5号楼302", []),
        ("买三件", []),
        ("第二个", []),
        ("", []),
    ],
)
def test_table(text: str, expected: List[Tuple[str, str]]) -> None:
    assert [(e["entity"], e["value"]) for e in EXTRACTOR.extract(text)] == expected


def processed(
    text: str, *guesses: Tuple[str, int, int, str], extractor: PatternEntityExtractor = EXTRACTOR
) -> List[Tuple[str, str, str]]:
    message = Message.build(text)
    ChineseTokenizer({}).process([message])
    entities: List[Dict[str, Any]] = [
        {"entity": kind, "start": start, "end": end, "value": text[start:end], "extractor": who}
        for kind, start, end, who in guesses
    ]
    message.set("entities", entities)
    extractor.process([message])
    return [(e["entity"], e["value"], e["extractor"]) for e in message.get("entities")]


def test_an_order_number_beats_a_wrong_guess_over_it() -> None:
    assert processed("订单261105482913", ("quantity", 2, 14, "BertEntityExtractor")) == [
        ("order_id", "261105482913", "PatternEntityExtractor")
    ]
    # Even one that is longer, or only touches it.
    assert processed("订单261105482913", ("address", 0, 14, "BertEntityExtractor")) == [
        ("order_id", "261105482913", "PatternEntityExtractor")
    ]


def test_the_mood_of_the_message_is_no_rival() -> None:
    found = processed("订单261105482913", ("mood", 0, 14, "BertSentimentAnalyzer"))
    assert [kind for kind, _, _ in found] == ["mood", "order_id"]


def test_an_unsure_value_gives_way_to_a_guess_as_long_but_beats_a_shorter_one() -> None:
    assert processed("下周三之前", ("date", 0, 5, "BertEntityExtractor")) == [
        ("date", "下周三之前", "BertEntityExtractor")
    ]
    assert processed("下周三之前", ("date", 0, 2, "BertEntityExtractor")) == [
        ("date", "下周三", "PatternEntityExtractor")
    ]


def test_ignored_entities_are_not_looked_for() -> None:
    quiet = PatternEntityExtractor({"ignore": ["date"]})
    assert [e["entity"] for e in quiet.extract("明天 261105482913")] == ["order_id"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_spans_are_slices_that_do_not_overlap(text: str) -> None:
    end = 0
    for entity in EXTRACTOR.extract(text):
        assert end <= entity["start"] < entity["end"] <= len(text)
        end = entity["end"]


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"ingore": ["date"]}, "PatternEntityExtractor: unknown key ingore in config.yml; known are ignore, "),
        ({"lookup_precision": 1.5}, "lookup_precision must be a number from 0 to 1, not 1.5"),
    ],
)
def test_a_wrong_config_is_refused(config: Dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidConfigException, match=said):
        PatternEntityExtractor(config)


NLU = """\
nlu:
- intent: inform
  examples: |
    - 我在[上海](city)
    - 寄到[北京](city)
    - ship to [New York](city)
    - 买[手机](category)
    - 手机尾号多少
    - 手机验证码没收到
    - 手机短信呢
- lookup: city
  examples: |
    - 上海
    - 呼和浩特
    - New York
    - York
- lookup: category
  examples: |
    - 手机
    - 保温杯
- lookup: mascot
  examples: |
    - 小客
"""


@pytest.fixture
def taught(train_and_load: Callable[..., Any]) -> Callable[..., PatternEntityExtractor]:
    """Trains on NLU data as Rasa does, after the tokenizer, and gives what is loaded."""

    def run(nlu: str = NLU, **config: Any) -> PatternEntityExtractor:
        data = RasaYAMLReader().reads(nlu)
        ChineseTokenizer({}).process_training_data(data)
        return train_and_load(PatternEntityExtractor, config, data)

    return run


@pytest.mark.filterwarnings("ignore:PatternEntityExtractor. no example is marked")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("送到呼和浩特要几天", [("city", "呼和浩特")]),
        ("ＮＥＷ　ＹＯＲＫ please", [("city", "ＮＥＷ　ＹＯＲＫ")]),
        ("from newyork", []),
        ("Yorkshire tea", []),
        ("我要一个保溫杯", [("category", "保溫杯")]),
        ("手机号是多少", []),
        ("看看手机", []),
        ("小客你好", []),
    ],
)
def test_a_stock_lookup_table_is_learnt(
    taught: Callable[..., PatternEntityExtractor], text: str, expected: List[Tuple[str, str]]
) -> None:
    found = processed(text, extractor=taught())
    assert found == [(kind, value, "PatternEntityExtractor") for kind, value in expected]


@pytest.mark.filterwarnings("ignore:PatternEntityExtractor. no example is marked")
def test_a_name_gives_way_to_a_guess_as_long_and_fills_in_the_rest(
    taught: Callable[..., PatternEntityExtractor],
) -> None:
    extractor = taught()
    assert processed("上海保温杯", ("address", 0, 2, "BertEntityExtractor"), extractor=extractor) == [
        ("address", "上海", "BertEntityExtractor"),
        ("category", "保温杯", "PatternEntityExtractor"),
    ]
    assert processed("上海保温杯", ("product", 0, 5, "BertEntityExtractor"), extractor=extractor) == [
        ("product", "上海保温杯", "BertEntityExtractor")
    ]
    assert processed("呼和浩特", ("brand", 0, 2, "BertEntityExtractor"), extractor=extractor) == [
        ("city", "呼和浩特", "PatternEntityExtractor")
    ]


@pytest.mark.filterwarnings("ignore:PatternEntityExtractor. no example is marked")
def test_tables_can_be_left_out(taught: Callable[..., PatternEntityExtractor]) -> None:
    assert processed("呼和浩特", extractor=taught(lookups=False)) == []
    assert processed("呼和浩特的保温杯", extractor=taught(ignore=["city"])) == [
        ("category", "保温杯", "PatternEntityExtractor")
    ]


@pytest.mark.filterwarnings("ignore:PatternEntityExtractor. no example is marked")
def test_a_doubted_name_is_kept_when_told_so(taught: Callable[..., PatternEntityExtractor]) -> None:
    assert processed("看看手机", extractor=taught(lookup_precision=0)) == [
        ("category", "手机", "PatternEntityExtractor")
    ]


def test_a_table_that_names_no_entity_of_the_examples_is_told(
    taught: Callable[..., PatternEntityExtractor],
) -> None:
    with pytest.warns(UserWarning, match="no example is marked as 'mascot'"):
        taught()


def test_the_table_of_a_file(
    taught: Callable[..., PatternEntityExtractor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cities.txt").write_text("呼和浩特\n\n鄂尔多斯\n", encoding="utf-8")
    example = "- intent: inform\n  examples: |\n    - 我在[上海](city)\n"
    nlu = f"nlu:\n{example}- lookup: city\n  examples: |\n    - cities.txt\n"
    assert processed("鄂尔多斯", extractor=taught(nlu)) == [("city", "鄂尔多斯", "PatternEntityExtractor")]
    (tmp_path / "cities.txt").unlink()
    with pytest.raises(TrainingDataError, match=r"city names the file cities\.txt, which is not there"):
        taught(nlu)


def test_a_model_without_lookups_is_refused(storage: LocalModelStorage, context: ExecutionContext) -> None:
    with pytest.raises(BrokenModel, match=r"holds no PatternEntityExtractor\. Train again"):
        PatternEntityExtractor.load({}, storage, Resource("absent"), context)


@pytest.mark.parametrize("content", ["", "{}", '{"tables": {"city": [1]}}', '{"tables": [1]}', "no json"])
def test_a_damaged_model_is_refused(storage: LocalModelStorage, context: ExecutionContext, content: str) -> None:
    with storage.write_to(Resource("patterns")) as folder:
        (Path(folder) / "lookups.json").write_text(content, encoding="utf-8")
    with pytest.raises(BrokenModel, match="Train again with `rasa train --force`"):
        PatternEntityExtractor.load({}, storage, Resource("patterns"), context)


def test_nothing_to_learn_is_a_model_too(train_and_load: Callable[..., Any]) -> None:
    extractor = train_and_load(PatternEntityExtractor, {}, TrainingData([]))
    assert [e["value"] for e in extractor.extract("订单261105482913")] == ["261105482913"]


def test_the_longest_name_wins_and_a_sure_number_stays() -> None:
    lookups = Lookups({"brand": ["星澜"], "product": ["星澜 X20", "星澜 X20 Pro"]})
    extractor = PatternEntityExtractor({}, lookups=lookups)
    found = extractor.extract("星澜X20Promax 261105482913")
    assert [(e["entity"], e["value"], e["sure"]) for e in found] == [
        ("brand", "星澜", False),  # after X20 the word goes on
        ("order_id", "261105482913", True),
    ]
    found = extractor.extract("星瀾 x20 PRO的屏幕")
    assert [(e["entity"], e["value"]) for e in found] == [("product", "星瀾 x20 PRO")]


@pytest.mark.filterwarnings("ignore:PatternEntityExtractor. no example is marked")
def test_the_tables_persist_as_json(taught: Callable[..., Any], storage: LocalModelStorage) -> None:
    taught()
    with storage.read_from(Resource("PatternEntityExtractor")) as folder:
        content = json.loads((Path(folder) / "lookups.json").read_text(encoding="utf-8"))
    assert content == {"tables": {"category": ["保温杯"], "city": ["New York", "York", "上海", "呼和浩特"]}}
