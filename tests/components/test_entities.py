"""The entity extractor: train, persist, load; exact spans."""
from __future__ import annotations

from typing import Any, Callable

import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bert.errors import BrokenModel
from components.entities import BertEntityExtractor, attributes_of, tag_of
from components.tokenizer import ChineseTokenizer
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


def test_a_handful_of_sentences_is_learnt_with_the_default_epochs(
    train_and_load: Callable[..., Any], noted: Callable[..., TrainingData], read: Callable[..., Message]
) -> None:
    # One batch: in eight steps, or stopped after two without a score, a tagger learns nothing.
    config = {"training_precision": "float32", "precision": "float32"}
    extractor = train_and_load(BertEntityExtractor, config, noted(entity_messages()), name="defaults")
    for text, spans in ENTITIES:
        assert found(read(text, extractor)) == spans


def test_appends_to_what_others_found(extractor: BertEntityExtractor, encoder: Any) -> None:
    message = Message.build("发到北京要几天")
    other = {"entity": "order_status", "start": 0, "end": 1, "value": "x", "extractor": "other"}
    message.set("entities", [other])
    extractor.process(encoder.process([message]))
    assert message.get("entities")[0] == other
    assert message.get("entities")[1]["extractor"] == "BertEntityExtractor"


def test_words_are_taken_whole_unless_the_marks_cut_them(
    train_and_load: Callable[..., Any], noted: Callable[..., TrainingData], read: Callable[..., Message]
) -> None:
    tokenizer = ChineseTokenizer({})
    rows = [(f"打{number}星", [("rating", 1, 2)]) for number in "一二三四五"] + [("你好", []), ("谢谢", [])]
    messages = [
        Message.build(text, "inform", [{"entity": e, "start": s, "end": t, "value": text[s:t]} for e, s, t in spans])
        for text, spans in rows
    ]
    data = noted(messages)
    tokenizer.process_training_data(data)
    extractor = train_and_load(BertEntityExtractor, CONFIG, data, name="stars")
    assert [word.text for word in tokenizer.tokenize(Message.build("打五星"), "text")] == ["打", "五星"]
    message = tokenizer.process([read("打五星")])
    assert found(extractor.process(message)[0]) == [("rating", 1, 2)]


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


@pytest.mark.parametrize("config", [{}, {"ignore": ["city", "attribute"]}])
def test_without_annotations_it_warns_and_finds_none(
    train_and_load: Callable[..., Any], noted: Callable[..., TrainingData], read: Callable[..., Message], config: Any
) -> None:
    messages = entity_messages() if config else intent_messages()
    with pytest.warns(UserWarning, match=r"no training example has an entity .* take it out of the pipeline"):
        blind = train_and_load(BertEntityExtractor, {**CONFIG, **config}, noted(messages), name="none")
    assert read("发到北京要几天", blind).get("entities") is None


def test_an_absent_model_is_not_one_without_entities(storage: Any, context: Any) -> None:
    config = {**BertEntityExtractor.get_default_config(), **CONFIG}
    with pytest.raises(BrokenModel, match="holds no BertEntityExtractor"):
        BertEntityExtractor.load(config, storage, Resource("absent"), context)
    with storage.write_to(Resource("empty")) as folder:
        assert not list(folder.iterdir())
    with pytest.raises(BrokenModel, match="rasa train"):
        BertEntityExtractor.load(config, storage, Resource("empty"), context)


TRIPS = [
    ("从北京飞上海", [("city", 1, 3, {"role": "departure"}), ("city", 4, 6, {"role": "destination"})]),
    ("从广州飞成都", [("city", 1, 3, {"role": "departure"}), ("city", 4, 6, {"role": "destination"})]),
    ("从上海飞北京", [("city", 1, 3, {"role": "departure"}), ("city", 4, 6, {"role": "destination"})]),
    ("从成都飞广州", [("city", 1, 3, {"role": "departure"}), ("city", 4, 6, {"role": "destination"})]),
    ("北京冷吗", [("city", 0, 2, {})]),
    ("成都冷吗", [("city", 0, 2, {})]),
    ("一红二黑", [("colour", 1, 2, {"group": "1"}), ("colour", 3, 4, {"role": "second", "group": 2})]),
    ("一黑二红", [("colour", 1, 2, {"group": "1"}), ("colour", 3, 4, {"role": "second", "group": 2})]),
]


def test_learns_roles_and_groups(
    train_and_load: Callable[..., Any], noted: Callable[..., TrainingData], read: Callable[..., Message]
) -> None:
    messages = [
        Message.build(
            text,
            "inform",
            [{"entity": e, "start": s, "end": t, "value": text[s:t], **more} for e, s, t, more in spans],
        )
        for text, spans in TRIPS
    ]
    extractor = train_and_load(BertEntityExtractor, {**CONFIG, "epochs": 100}, noted(messages), name="trips")
    plain = {"start", "end", "value", "confidence", "extractor"}
    for text, spans in TRIPS:
        expected = [{"entity": entity, **more} for entity, _, _, more in spans]
        entities = read(text, extractor).get("entities")
        assert [(e["start"], e["end"]) for e in entities] == [(start, end) for _, start, end, _ in spans]
        assert [{key: e[key] for key in e.keys() - plain} for e in entities] == expected


def test_what_another_extractor_found_is_no_annotation(
    train_and_load: Callable[..., Any], noted: Callable[..., TrainingData], read: Callable[..., Message]
) -> None:
    messages = entity_messages()
    for message in messages:
        for entity in message.get("entities", []):
            if entity["entity"] == "city":
                entity["extractor"] = "PatternEntityExtractor"
    extractor = train_and_load(BertEntityExtractor, CONFIG, noted(messages), name="others")
    assert found(read("发到北京要几天", extractor)) == []
    assert found(read("我要红色的", extractor)) == [("attribute", 2, 4)]


@pytest.mark.parametrize(
    ("annotation", "tag"),
    [
        ({"entity": "city"}, "city"),
        ({"entity": "城市", "role": "出发"}, '["城市", "出发", null]'),
        ({"entity": "city", "group": "1"}, '["city", null, "1"]'),
        ({"entity": "city", "role": "a", "group": "b"}, '["city", "a", "b"]'),
        ({"entity": '["city", "a", "b"]'}, '["[\\"city\\", \\"a\\", \\"b\\"]", null, null]'),
        ({"entity": "B-city", "role": "O"}, '["B-city", "O", null]'),
    ],
)
def test_tags_hold_role_and_group(annotation: Any, tag: str) -> None:
    assert tag_of(annotation) == tag
    assert attributes_of(tag) == annotation
