"""The table of patterns, case by case, and how a pattern meets other extractors' guesses."""
from __future__ import annotations

from typing import Any, Dict, List, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.nlu.training_data.message import Message

from components.patterns import PatternEntityExtractor

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
        ("5号楼302", []),
        ("买三件", []),
        ("第二个", []),
        ("", []),
    ],
)
def test_table(text: str, expected: List[Tuple[str, str]]) -> None:
    assert [(e["entity"], e["value"]) for e in EXTRACTOR.extract(text)] == expected


def processed(text: str, *guesses: Tuple[str, int, int, str]) -> List[Tuple[str, str, str]]:
    message = Message.build(text)
    entities: List[Dict[str, Any]] = [
        {"entity": kind, "start": start, "end": end, "value": text[start:end], "extractor": who}
        for kind, start, end, who in guesses
    ]
    message.set("entities", entities)
    EXTRACTOR.process([message])
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
