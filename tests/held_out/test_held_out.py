"""The trained model on sentences that were written without sight of its training data.

Floors, well below what is measured (`make bench`), so that only a real loss of understanding fails them.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, List, Tuple

import pytest
from rasa.shared.nlu.training_data.loading import load_data

from components.bert.tags import Span, span_f1

HERE = Path(__file__).parent
WHOLE_MESSAGE = {"mood", "language"}


@pytest.fixture(scope="module")
def parsed(server: Any) -> List[Tuple[Any, Any]]:
    examples = load_data(str(HERE / "nlu.yml")).training_examples
    return [(example, server.parse(example.get("text"))) for example in examples]


def test_most_intents_are_understood(parsed: List[Tuple[Any, Any]]) -> None:
    likeliest = [
        next(row["name"] for row in found["intent_ranking"] if row["name"] != "nlu_fallback")
        for _, found in parsed
    ]
    right = [guess == example.get("intent") for guess, (example, _) in zip(likeliest, parsed)]
    assert sum(right) / len(right) > 0.93


def test_few_messages_are_asked_back(parsed: List[Tuple[Any, Any]]) -> None:
    asked = [found["intent"]["name"] == "nlu_fallback" for _, found in parsed]
    assert sum(asked) / len(asked) < 0.06


def test_numbers_are_found_exactly(parsed: List[Tuple[Any, Any]]) -> None:
    """A missed or cut order number sends a customer away: here almost nothing may be lost."""
    kinds = {"order_id", "tracking_number", "phone_tail"}
    gold = [[Span(e["entity"], e["start"], e["end"]) for e in x.get("entities", [])] for x, _ in parsed]
    found = [[Span(e["entity"], e["start"], e["end"]) for e in p["entities"]] for _, p in parsed]
    f1 = span_f1(*([[s for s in row if s.entity in kinds] for row in rows] for rows in (gold, found)))["f1"]
    assert f1 > 0.97


def test_entities_are_found(parsed: List[Tuple[Any, Any]]) -> None:
    gold = [[Span(e["entity"], e["start"], e["end"]) for e in x.get("entities", [])] for x, _ in parsed]
    found = [
        [Span(e["entity"], e["start"], e["end"]) for e in p["entities"] if e["entity"] not in WHOLE_MESSAGE]
        for _, p in parsed
    ]
    assert span_f1(gold, found)["f1"] > 0.7


def test_moods_are_read(server: Any) -> None:
    with (HERE / "moods.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    right = [server.parse(row["text"])["sentiment"]["label"] == row["label"] for row in rows]
    assert sum(right) / len(right) > 0.85


@pytest.mark.parametrize(
    ("text", "intent", "mood"),
    [
        ("我的订单到哪了？", "query_order_status", "neutral"),
        ("快递到哪了", "track_logistics", "neutral"),
        ("为什么我的订单没有发货？", "query_order_status", "negative"),
        ("我的訂單發貨了嗎", "query_order_status", "neutral"),
        ("where is my parcel", "track_logistics", "neutral"),
        ("谢谢你，太贴心了", "thank", "positive"),
    ],
)
def test_headline_sentences(server: Any, text: str, intent: str, mood: str) -> None:
    found = server.parse(text)
    assert (found["intent"]["name"], found["sentiment"]["label"]) == (intent, mood)
