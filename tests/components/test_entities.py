"""The entity extractor: train, persist, load; exact spans."""
from __future__ import annotations

from typing import Any, Callable

import pytest
from rasa.engine.storage.resource import Resource
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bert.errors import TrainingDataError
from components.bert.tags import Span
from components.entities import BertEntityExtractor, whole_words
from tests.components.conftest import QUICK
from tests.components.examples import ENTITIES, entity_messages, intent_messages

CONFIG = {**QUICK, "epochs": 60, "head_learning_rate": 1e-2, "precision": "float32"}


@pytest.fixture()
def extractor(train_and_load: Callable[..., Any], noted: Callable[..., TrainingData]) -> BertEntityExtractor:
    return train_and_load(BertEntityExtractor, CONFIG, noted(entity_messages()))


def found(message: Message) -> list[tuple[str, int, int]]:
    return [(e["entity"], e["start"], e["end"]) for e in message.get("entities")]


def test_learns_its_training_sentences(extractor: BertEntityExtractor, read: Callable[..., Message]) -> None:
    for text, spans in ENTITIES:
        message = read(text, extractor)
        assert found(message) == spans
        assert [e["value"] for e in message.get("entities")] == [text[s:t] for _, s, t in spans]


def test_appends_to_what_others_found(extractor: BertEntityExtractor, encoder: Any) -> None:
    message = Message.build("发到北京要几天")
    other = {"entity": "order_status", "start": 0, "end": 1, "value": "x", "extractor": "other"}
    message.set("entities", [other])
    extractor.process(encoder.process([message]))
    assert message.get("entities")[0] == other
    assert message.get("entities")[1]["extractor"] == "BertEntityExtractor"


def test_two_loads_agree(
    extractor: BertEntityExtractor, read: Callable[..., Message], storage: Any, context: Any
) -> None:
    config = {**BertEntityExtractor.get_default_config(), **CONFIG}
    again = BertEntityExtractor.load(config, storage, Resource("BertEntityExtractor"), context)
    for text in ("去北京和上海", "红色还是黑色", "ABC 123"):
        assert read(text, extractor).get("entities") == read(text, again).get("entities")


@pytest.mark.parametrize("text", ["", "/affirm", "😀", "北" * 5000, "\u200b\u200b", "　"])
def test_odd_messages_are_read(extractor: BertEntityExtractor, read: Callable[..., Message], text: str) -> None:
    for entity, start, end in found(read(text, extractor)) if read(text, extractor).get("entities") else []:
        assert entity in {"city", "attribute"}
        assert 0 <= start < end <= len(text)


def test_ignored_entities_are_not_learnt(
    train_and_load: Callable[..., Any], noted: Callable[..., TrainingData], read: Callable[..., Message]
) -> None:
    data = noted(entity_messages())
    blind = train_and_load(BertEntityExtractor, {**CONFIG, "ignore": ["city"]}, data, name="blind")
    assert found(read("发到北京要几天", blind)) == []
    assert found(read("我要红色的", blind)) == [("attribute", 2, 4)]


def test_without_annotations_it_says_what_to_do(
    train_and_load: Callable[..., Any], noted: Callable[..., TrainingData]
) -> None:
    with pytest.raises(TrainingDataError, match="annotate some or remove the component"):
        train_and_load(BertEntityExtractor, CONFIG, noted(intent_messages()))


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([("city", 2, 3)], [("city", 2, 4)]),  # 昆 of 昆明
        ([("city", 2, 3), ("city", 3, 4)], [("city", 2, 4)]),  # 昆 and 明 of one word
        ([("city", 2, 3), ("brand", 3, 4)], [("city", 2, 3), ("brand", 3, 4)]),  # two entities in one word
        ([("city", 0, 1), ("city", 2, 4)], [("city", 0, 1), ("city", 2, 4)]),
        ([("address", 1, 3)], [("address", 1, 4)]),
        ([], []),
    ],
)
def test_spans_are_widened_to_whole_words(spans: Any, expected: Any) -> None:
    tokens = [Token("到", 0), Token("去", 1), Token("昆明", 2)]
    widened = whole_words([Span(*span) for span in spans], tokens)
    assert [(span.entity, span.start, span.end) for span in widened] == expected
    assert whole_words([Span(*span) for span in spans], []) == [Span(*span) for span in spans]
